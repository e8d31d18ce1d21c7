"""Registering a debt with a credit bureau: whether it may be done, and until when it stays.

Nothing here is used by a screen yet; the listing room will ask before it acts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from acerto.core.calendar import next_business_day
from acerto.law import params
from acerto.law.rules.contract import effective_due_on
from acerto.law.rules.objection import Objection, objection
from acerto.law.rules.terms import due_by, ends_on

_REMOVAL = "listing_removal"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is known of the notice before a listing; `parts` are the elements that its text has."""

    channel: str
    sent_on: date | None
    delivered_on: date | None
    parts: Collection[str]

    def proved_on(self, *, electronic: bool) -> date | None:
        """The day from which the wait counts: of delivery, or of posting a letter."""
        if electronic:
            return self.delivered_on if self.sent_on else None
        return self.delivered_on or self.sent_on


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a debt that somebody wants to register."""

    due_on: date
    prescribed_on: date
    paid: bool
    disputed: bool
    documents: int
    notice: Notice | None


def listing_end_on(*, due_on: date, prescribed_on: date) -> date:
    """The first day on which a record must be gone: five years after the day after the due date,
    or the prescription, whichever comes first.

    Source: CDC art. 43 §§1 and 5; Súmula STJ 323 (listing.longest). Raises NotInForce.
    """
    longest = params.term("listing.longest", on=due_on)
    return min(ends_on(term=longest, since_on=due_on + timedelta(days=1)), prescribed_on)


def earliest_listing_on(*, notice: Notice) -> date | None:
    """The first day on which a debt may be registered after its notice; None without proof.

    Ten days by practice, ended on a business day; an electronic notice needs proof of sending and
    of delivery. Source: CDC art. 43 §2; STJ Tema 1.315; Súmula STJ 404. Raises NotInForce.
    """
    if notice.sent_on is None:
        return None
    proved_on = notice.proved_on(electronic=_is_electronic(notice))
    if proved_on is None:
        return None
    return next_business_day(
        ends_on(term=params.term("listing.wait", on=proved_on), since_on=proved_on)
    )


def missing_from_notice(*, parts: Collection[str], on: date) -> list[str]:
    """The elements that the text of a notice lacks. Source: Lei SP 17.832/2023 arts. 44-47."""
    return [part for part in params.words("listing.notice_parts", on=on) if part not in parts]


def listing_objections(*, candidate: Candidate, on: date) -> tuple[Objection, ...]:
    """Every reason against registering a debt on a day; empty allows it. Raises NotInForce."""
    end_on = listing_end_on(due_on=candidate.due_on, prescribed_on=candidate.prescribed_on)
    return tuple(
        objection(code=code, parameter=parameter, on=on, message=message)
        for holds, code, parameter, message in (
            (candidate.paid, "paid", "deadlines.listing_removal", "A dívida está paga."),
            (
                on <= effective_due_on(due_on=candidate.due_on),
                "not_due",
                "listing.evidence",
                "A dívida ainda não venceu.",
            ),
            (candidate.documents == 0, "no_document", "listing.evidence", "Falta o documento."),
            (candidate.disputed, "disputed", "listing.dispute", "A dívida foi contestada."),
            (
                on >= candidate.prescribed_on,
                "prescribed",
                "listing.prescribed",
                "A dívida está prescrita.",
            ),
            (on >= end_on, "too_old", "listing.longest", "O prazo do registro já passou."),
            *_notice_reasons(candidate.notice, on=on),
        )
        if holds
    )


def removal_due_by(*, paid_on: date, state: str | None = None) -> date:
    """The last day for the creditor to have a paid debt removed: five business days.

    Source: Súmula STJ 548; Lei MT 13.033/2025, whichever is sooner. Raises NotInForce.
    """
    days = [due_by(deadline=_REMOVAL, since_on=paid_on)]
    if state is not None and f"deadlines.{_REMOVAL}_{state}" in params.names("deadlines."):
        days += [due_by(deadline=f"{_REMOVAL}_{state}", since_on=paid_on)]
    return min(days)


def _notice_reasons(notice: Notice | None, *, on: date) -> list[tuple[bool, str, str, str]]:
    if notice is None:
        return [(True, "no_notice", "listing.notice", "Falta o aviso prévio.")]
    earliest = earliest_listing_on(notice=notice)
    proof = "listing.electronic_channels" if _is_electronic(notice) else "listing.notice"
    return [
        (earliest is None, "no_proof", proof, "Falta a prova de que o aviso chegou."),
        (
            earliest is not None and on < earliest,
            "too_soon",
            "listing.wait",
            "O prazo do aviso ainda corre.",
        ),
        (
            bool(missing_from_notice(parts=notice.parts, on=on)),
            "incomplete_notice",
            "listing.notice_parts",
            "O aviso não diz tudo o que deve.",
        ),
    ]


def _is_electronic(notice: Notice) -> bool:
    """Read by the newest list: an earlier notice without proof of delivery does not serve now."""
    channels = params.latest("listing.electronic_channels").value
    assert isinstance(channels, tuple)
    return notice.channel in channels
