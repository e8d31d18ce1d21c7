"""The mailbox that Acerto keeps while no mail server is set: what would have gone out."""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from acerto.adapters.channels.mailbox import Summary, list_messages, read_message
from acerto.adapters.channels.mailbox.reading import NoSuchLetter
from acerto.core.text import search_key
from acerto.domain.contact.screens import Recipient, recipients

ENOUGH = 2000
"""So many of the tenant's own letters are listed."""
AT_ONCE, MOST = 2000, 10_000
"""The newest letters of the machine that are looked through: at once, and at most."""
SHOWN = 50
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the reader's own tenant, and whom it is about; None: it is to the reader."""

    summary: Summary
    recipient: Recipient | None

    def fits(self, words: list[str]) -> bool:
        """Whether all words stand in its subject or in the name of whom it is to."""
        name = self.recipient.name if self.recipient else ""
        there = search_key(f"{self.summary.subject} {name}")
        return all(word in there for word in words)


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The messages, newest first, by page and by words. The maildir is the machine's: only those of
    the reader's own tenant are shown, and what was sent to the reader."""
    search = request.GET.get("busca", "").strip()[:LONGEST]
    words = search_key(search).split()
    own, cut = _own(request)
    lines = [line for line in own if line.fits(words)]
    context = {
        "page": Paginator(lines, SHOWN).get_page(request.GET.get("pagina")),
        "cut": cut,
        "search": search,
        "real": bool(settings.ACERTO_SMTP_HOST),
    }
    return render(request, "console/mailbox.html", context)


@require_GET
def message(request: HttpRequest, key: str) -> HttpResponse:
    """One message as text, with its headers."""
    try:
        letter = read_message(folder=settings.ACERTO_MAILBOX, key=key)
    except NoSuchLetter as missing:
        raise Http404 from missing
    known = recipients(message_ids=[letter.message_id], reach=request.seat.reach)
    recipient = known.get(letter.message_id)
    if recipient is None and not _is_to_reader(request, letter.recipient):
        raise Http404
    context = {"letter": letter, "recipient": recipient}
    return render(request, "console/mailbox_message.html", context)


def _own(request: HttpRequest) -> tuple[list[Line], int]:
    """The tenant's newest letters, and how many of the machine's were looked through where more are left."""
    lines: list[Line] = []
    looked = 0
    while looked < MOST and len(lines) < ENOUGH:
        found = list_messages(folder=settings.ACERTO_MAILBOX, limit=AT_ONCE, skip=looked)
        lines += _lines(request, found)
        looked += len(found)
        if len(found) < AT_ONCE:
            return lines, 0
    return lines, looked


def _lines(request: HttpRequest, found: list[Summary]) -> list[Line]:
    known = recipients(
        message_ids=[summary.message_id for summary in found], reach=request.seat.reach
    )
    return [
        Line(summary, known.get(summary.message_id))
        for summary in found
        if summary.message_id in known or _is_to_reader(request, summary.recipient)
    ]


def _is_to_reader(request: HttpRequest, address: str) -> bool:
    return parseaddr(address)[1].lower() == request.user.email.lower()
