"""What a Pix charge with due date (cobv) is worth on a day, by the central bank's rule.

The institution that receives computes it; this says beforehand what it will ask, and checks what was
paid. Sources: API Pix 2.9.0 (CobVValor, CobDataDeVencimento, Pix.componentesValor) and the Manual de
Padrões para Iniciação do Pix, as told in docs/formats/pix-api.md. Where they are silent, the amount
names it in `unverified`.

Money is int centavos. `Fine`, `Interest`, `Rebate`, `Discount` and `Until` carry the hundredths of their
valorPerc: centavos in a fixed mode, hundredths of a percent in the others ("2.00" is 200).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from fractions import Fraction

from acerto.core.calendar import is_bank_day

IsBankDay = Callable[[date], bool]

MAX_CENTS = 10**12 - 1
DEFAULT_VALID_DAYS = 30
MOST_UNTIL = 3
WHOLE = 10_000
ONE_DAY = timedelta(days=1)


class FineMode(IntEnum):
    FIXED = 1
    PERCENT = 2


class InterestMode(IntEnum):
    """By calendar day up to 4, by bank day from 5."""

    DAY_FIXED = 1
    DAY = 2
    MONTH = 3
    YEAR = 4
    BANK_DAY_FIXED = 5
    BANK_DAY = 6
    BANK_MONTH = 7
    BANK_YEAR = 8


class RebateMode(IntEnum):
    FIXED = 1
    PERCENT = 2


class DiscountMode(IntEnum):
    """Until given days (1, 2), or for each day that the payment comes early."""

    FIXED_UNTIL = 1
    PERCENT_UNTIL = 2
    FIXED_A_DAY = 3
    FIXED_A_BANK_DAY = 4
    PERCENT_A_DAY = 5
    PERCENT_A_BANK_DAY = 6


DAYS_OF_RATE = {
    InterestMode.DAY: 1,
    InterestMode.MONTH: 30,
    InterestMode.YEAR: 365,
    InterestMode.BANK_DAY: 1,
    InterestMode.BANK_MONTH: 21,
    InterestMode.BANK_YEAR: 252,
}
"""Equation 11 of the Manual, n; that of a calendar year is unverified."""

FIXED_DISCOUNTS = (
    DiscountMode.FIXED_UNTIL,
    DiscountMode.FIXED_A_DAY,
    DiscountMode.FIXED_A_BANK_DAY,
)
BANK_DAY_DISCOUNTS = (DiscountMode.FIXED_A_BANK_DAY, DiscountMode.PERCENT_A_BANK_DAY)


class InvalidCobv(ValueError):
    """A charge that the specification refuses, or a day on which it cannot be paid.

    `code` is stable, `field` is the specification's name of the field, `message` is for people.
    """

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Fine:
    mode: FineMode
    hundredths: int


@dataclass(frozen=True, slots=True)
class Interest:
    mode: InterestMode
    hundredths: int


@dataclass(frozen=True, slots=True)
class Rebate:
    mode: RebateMode
    hundredths: int


@dataclass(frozen=True, slots=True)
class Until:
    """A discount for a payment up to a day, in the order of the days."""

    on: date
    hundredths: int


@dataclass(frozen=True, slots=True)
class Discount:
    """`until` in the modes 1 and 2, `hundredths` in the others; never both."""

    mode: DiscountMode
    until: tuple[Until, ...] = ()
    hundredths: int | None = None


@dataclass(frozen=True, slots=True)
class Cobv:
    """A charge as registered. Raises InvalidCobv for what the specification refuses."""

    original_cents: int
    due_on: date
    valid_days: int = DEFAULT_VALID_DAYS
    fine: Fine | None = None
    interest: Interest | None = None
    rebate: Rebate | None = None
    discount: Discount | None = None

    def __post_init__(self) -> None:
        if not _whole(self.original_cents) or not 0 < self.original_cents <= MAX_CENTS:
            raise InvalidCobv(
                "amount", "valor.original", "O valor vai de R$ 0,01 a R$ 9.999.999.999,99."
            )
        if not _whole(self.valid_days) or self.valid_days < 0:
            raise InvalidCobv(
                "valid_days",
                "calendario.validadeAposVencimento",
                "Os dias de validade depois do vencimento são um número inteiro, a partir de zero.",
            )
        if self.fine is not None:
            _check_hundredths(self.fine.hundredths, field="valor.multa")
        if self.interest is not None:
            _check_hundredths(self.interest.hundredths, field="valor.juros")
        if self.rebate is not None:
            fixed = self.rebate.mode is RebateMode.FIXED
            self._check_below(self.rebate.hundredths, fixed=fixed, field="valor.abatimento")
        if self.discount is not None:
            self._check_discount(self.discount)

    def _check_discount(self, discount: Discount) -> None:
        field = "valor.desconto"
        by_day = discount.mode in (DiscountMode.FIXED_UNTIL, DiscountMode.PERCENT_UNTIL)
        if by_day != bool(discount.until) or by_day == (discount.hundredths is not None):
            raise InvalidCobv(
                "discount_shape",
                field,
                "O desconto até uma data leva datas; o desconto por dia, um valor por dia.",
            )
        if len(discount.until) > MOST_UNTIL:
            raise InvalidCobv("too_many_dates", field, "São no máximo três datas de desconto.")
        days = [until.on for until in discount.until]
        if days != sorted(set(days)) or (days and days[-1] > self.due_on):
            raise InvalidCobv(
                "discount_dates",
                field,
                "As datas de desconto vão em ordem, sem repetir, até o vencimento.",
            )
        fixed = discount.mode in FIXED_DISCOUNTS
        if discount.hundredths is not None:
            self._check_below(discount.hundredths, fixed=fixed, field=field)
        for until in discount.until:
            self._check_below(until.hundredths, fixed=fixed, field=field)

    def _check_below(self, hundredths: int, *, fixed: bool, field: str) -> None:
        """A rebate or discount takes less than the whole."""
        _check_hundredths(hundredths, field=field)
        if hundredths >= (self.original_cents if fixed else WHOLE):
            raise InvalidCobv(
                "not_below_original", field, "O abatimento ou desconto fica abaixo do valor."
            )


@dataclass(frozen=True, slots=True)
class Amount:
    """The charge on a day, in centavos: final = original + fine + interest - rebate - discount.

    `unverified` names what the published rule leaves open and entered here: `rounding`, `fine_base`,
    `year_days`, `before_bank_day`, `discount_dates`.
    """

    final_cents: int
    original_cents: int
    fine_cents: int
    interest_cents: int
    rebate_cents: int
    discount_cents: int
    unverified: tuple[str, ...]


def effective_due_on(*, due_on: date, is_bank_day: IsBankDay = is_bank_day) -> date:
    """The last day to pay without charges: the due date, or the payer's next bank day."""
    while not is_bank_day(due_on):
        due_on += ONE_DAY
    return due_on


def last_payable_on(
    *, due_on: date, valid_days: int = DEFAULT_VALID_DAYS, is_bank_day: IsBankDay = is_bank_day
) -> date:
    """The last day on which the charge can be paid: the days count from the rolled due date, and the
    last of them rolls too."""
    due = effective_due_on(due_on=due_on, is_bank_day=is_bank_day)
    return effective_due_on(due_on=due + timedelta(days=valid_days), is_bank_day=is_bank_day)


def amount_on(*, charge: Cobv, pay_on: date, is_bank_day: IsBankDay = is_bank_day) -> Amount:
    """What the charge is worth on the day it is paid.

    `is_bank_day` is the payer's calendar; the national one unless given. Raises InvalidCobv when the
    charge can no longer be paid, or the discount reaches the whole.
    """
    if pay_on > last_payable_on(
        due_on=charge.due_on, valid_days=charge.valid_days, is_bank_day=is_bank_day
    ):
        raise InvalidCobv("expired", "calendario", "A cobrança não pode mais ser paga neste dia.")
    due = effective_due_on(due_on=charge.due_on, is_bank_day=is_bank_day)
    count = _Count(charge, due, pay_on, is_bank_day)
    rebate = count.rebate()
    fine = count.fine(charge.original_cents - rebate)
    interest = count.interest(charge.original_cents - rebate)
    discount = count.discount()
    final = charge.original_cents + fine + interest - rebate - discount
    if final <= 0:
        raise InvalidCobv(
            "discount_too_large", "valor.desconto", "O desconto neste dia alcança o valor todo."
        )
    return Amount(
        final_cents=final,
        original_cents=charge.original_cents,
        fine_cents=fine,
        interest_cents=interest,
        rebate_cents=rebate,
        discount_cents=discount,
        unverified=tuple(dict.fromkeys(count.unverified)),
    )


class _Count:
    """One charge on one day; notes on the way what the published rule leaves open."""

    def __init__(self, charge: Cobv, due: date, pay_on: date, is_bank_day: IsBankDay) -> None:
        self.charge = charge
        self.due = due
        self.pay_on = pay_on
        self.is_bank_day = is_bank_day
        self.unverified: list[str] = []
        self.charges_since = effective_due_on(due_on=due + ONE_DAY, is_bank_day=is_bank_day)

    def rebate(self) -> int:
        given = self.charge.rebate
        if given is None:
            return 0
        if given.mode is RebateMode.FIXED:
            return given.hundredths
        return self._rounded(Fraction(self.charge.original_cents * given.hundredths, WHOLE))

    def fine(self, base_cents: int) -> int:
        given = self.charge.fine
        if given is None or not self._runs():
            return 0
        if given.mode is FineMode.FIXED:
            return given.hundredths
        if base_cents != self.charge.original_cents:
            self.unverified.append("fine_base")
        return self._rounded(Fraction(base_cents * given.hundredths, WHOLE))

    def interest(self, base_cents: int) -> int:
        given = self.charge.interest
        if given is None or not self._runs():
            return 0
        days = self._days(self.due, self.pay_on, bank=given.mode >= InterestMode.BANK_DAY_FIXED)
        if given.mode not in DAYS_OF_RATE:
            return given.hundredths * days
        if given.mode is InterestMode.YEAR:
            self.unverified.append("year_days")
        rate_days = DAYS_OF_RATE[given.mode]
        return self._rounded(Fraction(base_cents * given.hundredths * days, WHOLE * rate_days))

    def discount(self) -> int:
        given = self.charge.discount
        if given is None or self.pay_on > self.due:
            return 0
        if given.hundredths is None:
            hundredths = self._until(given.until)
            times = 1
        else:
            hundredths = given.hundredths
            times = self._days(self.pay_on, self.due, bank=given.mode in BANK_DAY_DISCOUNTS)
        if given.mode in FIXED_DISCOUNTS:
            return hundredths * times
        return self._rounded(Fraction(self.charge.original_cents * hundredths * times, WHOLE))

    def _until(self, given: tuple[Until, ...]) -> int:
        """Of the first day that, rolled, has not passed; zero when all have."""
        rolled = [effective_due_on(due_on=row.on, is_bank_day=self.is_bank_day) for row in given]
        open_rows = [at for at, day in enumerate(rolled) if self.pay_on <= day]
        if not open_rows:
            return 0
        first = open_rows[0]
        if rolled.count(rolled[first]) > 1:
            self.unverified.append("discount_dates")
        return given[first].hundredths

    def _runs(self) -> bool:
        """Whether charges run: from the bank day after the due date on."""
        if self.due < self.pay_on < self.charges_since:
            self.unverified.append("before_bank_day")
        return self.pay_on >= self.charges_since

    def _days(self, after: date, until: date, *, bank: bool) -> int:
        """The days after one day up to another."""
        days = max(0, (until - after).days)
        if not bank:
            return days
        return sum(self.is_bank_day(after + timedelta(days=day)) for day in range(1, days + 1))

    def _rounded(self, exact: Fraction) -> int:
        """Centavos, half up. Source: none; the published rule says nothing of rounding."""
        if exact.denominator != 1:
            self.unverified.append("rounding")
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def _whole(number: object) -> bool:
    """An int that is no truth value: a fraction of a centavo would go on into every sum."""
    return isinstance(number, int) and not isinstance(number, bool)


def _check_hundredths(hundredths: int, *, field: str) -> None:
    if not _whole(hundredths) or not 0 <= hundredths <= MAX_CENTS:
        raise InvalidCobv("value", field, "O valor ou percentual vai de 0,00 a 9.999.999.999,99.")
