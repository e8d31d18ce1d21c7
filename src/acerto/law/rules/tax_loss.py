"""Which unpaid credits a company may deduct as a loss (F11).

Source: Lei 9.430/1996 art. 9 (tax.loss_classes), by the day of default.
"""

from datetime import date

from acerto.law import params
from acerto.law.rules.terms import ends_on
from acerto.law.schema import LossClassValue

_CLASSES = "tax.loss_classes"


def loss_class(*, amount_cents: int, secured: bool, defaulted_on: date) -> LossClassValue | None:
    """The class of one operation, by amount and guarantee; None where the law names none.

    Raises NotInForce.
    """
    classes = params.value(_CLASSES, on=defaulted_on)
    assert isinstance(classes, tuple)
    fitting = [one for one in classes if one.secured is secured and _holds(one, amount_cents)]
    return fitting[0] if fitting else None


def deductible(
    *,
    amount_cents: int,
    secured: bool,
    defaulted_on: date,
    collected: bool,
    sued: bool,
    on: date,
) -> bool:
    """Whether an operation may be deducted on a day: overdue for longer than its class asks.

    `collected` is administrative collection kept up and proved, `sued` a lawsuit started and kept
    up. Raises NotInForce.
    """
    found = loss_class(amount_cents=amount_cents, secured=secured, defaulted_on=defaulted_on)
    if found is None or on <= ends_on(term=found.after, since_on=defaulted_on):
        return False
    done = {"nothing": True, "administrative_collection": collected or sued, "lawsuit": sued}
    return done[found.needs]


def _holds(one: LossClassValue, amount_cents: int) -> bool:
    return one.up_to_cents is None or amount_cents <= one.up_to_cents
