"""Going to court, and what it costs to collect what is not owed."""

from datetime import date

from acerto.law import params
from acerto.law.rules.contract import effective_due_on
from acerto.law.rules.objection import Objection, objection


def lawsuit_objections(*, open_cents: int, due_on: date, on: date) -> tuple[Objection, ...]:
    """Reasons against suing on a day: nothing is owed, or not yet. Source: CC 939-940."""
    reasons = (
        (open_cents <= 0, "paid", "A dívida está paga: quem a cobra na Justiça deve o dobro."),
        (on <= effective_due_on(due_on=due_on), "not_due", "A dívida ainda não venceu."),
    )
    return tuple(
        objection(code=code, parameter="lawsuit.paid_multiplier", on=on, message=message)
        for holds, code, message in reasons
        if holds
    )


def wrongful_claim_cents(*, claimed_cents: int, owed_cents: int, on: date) -> int:
    """What a creditor in bad faith owes for suing: double a paid debt, or the excess claimed.

    In centavos. Source: CC 940; Súmula STF 159 (lawsuit.paid_multiplier). Raises NotInForce.
    """
    if owed_cents <= 0:
        return claimed_cents * params.count("lawsuit.paid_multiplier", on=on)
    return max(0, claimed_cents - owed_cents)


def double_refund_cents(
    *, paid_cents: int, owed_cents: int, paid_on: date, justified: bool = False
) -> int:
    """What goes back to a consumer charged too much, in centavos, before correction and interest.

    Double the excess, or the excess alone for a justified mistake; no bad faith is needed.
    Source: CDC art. 42 sole paragraph; STJ EAREsp 676.608 (refund.multiplier). Raises NotInForce.
    """
    excess = max(0, paid_cents - owed_cents)
    return excess if justified else excess * params.count("refund.multiplier", on=paid_on)
