"""Protest at a notary: what may go, at whose cost, by which day.

Nothing here is used by a screen yet; the protest room will ask before it acts.
"""

from dataclasses import dataclass
from datetime import date

from acerto.core.calendar import add_months_civil
from acerto.law import params
from acerto.law.rules.contract import effective_due_on
from acerto.law.rules.objection import Objection, objection
from acerto.law.rules.prescription import presentation_end_on
from acerto.law.rules.terms import ends_on


@dataclass(frozen=True, slots=True)
class Title:
    """What is known of a title that somebody wants to protest."""

    due_on: date
    prescribed_on: date
    liquid: bool
    documents: int
    cheque_issued_on: date | None = None
    same_place: bool = True


def protest_objections(*, title: Title, on: date) -> tuple[Objection, ...]:
    """Every reason against sending a title to protest on a day; empty allows it.

    Source: Lei 9.492/1997 arts. 1, 8, 9; CC 189; STJ Tema 945. Raises NotInForce.
    """
    issued_on = title.cheque_issued_on
    cheque_over = issued_on is not None and on > cheque_protest_until(
        issued_on=issued_on, same_place=title.same_place
    )
    reasons = (
        (not title.liquid, "not_liquid", "protest.eligible", "O valor da dívida não é certo."),
        (title.documents == 0, "no_document", "protest.eligible", "Falta o documento."),
        (
            on <= effective_due_on(due_on=title.due_on),
            "not_due",
            "protest.eligible",
            "A dívida ainda não venceu.",
        ),
        (
            on >= title.prescribed_on,
            "prescribed",
            "protest.prescribed",
            "A dívida está prescrita.",
        ),
        (cheque_over, "cheque_over", "protest.cheque", "O prazo de protesto do cheque passou."),
    )
    return tuple(
        objection(code=code, parameter=parameter, on=on, message=message)
        for holds, code, parameter, message in reasons
        if holds
    )


def cheque_protest_until(*, issued_on: date, same_place: bool) -> date:
    """The last day to protest a cheque: six months after the term to present it.

    Source: STJ Tema 945; Lei 7.357/1985 arts. 33 and 59 (protest.cheque). Raises NotInForce.
    """
    presented_by = presentation_end_on(issued_on=issued_on, same_place=same_place)
    return add_months_civil(presented_by, params.term("protest.cheque", on=presented_by).count)


def free_of_upfront_fee(*, creditor_kind: str, due_on: date, filed_on: date) -> bool:
    """Whether the creditor advances nothing to the notary.

    Some kinds of creditor never do; the others only for a title overdue for up to a year.
    Source: Provimento CNJ 86/2019 arts. 2-4 (protest.free_*). Raises NotInForce.
    """
    if creditor_kind in params.words("protest.free_creditors", on=filed_on):
        return True
    longest = params.term("protest.free_age", on=filed_on)
    return filed_on <= ends_on(term=longest, since_on=due_on)
