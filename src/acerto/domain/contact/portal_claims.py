"""What the debtor says on the page: already paid, not mine. It pauses at once, a person answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from acerto.core.calendar import SAO_PAULO, is_bank_day
from acerto.domain.audit import services as audit
from acerto.domain.audit.models import Entry
from acerto.domain.receivables import selectors as receivables
from acerto.domain.receivables.selectors import TitleDebt
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.scope import scope
from acerto.law import params

from .models import Claim, Hold, PortalLink
from .portal_access import LinkRef
from .queue import cancel_unsent

LONGEST_TEXT = 2000
REASONS = {
    Claim.Kind.SAYS_PAID: Hold.Reason.SAYS_PAID,
    Claim.Kind.NOT_MINE: Hold.Reason.DISPUTE,
}
# The rules of contact.stop.says_paid and contact.stop.dispute.
RULES = {
    Claim.Kind.SAYS_PAID: "cdc42-double-refund",
    Claim.Kind.NOT_MINE: "dispute-pause-general",
}


class NothingChosen(Exception):
    """A claim names at least one open title of the debtor's own case."""

    code = "nothing_chosen"


TEXT, ANSWER = "claim_text", "claim_answer"
"""What keys the words of the debtor, and those of who answers."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """The number of one title's claim, and the title that it is about."""

    number: str
    contract: str
    instalment: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the debtor keeps: a protocol for each title that is paused, and the day of the answer."""

    protocols: tuple[Protocol, ...]
    kind: str
    answer_by_on: date
    title_ids: tuple[int, ...]


def make_claim(
    *, ref: LinkRef, kind: Claim.Kind, title_ids: Collection[int], text: str, now: datetime
) -> Receipt:
    """Pause collection of some titles because the debtor says so, and open a claim for each.

    A title that already has an open claim of this kind keeps it: saying it twice only adds words.
    Messages that wait to be sent about the case are cancelled. Raises NothingChosen.
    """
    with scope(ref.tenant_id):
        link = PortalLink.objects.select_for_update().get(pk=ref.link_id)
        wanted = _own_titles(case_id=link.case_id, title_ids=title_ids, now=now)
        if not wanted:
            raise NothingChosen
        claims = [
            _open_claim(link=link, kind=kind, title_id=title.title_id, text=text, now=now)
            for title in wanted
        ]
        cancelled = cancel_unsent(case_ids=[link.case_id], now=now)
        _leave_traces(link=link, kind=kind, claims=claims, cancelled=cancelled, now=now)
    return Receipt(
        protocols=tuple(
            Protocol(protocol(claim), title.contract, title.instalment)
            for claim, title in zip(claims, wanted, strict=True)
        ),
        kind=kind,
        answer_by_on=max(claim.answer_by_on for claim in claims),
        title_ids=tuple(title.title_id for title in wanted),
    )


def protocol(claim: Claim) -> str:
    """The number that the debtor writes down: year of the claim and its id."""
    return f"{claim.made_at.astimezone(SAO_PAULO):%Y}-{claim.pk:06d}"


def answer_by(*, on: date) -> date:
    """The last day to answer a claim made on a day: so many bank days later.

    Source: contact.claim_answer_days (CDC arts. 42 and 43 §3; policy).
    """
    left = params.count("contact.claim_answer_days", on=on)
    day = on
    while left:
        day += timedelta(days=1)
        left -= is_bank_day(day)
    return day


def claim_text(*, claim_id: int) -> str:
    """What the debtor wrote with a claim of the tenant in scope; "" when nothing."""
    claim = Claim.objects.get(pk=claim_id)
    return opened(claim.text_enc, tenant_id=claim.tenant_id, column=TEXT)


def sealed(text: str, *, tenant_id: int, column: str) -> bytes | None:
    """Words of a claim as they are stored, cut at LONGEST_TEXT; None for none."""
    kept = text.strip()[:LONGEST_TEXT]
    return vault(tenant_id=tenant_id, column=column).seal(kept) if kept else None


def opened(words: bytes | None, *, tenant_id: int, column: str) -> str:
    """Stored words of a claim; "" for none."""
    if words is None:
        return ""
    return vault(tenant_id=tenant_id, column=column).open(bytes(words))


def _own_titles(*, case_id: int, title_ids: Collection[int], now: datetime) -> list[TitleDebt]:
    today = now.astimezone(SAO_PAULO).date()
    debt = receivables.case_debt(case_id=case_id, on=today)
    return [title for title in debt.titles if title.title_id in title_ids]


def _open_claim(
    *, link: PortalLink, kind: Claim.Kind, title_id: int, text: str, now: datetime
) -> Claim:
    already = Claim.objects.filter(title_id=title_id, kind=kind, state=Claim.State.OPEN).first()
    if already is not None:
        _add_words(claim=already, text=text)
        return already
    hold = Hold.objects.create(
        tenant_id=link.tenant_id,
        title_id=title_id,
        reason=REASONS[kind],
        rule=RULES[kind],
        starts_at=now,
    )
    return Claim.objects.create(
        tenant_id=link.tenant_id,
        case_id=link.case_id,
        title_id=title_id,
        hold=hold,
        kind=kind,
        text_enc=sealed(text, tenant_id=link.tenant_id, column=TEXT),
        made_at=now,
        answer_by_on=answer_by(on=now.astimezone(SAO_PAULO).date()),
    )


def _add_words(*, claim: Claim, text: str) -> None:
    """Keep what is said later beside what was said first."""
    said = claim_text(claim_id=claim.pk)
    if text.strip() and text.strip() not in said:
        claim.text_enc = sealed(f"{said}\n{text}", tenant_id=claim.tenant_id, column=TEXT)
        claim.save(update_fields=["text_enc"])


def _leave_traces(
    *, link: PortalLink, kind: Claim.Kind, claims: list[Claim], cancelled: int, now: datetime
) -> None:
    ids = [claim.pk for claim in claims]
    audit.record(
        now=now,
        action=f"claim.{kind}",
        subject="case",
        subject_id=link.case_id,
        actor=Entry.Actor.DEBTOR,
        facts={"claims": ids, "titles": [c.title_id for c in claims], "cancelled": cancelled},
    )
    for claim in claims:
        audit.emit(
            now=now,
            kind=f"claim.{kind}",
            case_id=link.case_id,
            subject_id=claim.pk,
            facts={"title": claim.title_id, "answer_by": claim.answer_by_on.isoformat()},
        )
