"""The mailbox that Acerto keeps while no mail server is set: what would have gone out."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from acerto.adapters.channels.mailbox import Summary, list_messages, read_message
from acerto.adapters.channels.mailbox.reading import NoSuchLetter
from acerto.domain.contact.screens import Recipient, recipients

READ = 300
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the reader's own tenant, and whom it is about."""

    summary: Summary
    recipient: Recipient


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest messages. The maildir is the machine's; only the reader's own are shown."""
    found = list_messages(folder=settings.ACERTO_MAILBOX, limit=READ)
    known = recipients(
        message_ids=[summary.message_id for summary in found], reach=request.seat.reach
    )
    lines = [Line(s, known[s.message_id]) for s in found if s.message_id in known][:SHOWN]
    context = {"lines": lines, "real": bool(settings.ACERTO_SMTP_HOST)}
    return render(request, "console/mailbox.html", context)


@require_GET
def message(request: HttpRequest, key: str) -> HttpResponse:
    """One message as text, with its headers."""
    try:
        letter = read_message(folder=settings.ACERTO_MAILBOX, key=key)
    except NoSuchLetter as missing:
        raise Http404 from missing
    known = recipients(message_ids=[letter.message_id], reach=request.seat.reach)
    if letter.message_id not in known:
        raise Http404
    context = {"letter": letter, "recipient": known[letter.message_id]}
    return render(request, "console/mailbox_message.html", context)
