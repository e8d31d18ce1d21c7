"""How a payment is spent: across titles, then inside each one.

Across: the one due first, of those due together the most onerous, unless the debtor says which (CC 352,
355); a prescribed title only when the debtor says so (CC 189, 191, 882: `turns`). Inside: interest, correction,
principal, fine; the law puts interest before principal (CC 354) and is silent on the fine, which
comes last in favour of the debtor (payments.imputation_order).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from acerto.core.money import before_discount, line_cents
from acerto.law import params
from acerto.law.rules.contract import Factors, Terms, capped, factors, limits_on, payoff_factor
from acerto.law.series import NO_SERIES, SeriesBook


class InvalidPayment(ValueError):
    """An amount that cannot be spent. `code` is stable, `message` is for people."""

    code = "payment_not_positive"

    def __init__(self) -> None:
        self.message = (
            "O pagamento deve ser maior que zero; um estorno tem o seu próprio lançamento."
        )
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class OpenTitle:
    """A title as the ledger holds it: open and booked centavos, and up to when they ran."""

    title_id: int
    due_on: date
    effective_due_on: date
    terms: Terms
    principal_cents: int
    interest_cents: int = 0
    fine_cents: int = 0
    correction_cents: int = 0
    accrued_since: date | None = None
    fine_charged: bool = False
    interest_from: date | None = None
    prescription_on: date | None = None  # the first day without the claim; None: not looked at

    def prescribed(self, *, on: date) -> bool:
        """Whether nothing may be asked for this title on a day."""
        return self.prescription_on is not None and self.prescription_on <= on


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a payment does to one title, in centavos.

    First `accrued_*` and `charged_fine_cents` are booked as owed on the day of the payment; then
    the money pays `to_*`. The principal falls by `to_principal_cents + discount_cents`, the second
    being what an early payment takes off.
    """

    title_id: int
    accrued_interest_cents: int
    charged_fine_cents: int
    accrued_correction_cents: int
    discount_cents: int
    to_interest_cents: int
    to_principal_cents: int
    to_fine_cents: int
    to_correction_cents: int

    @property
    def paid_cents(self) -> int:
        """The part of the payment that this title took."""
        return (
            self.to_interest_cents
            + self.to_correction_cents
            + self.to_principal_cents
            + self.to_fine_cents
        )


def turns(
    *,
    titles: Sequence[OpenTitle],
    paid_on: date,
    named: Sequence[Sequence[int]] = (),
) -> list[list[OpenTitle]]:
    """What a payment may be spent on, in the order of its turns: each is for `allocate`.

    First the titles that the payer named, prescribed or not, then the others that can still be asked
    for on the day of the payment. Whoever pays a prescribed debt does so by a will of his own.
    Source: CC arts. 189, 191, 352, 355, 882 (pres-block-extrajudicial, pres-renunciation).
    """
    rest = {title.title_id: title for title in titles}
    found = [[rest.pop(key) for key in keys if key in rest] for keys in named]
    found.append([title for title in rest.values() if not title.prescribed(on=paid_on)])
    return [turn for turn in found if turn]


def allocate(
    *,
    titles: Sequence[OpenTitle],
    amount_cents: int,
    paid_on: date,
    series: SeriesBook = NO_SERIES,
    correct_until: date | None = None,
) -> tuple[list[Allocation], int]:
    """Spend a payment on the titles given, oldest due first, and return what is left as credit.

    Of titles due on one day the one with the highest interest rate goes first: the most onerous (CC 355).

    The caller chooses the titles: due ones, and later ones when an advance is wanted. A title that
    gets no money is not in the answer, and nothing is booked on it. `correct_until` is as in `factors`.
    Raises InvalidPayment, NotInForce, MonthMissing.
    """
    if amount_cents <= 0:
        raise InvalidPayment
    assert params.choice("payments.debt_order", on=paid_on) == "oldest_due"
    order = params.words("payments.imputation_order", on=paid_on)
    left = amount_cents
    allocations: list[Allocation] = []
    for title in sorted(titles, key=_due_then_onerous):
        if left == 0:
            break
        owed = factors(
            terms=title.terms,
            effective_due_on=title.effective_due_on,
            accrued_since=title.accrued_since,
            on=paid_on,
            series=series,
            interest_from=title.interest_from,
            correct_until=correct_until,
        )
        allocation = _spend(title, left, owed=owed, paid_on=paid_on, order=order)
        left -= allocation.paid_cents
        allocations.append(allocation)
    return allocations, left


def _due_then_onerous(title: OpenTitle) -> tuple[date, Decimal, int]:
    """By due date, then the monthly rate that the law lets the contract charge, highest first."""
    terms = title.terms
    if not terms.interest_month_rate:
        return title.due_on, Decimal(0), title.title_id
    limits = limits_on(
        party_kind=terms.party_kind, due_on=title.effective_due_on, debt_type=terms.debt_type
    )
    rate = capped(terms.interest_month_rate, cap=limits.interest_month_rate)
    return title.due_on, -rate, title.title_id


def after(*, title: OpenTitle, allocation: Allocation, paid_on: date) -> OpenTitle:
    """The title once a payment was spent on it: what is left, and up to when charges are booked."""
    since = title.accrued_since
    if paid_on > title.effective_due_on:
        since = max(since or paid_on, paid_on)
    return replace(
        title,
        principal_cents=title.principal_cents
        - allocation.to_principal_cents
        - allocation.discount_cents,
        interest_cents=title.interest_cents
        + allocation.accrued_interest_cents
        - allocation.to_interest_cents,
        fine_cents=title.fine_cents + allocation.charged_fine_cents - allocation.to_fine_cents,
        correction_cents=title.correction_cents
        + allocation.accrued_correction_cents
        - allocation.to_correction_cents,
        accrued_since=since,
        fine_charged=title.fine_charged or allocation.charged_fine_cents > 0,
    )


def _spend(
    title: OpenTitle, cents: int, *, owed: Factors, paid_on: date, order: tuple[str, ...]
) -> Allocation:
    principal = title.principal_cents
    interest = owed.interest_cents(
        principal_cents=principal,
        correction_cents=title.correction_cents,
        booked_cents=title.interest_cents,
    )
    correction = owed.correction_cents(
        principal_cents=principal, booked_cents=title.correction_cents
    )
    fine = 0 if title.fine_charged else line_cents(base_cents=principal, factor=owed.fine)
    open_cents = {
        "interest": title.interest_cents + interest,
        "correction": title.correction_cents + correction,
        "fine": title.fine_cents + fine,
    }
    paid = dict.fromkeys(order, 0)
    discount = 0
    for component in order:
        if component == "principal":
            paid[component], discount = _principal(title, owed, cents, paid_on=paid_on)
        else:
            paid[component] = min(cents, open_cents[component])
        cents -= paid[component]
    return Allocation(
        title_id=title.title_id,
        accrued_interest_cents=interest,
        charged_fine_cents=fine,
        accrued_correction_cents=correction,
        discount_cents=discount,
        to_interest_cents=paid["interest"],
        to_principal_cents=paid["principal"],
        to_fine_cents=paid["fine"],
        to_correction_cents=paid["correction"],
    )


def _principal(title: OpenTitle, owed: Factors, cents: int, *, paid_on: date) -> tuple[int, int]:
    """The money that the principal takes and the discount that goes with it.

    The contract's discount is for who pays all of it; the present value is in proportion
    (CDC art. 52 §2).
    """
    principal = title.principal_cents
    if not owed.discount:
        return min(cents, principal), 0
    discount = -line_cents(base_cents=principal, factor=owed.discount)
    if cents >= principal - discount:
        return principal - discount, discount
    payoff = payoff_factor(terms=title.terms, effective_due_on=title.effective_due_on, on=paid_on)
    return cents, _in_proportion(cents, payoff=payoff, limit=principal - cents)


def _in_proportion(cents: int, *, payoff: Decimal, limit: int) -> int:
    """What `cents` of early money take off beside themselves, never more than is left.

    Money m extinguishes the principal p with p × (1 + payoff) = m.
    """
    if not payoff or not cents:
        return 0
    return min(limit, before_discount(net_cents=cents, discount=payoff) - cents)
