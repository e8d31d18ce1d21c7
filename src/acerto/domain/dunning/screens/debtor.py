"""One debtor whole: everything that this tenant knows, on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.core.money import format_brl
from acerto.domain.contact import screens as contact
from acerto.domain.contact.relinking import ClosedLink, closed_links
from acerto.domain.parties import screens as parties
from acerto.domain.payments import screens as payments
from acerto.domain.receivables import screens as receivables
from acerto.domain.receivables.selectors import CaseDebt, TitleDebt
from acerto.engine.verdicts import Verdict
from acerto.law.rules.prescription import terms_of
from acerto.law.schema import ParamEntry

from ..models import Decision
from .steps import step_names
from .words import Outcome, Said, channel_name, outcome, said

DECISIONS_SHOWN = 20
MOMENTS_SHOWN = 40
COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What the policy said for a case on a day, and everything that stood against a message."""

    case_id: int
    decided_on: date
    outcome: Outcome
    objections: list[Said]
    step: str
    channel: str
    age_days: int
    overdue_cents: int
    total_cents: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, for the timeline. `day_only`: the hour is not known."""

    at: datetime
    day_only: bool
    text: str
    detail: str
    tone: str


@dataclass(frozen=True, slots=True)
class CaseWhole:
    """A case with its exact debt and its last decision."""

    facts: receivables.CaseFacts
    debt: CaseDebt
    decision: DecisionFacts | None
    credit_cents: int = 0  # paid, and taken by no title
    paused_since: datetime | None = None  # a pause in force came after the decision to contact

    @property
    def prescribes_by(self) -> ParamEntry:
        """The terms of law that end the titles of this type of debt."""
        return terms_of(debt_type=self.facts.debt_type)


@dataclass(frozen=True, slots=True)
class Debtor:
    """All of one debtor that the reader may see."""

    party: parties.PartyFacts
    cases: list[CaseWhole]
    closed: list[receivables.ClosedTitle]
    contacts: list[contact.ContactFacts]
    decisions: list[DecisionFacts]
    payments: list[payments.PaymentFacts]
    holds: list[contact.HoldFacts]
    holds_now: list[contact.HoldFacts]
    claims: list[contact.ClaimFacts]
    closed_links: list[ClosedLink]
    timeline: list[Moment]
    on: date

    @property
    def total_cents(self) -> int:
        """What the debtor owes on the day, prescribed titles left out."""
        return sum(case.debt.total_cents for case in self.cases)

    @property
    def unsummed(self) -> list[TitleDebt]:
        """Titles that the total is without, because what they come to cannot be known."""
        return [title for case in self.cases for title in case.debt.unsummed]

    @property
    def known(self) -> bool:
        """Whether the total says anything of what is owed."""
        return any(not title.unknown for case in self.cases for title in case.debt.titles) or (
            not self.unsummed
        )

    @property
    def credit_cents(self) -> int:
        """What the debtor has paid and no title took; it is not taken off the total."""
        return sum(case.credit_cents for case in self.cases)

    @property
    def overdue_cents(self) -> int:
        """Of that, what is overdue."""
        return sum(case.debt.overdue_cents for case in self.cases)

    @property
    def paused_cents(self) -> int:
        """Of what the debtor owes, what is in titles on hold: it is not charged, nor in the list."""
        return sum(title.debt.total_cents for title in self._paused)

    @property
    def paused_overdue_cents(self) -> int:
        """Of that, what is overdue."""
        return sum(title.debt.total_cents for title in self._paused if title.days_late)

    @property
    def _paused(self) -> list[TitleDebt]:
        titles = (title for case in self.cases for title in case.debt.titles)
        summed = (title for title in titles if not (title.prescribed or title.unknown))
        return [title for title in summed if title.title_id in self.held_titles]

    @property
    def days_late(self) -> int:
        """Of the oldest open title."""
        return max((t.days_late for case in self.cases for t in case.debt.titles), default=0)

    @property
    def held_titles(self) -> set[int]:
        """Titles that are on hold now."""
        return {hold.title_id for hold in self.holds_now if hold.title_id}

    @property
    def open_claims(self) -> list[contact.ClaimFacts]:
        """What somebody has to answer."""
        return [claim for claim in self.claims if claim.answered_at is None]


def debtor(*, party_id: int, reach: frozenset[int], on: date, now: datetime) -> Debtor | None:
    """One debtor of the tenant in scope, or None where the reach shows no case of theirs."""
    person = parties.party(party_id=party_id)
    cases = receivables.cases_of(party_id=party_id, reach=reach)
    if person is None or not cases:
        return None
    ids = [case.id for case in cases]
    debts = receivables.debts(case_ids=ids, on=on)
    names = step_names()
    decided = _decisions(ids, names)
    newest = {decision.case_id: decision for decision in reversed(decided)}
    messages = contact.contacts(case_ids=ids)
    paid = payments.payments(case_ids=ids)
    credit = payments.credit(case_ids=ids).by_case
    holds = contact.holds(case_ids=ids, party_id=party_id)
    claims = contact.claims(case_ids=ids)
    return Debtor(
        party=person,
        cases=[
            CaseWhole(
                facts=c,
                debt=debts[c.id],
                decision=newest.get(c.id),
                credit_cents=credit.get(c.id, 0),
                paused_since=_paused_since(debts[c.id], newest.get(c.id), holds, now),
            )
            for c in cases
        ],
        closed=receivables.closed_titles(case_ids=ids),
        contacts=messages,
        decisions=decided,
        payments=paid,
        holds=holds,
        holds_now=[h for h in holds if h.starts_at <= now and (not h.ends_at or h.ends_at > now)],
        claims=claims,
        closed_links=closed_links(case_ids=ids),
        timeline=_timeline(messages, paid, holds, claims, names),
        on=on,
    )


def _paused_since(
    debt: CaseDebt,
    decision: DecisionFacts | None,
    holds: Sequence[contact.HoldFacts],
    now: datetime,
) -> datetime | None:
    """When the case came to rest after the day's decision to contact; None: it did not."""
    if decision is None or decision.outcome.verdict != Verdict.CONTACT:
        return None
    after = [h for h in holds if not h.channel and COLLECTION in h.law.purposes]
    after = [h for h in after if h.starts_at <= now and (not h.ends_at or h.ends_at > now)]
    whole = [h.starts_at for h in after if not h.title_id and h.case_id in (None, debt.case_id)]
    overdue = [t.title_id for t in debt.titles if t.days_late and not t.prescribed]
    since = {h.title_id: h.starts_at for h in after if h.title_id in overdue}
    if overdue and len(since) == len(overdue):
        whole.append(max(since.values()))
    return min(whole, default=None)


def _decisions(case_ids: Sequence[int], names: dict[int, str]) -> list[DecisionFacts]:
    rows = Decision.objects.filter(case_id__in=case_ids).order_by("-decided_on", "case_id")
    return [_decision(row, names) for row in rows[:DECISIONS_SHOWN]]


def _decision(row: Decision, names: dict[int, str]) -> DecisionFacts:
    return DecisionFacts(
        case_id=row.case_id,
        decided_on=row.decided_on,
        outcome=outcome(verdict=row.verdict, reason=row.reason),
        objections=said(mask=row.objections),
        step=names.get(row.step_id or 0, ""),
        channel=channel_name(row.channel),
        age_days=row.age_days,
        overdue_cents=row.overdue_cents,
        total_cents=row.total_cents,
    )


def _timeline(
    messages: list[contact.ContactFacts],
    paid: list[payments.PaymentFacts],
    holds: list[contact.HoldFacts],
    claims: list[contact.ClaimFacts],
    names: dict[int, str],
) -> list[Moment]:
    """What happened, newest first. Decisions have their own place: they are one a day."""
    moments = [_message_moment(message, names) for message in messages]
    for payment in paid:
        moments += _payment_moments(payment)
    moments += [
        Moment(c.made_at, False, _("Disse: %(what)s") % {"what": c.kind_name}, c.text, "warn")
        for c in claims
    ]
    moments += [_answer_moment(claim) for claim in claims if claim.answered_at]
    moments += [
        Moment(
            h.starts_at, False, _("Pausa: %(why)s") % {"why": h.reason_name}, h.channel_name, "warn"
        )
        for h in holds
    ]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:MOMENTS_SHOWN]


def _message_moment(message: contact.ContactFacts, names: dict[int, str]) -> Moment:
    tone = {"sent": "good", "refused": "bad", "rejected": "bad", "unknown": "warn"}
    text = _("%(channel)s: %(state)s") % {
        "channel": message.channel_name,
        "state": message.state_name,
    }
    return Moment(
        at=message.sent_at or message.created_at,
        day_only=False,
        text=text,
        detail=names.get(message.step_id or 0, ""),
        tone=tone.get(message.state, "calm"),
    )


def _answer_moment(claim: contact.ClaimFacts) -> Moment:
    accepted = claim.state == "accepted"
    said = _("Contestação aceita") if accepted else _("Contestação não aceita")
    by = _("por %(name)s") % {"name": claim.answered_by} if claim.answered_by else ""
    detail = ". ".join(filter(None, [f"{claim.protocol} {by}".strip(), claim.answer]))
    return Moment(claim.answered_at or claim.made_at, False, said, detail, "calm")


def _payment_moments(payment: payments.PaymentFacts) -> list[Moment]:
    amount = format_brl(payment.amount_cents)
    text = _("Pagou %(amount)s") % {"amount": amount}
    moments = [Moment(_midday(payment.paid_on), True, text, payment.method_name, "good")]
    if payment.reversed_on:
        text = _("Estorno de %(amount)s") % {"amount": amount}
        moments.append(Moment(_midday(payment.reversed_on), True, text, "", "warn"))
    return moments


def _midday(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=SAO_PAULO)
