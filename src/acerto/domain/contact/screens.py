"""What the back office shows of messages, refusals, holds and what debtors said."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Q

from acerto.core.calendar import SAO_PAULO
from acerto.domain.tenancy.screens import user_names

from .failures import failure_text
from .models import Claim, Contact, Hold, Purpose, Refusal
from .portal_claims import ANSWER, TEXT, opened, protocol
from .stops import ReasonLaw, law_of

SHOWN = 50


@dataclass(frozen=True, slots=True)
class RefusalFacts:
    """Why a message could not go, with its citation."""

    rule: str
    citation: str
    not_before: datetime | None
    refused_at: datetime


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One message and what became of it."""

    id: int
    case_id: int
    channel_name: str
    purpose_name: str
    template: str
    masked: str
    state: str
    state_name: str
    step_id: int | None
    decided_on: date
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None
    failure: str
    refusals: list[RefusalFacts]


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """Something that stops messages now, or did."""

    id: int
    case_id: int | None
    title_id: int | None
    contract: str
    channel: str
    channel_name: str
    reason: str
    reason_name: str
    rule: str
    law: ReasonLaw
    purposes: list[str]
    event_on: date | None
    has_evidence: bool
    set_by: int | None
    ended_by: int | None
    ours: bool  # the team set it, and may end it
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What the debtor told us, and until when somebody answers."""

    id: int
    case_id: int
    contract: str
    instalment: str
    kind: str
    kind_name: str
    text: str
    protocol: str
    state: str
    state_name: str
    made_at: datetime
    answer_by_on: date
    answered_at: datetime | None
    answered_by: str  # "" while open, and where nobody kept it
    answer: str  # what the debtor reads


def contacts(*, case_ids: Sequence[int], on: date | None = None) -> list[ContactFacts]:
    """The last messages of cases, newest first, with their refusals; with `on`, those of that day."""
    found = Contact.objects.filter(case_id__in=case_ids)
    if on is not None:
        found = found.filter(decided_on=on)
    rows = list(found.select_related("point").order_by("-decided_on", "-id")[:SHOWN])
    refusals: dict[int, list[RefusalFacts]] = defaultdict(list)
    for refusal in Refusal.objects.filter(contact_id__in=[row.pk for row in rows]).order_by("id"):
        refusals[refusal.contact_id].append(
            RefusalFacts(
                rule=refusal.rule,
                citation=refusal.citation,
                not_before=refusal.not_before,
                refused_at=refusal.refused_at,
            )
        )
    return [_contact(row, refusals[row.pk]) for row in rows]


def holds(*, case_ids: Sequence[int], party_id: int) -> list[HoldFacts]:
    """Holds on a person, their cases and their titles, newest first."""
    rows = (
        Hold.objects.filter(
            Q(case_id__in=case_ids) | Q(party_id=party_id) | Q(title__case_id__in=case_ids)
        )
        .select_related("title")
        .order_by("-starts_at", "-id")[:SHOWN]
    )
    return [_hold(row) for row in rows]


def hold(*, hold_id: int, reach: frozenset[int]) -> tuple[HoldFacts, int] | None:
    """One hold within reach and the person whose page shows it, or None."""
    row = Hold.objects.select_related("title__case", "case").filter(pk=hold_id).first()
    if row is None:
        return None
    case = row.case or (row.title.case if row.title else None)
    if case is not None and reach and case.holder_id not in reach:
        return None
    party_id = row.party_id or (case.debtor_id if case else None)
    return (_hold(row), party_id) if party_id else None


def claims(*, case_ids: Sequence[int]) -> list[ClaimFacts]:
    """What the debtor said about cases, open ones first, then newest."""
    rows = (
        Claim.objects.filter(case_id__in=case_ids)
        .select_related("title")
        .order_by("-made_at", "-id")[:SHOWN]
    )
    rows = list(rows)
    asked = {row.answered_by for row in rows if row.answered_by}
    names = user_names(user_ids=asked) if asked else {}
    found = [_claim(row, names) for row in rows]
    return sorted(found, key=lambda claim: claim.state != Claim.State.OPEN)


def claim_case(*, claim_id: int, reach: frozenset[int]) -> tuple[int, int] | None:
    """(case, debtor) of a claim within reach, or None."""
    rows = Claim.objects.filter(pk=claim_id)
    if reach:
        rows = rows.filter(case__holder_id__in=reach)
    return rows.values_list("case_id", "case__debtor_id").first()


def states_on(*, on: date, reach: frozenset[int]) -> dict[str, int]:
    """How many of the messages decided on a day are in which state."""
    rows = Contact.objects.filter(decided_on=on)
    if reach:
        rows = rows.filter(case__holder_id__in=reach)
    return dict(rows.values_list("state").annotate(number=Count("id")))


def open_claims(*, on: date, reach: frozenset[int]) -> tuple[int, int]:
    """(claims to answer, those past their day)."""
    rows = Claim.objects.filter(state=Claim.State.OPEN)
    if reach:
        rows = rows.filter(case__holder_id__in=reach)
    counts = rows.aggregate(all=Count("id"), late=Count("id", filter=Q(answer_by_on__lt=on)))
    return counts["all"], counts["late"]


def _contact(row: Contact, refusals: list[RefusalFacts]) -> ContactFacts:
    return ContactFacts(
        id=row.pk,
        case_id=row.case_id,
        channel_name=row.get_channel_display(),
        purpose_name=row.get_purpose_display(),
        template=row.template,
        masked=row.point.masked,
        state=row.state,
        state_name=row.get_state_display(),
        step_id=row.step_id,
        decided_on=row.decided_on,
        created_at=row.created_at,
        not_before=row.not_before,
        sent_at=row.sent_at,
        failure=failure_text(code=row.failure),
        refusals=_standing(row, refusals),
    )


def _standing(row: Contact, refusals: list[RefusalFacts]) -> list[RefusalFacts]:
    """What stands against a message now: what only postponed it says nothing of one that went or ended."""
    if row.state == Contact.State.QUEUED:
        return refusals
    if row.state == Contact.State.REFUSED:
        return [replace(each, not_before=None) for each in refusals]
    return [each for each in refusals if each.not_before is None]


def _hold(row: Hold) -> HoldFacts:
    law = law_of(reason=row.reason, on=row.starts_at.astimezone(SAO_PAULO).date())
    return HoldFacts(
        id=row.pk,
        case_id=row.case_id,
        title_id=row.title_id,
        contract=row.title.contract if row.title else "",
        channel=row.channel,
        channel_name=row.get_channel_display() if row.channel else "",
        reason=row.reason,
        reason_name=row.get_reason_display(),
        rule=row.rule,
        law=law,
        purposes=[str(Purpose(purpose).label) for purpose in law.purposes],
        event_on=row.event_on,
        has_evidence=row.evidence_enc is not None,
        set_by=row.set_by,
        ended_by=row.ended_by,
        ours=row.set_by is not None,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )


def _claim(row: Claim, names: dict[int, str]) -> ClaimFacts:
    return ClaimFacts(
        id=row.pk,
        case_id=row.case_id,
        contract=row.title.contract if row.title else "",
        instalment=row.title.instalment if row.title else "",
        kind=row.kind,
        kind_name=row.get_kind_display(),
        text=opened(row.text_enc, tenant_id=row.tenant_id, column=TEXT),
        protocol=protocol(row),
        state=row.state,
        state_name=row.get_state_display(),
        made_at=row.made_at,
        answer_by_on=row.answer_by_on,
        answered_at=row.answered_at,
        answered_by=names.get(row.answered_by or 0, ""),
        answer=opened(row.answer_enc, tenant_id=row.tenant_id, column=ANSWER),
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message that went out is about."""

    party_id: int
    name: str
    masked: str


def recipients(*, message_ids: Sequence[str], reach: frozenset[int]) -> dict[str, Recipient]:
    """By Message-ID, the people of the tenant in scope to whom messages went."""
    rows = Contact.objects.filter(message_id__in=[m for m in message_ids if m])
    if reach:
        rows = rows.filter(case__holder_id__in=reach)
    found = rows.values_list("message_id", "recipient_id", "recipient__name", "point__masked")
    return {key: Recipient(party_id, name, masked) for key, party_id, name, masked in found}
