"""A debt worked out from what somebody says of it: terms, dates, amount, payments. Pure.

The same rules as for a title of the product: each payment books what has run up to its day and is spent in
the law's order; what is left runs on from there.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from acerto.core.money import MAX_CENTS
from acerto.law import params
from acerto.law.rules.charges import Debt, Terms, debt, effective_due_on
from acerto.law.rules.debt_types import Understood, understood
from acerto.law.rules.imputation import Allocation, OpenTitle, after, allocate
from acerto.law.rules.notices import later_published, unknown_type
from acerto.law.rules.prescription import (
    INTERRUPTING_ACTS,
    WRITTEN,
    Act,
    ClaimEnd,
    interruption_on,
    memory,
    prescription_on,
)
from acerto.law.series import NO_SERIES, SeriesBook, UsedMonth, WitnessedBook, next_month

CURRENCY = "charges.currency"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""No day told may stand outside: it is a slip of the pen."""

TERM_FIELDS = {
    "party_kind": "party_kind",
    "interest_mode": "interest_mode",
    "two_rates": "interest_month_rate",
    "no_rate": "interest_month_rate",
    "correction_index": "correction_index",
    "discount_days": "discount_days",
}
"""Which field of the terms each code of InvalidTerms is about."""


class InvalidRequest(ValueError):
    """Something said of the debt does not fit. `code` is stable, `message` is for people.

    `field` is the name of what does not fit, "" when it is not one field; `sentence` is the message for
    those who see it beside the field.
    """

    def __init__(self, code: str, sentence: str, *, field: str = "") -> None:
        self.message = f"{field}: {sentence}" if field else sentence
        super().__init__(self.message)
        self.code = code
        self.sentence = sentence
        self.field = field


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in on a day, in centavos."""

    on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Request:
    """A debt as somebody tells it.

    `debt_type` is the word that they used, "" for none: the result says how it was understood.
    `state` is the debtor's, for its holidays; `interest_from` since when interest runs where that is not
    the due date; `correct_until` the last month to correct, None for the last one published; `kind` the
    kind of debt for its prescription.
    """

    terms: Terms
    principal_cents: int
    due_on: date
    state: str | None = None
    interest_from: date | None = None
    correct_until: date | None = None
    payments: tuple[Payment, ...] = field(default=())
    kind: str = WRITTEN
    debt_type: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.principal_cents <= MAX_CENTS:
            raise InvalidRequest("principal", "O valor da dívida deve ser maior que zero.")
        _check_days(due_on=self.due_on, interest_from=self.interest_from)
        _check_days(correct_until=self.correct_until)
        _check_currency(self.due_on)
        for payment in self.payments:
            _check_days(payments=payment.on)
        if any(not 0 < payment.cents <= MAX_CENTS for payment in self.payments):
            raise InvalidRequest("payment", "Todo pagamento deve ser maior que zero.")


@dataclass(frozen=True, slots=True)
class Spent:
    """One payment: what was owed before it, what it paid in the law's order, and what it left.

    `credit_cents` is what was too much, `left_cents` what stayed open.
    """

    payment: Payment
    allocation: Allocation | None
    credit_cents: int
    debt: Debt
    left_cents: int


@dataclass(frozen=True, slots=True)
class Stage:
    """The debt as it stood from a payment on; the first stage is from the start, without one."""

    title: OpenTitle
    spent: Spent | None = None


@dataclass(frozen=True, slots=True)
class Interruption:
    """A payment that may have interrupted the prescription, and until when it would run then."""

    on: date
    prescribed_on: date
    citation: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """What is owed on a day, and how each payment up to then was spent.

    `ignored` are payments after the day; `used` the months of official series that entered;
    `prescribed` the end of the debt's last claim, when the day had reached it and nothing interrupted;
    `interruption` the payment inside that term that may have interrupted it; `debt_type` how the word told
    was understood.
    """

    on: date
    principal_cents: int
    due_on: date
    effective_due_on: date
    debt: Debt
    spent: tuple[Spent, ...]
    ignored: tuple[Payment, ...]
    used: tuple[UsedMonth, ...] = ()
    prescribed: ClaimEnd | None = None
    interruption: Interruption | None = None
    debt_type: Understood | None = None


def calculate(*, request: Request, on: date, series: SeriesBook = NO_SERIES) -> Calculation:
    """Work a debt out on a day, in centavos. Raises InvalidRequest, NotInForce, MonthMissing."""
    _check_days(on=on)
    _check_month(request, on)
    witness = series if isinstance(series, WitnessedBook) else WitnessedBook(series)
    course = stages(request=request, on=on, series=witness)
    title = course[-1].title
    spent = tuple(stage.spent for stage in course if stage.spent)
    owed = owed_on(title=title, on=on, series=witness, correct_until=request.correct_until)
    told = (*(one.debt for one in spent if one.allocation), owed)
    used = [(one.on, one.adjusted_until) for one in told]
    later = later_published(used=used, terms=request.terms, series=series)
    if later is not None:
        owed = replace(owed, notices=(*owed.notices, later))
    meant = understood(debt_type=request.debt_type) if request.debt_type else None
    if meant is not None and not meant.known:
        owed = replace(owed, notices=(unknown_type(debt_type=meant.text), *owed.notices))
    prescribed = _prescribed(request, on)
    return Calculation(
        on=on,
        principal_cents=request.principal_cents,
        due_on=request.due_on,
        effective_due_on=title.effective_due_on,
        debt=owed,
        spent=spent,
        ignored=tuple(payment for payment in _in_order(request) if payment.on > on),
        used=witness.used,
        prescribed=prescribed,
        interruption=_interruption(request, prescribed) if prescribed else None,
        debt_type=meant,
    )


def _check_days(**days: date | None) -> None:
    for name, day in days.items():
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            text = f"A data {day:%d/%m/%Y} está fora do que se calcula, de 1900 a 2199."
            raise InvalidRequest("date_range", text, field=name)


def _check_currency(due_on: date) -> None:
    first = params.all_entries(CURRENCY)[0]
    if first.from_on is not None and due_on < first.from_on:
        text = (
            f"O real existe desde {first.from_on:%d/%m/%Y} ({first.citation}): uma dívida vencida antes não "
            "era em reais, e o Acerto não converte moedas antigas."
        )
        raise InvalidRequest("before_the_real", text, field="due_on")


def _check_month(request: Request, on: date) -> None:
    until = request.correct_until
    if until is not None and on < next_month(until):
        text = (
            f"A correção vai por meses inteiros: {until:%m/%Y} não tinha terminado em {on:%d/%m/%Y}, o dia "
            "da conta."
        )
        raise InvalidRequest("correct_until", text, field="correct_until")


def prescribed_in_words(claim: ClaimEnd, *, interruption: Interruption | None = None) -> str:
    """What a reader must know of a debt whose last claim has ended, with the law."""
    told = (
        f"Dívida prescrita em {claim.prescribed_on:%d/%m/%Y}, se nada interrompeu o prazo: não pode mais "
        f"ser exigida ({claim.citation})."
    )
    if interruption is None:
        return told
    return (
        f"{told} O pagamento de {interruption.on:%d/%m/%Y}, dentro do prazo, pode tê-lo interrompido, como "
        f"ato que reconhece a dívida; ela então prescreve em {interruption.prescribed_on:%d/%m/%Y} "
        f"({interruption.citation})."
    )


def stages(*, request: Request, on: date, series: SeriesBook) -> list[Stage]:
    """The debt before any payment, and after each one up to a day. Raises as `calculate`."""
    found = [Stage(_opened(request))]
    for payment in _in_order(request):
        if payment.on <= on:
            found.append(_spend(found[-1].title, payment, request.correct_until, series))
    return found


def _in_order(request: Request) -> list[Payment]:
    return sorted(request.payments, key=lambda payment: payment.on)


def _opened(request: Request) -> OpenTitle:
    return OpenTitle(
        title_id=0,
        due_on=request.due_on,
        effective_due_on=effective_due_on(due_on=request.due_on, state=request.state),
        terms=request.terms,
        principal_cents=request.principal_cents,
        interest_from=request.interest_from,
    )


def _spend(
    title: OpenTitle, payment: Payment, correct_until: date | None, series: SeriesBook
) -> Stage:
    owed = owed_on(title=title, on=payment.on, series=series, correct_until=correct_until)
    allocations, credit = allocate(
        titles=[title],
        amount_cents=payment.cents,
        paid_on=payment.on,
        series=series,
        correct_until=correct_until,
    )
    for allocation in allocations:
        title = after(title=title, allocation=allocation, paid_on=payment.on)
    left = title.principal_cents + title.interest_cents + title.fine_cents + title.correction_cents
    spent = Spent(payment, allocations[0] if allocations else None, credit, owed, left)
    return Stage(title, spent)


def owed_on(
    *, title: OpenTitle, on: date, series: SeriesBook, correct_until: date | None = None
) -> Debt:
    """What is owed on a title as it stands, itemised."""
    return debt(
        terms=title.terms,
        principal_cents=title.principal_cents,
        interest_cents=title.interest_cents,
        fine_cents=title.fine_cents,
        correction_cents=title.correction_cents,
        effective_due_on=title.effective_due_on,
        accrued_since=title.accrued_since,
        fine_charged=title.fine_charged,
        on=on,
        series=series,
        interest_from=title.interest_from,
        correct_until=correct_until,
    )


def _interruption(request: Request, claim: ClaimEnd) -> Interruption | None:
    """The first payment inside the term, being an act that may interrupt it, once."""
    acts = [
        Act("partial_payment", payment.on)
        for payment in request.payments
        if claim.starts_on <= payment.on < claim.prescribed_on
    ]
    on = interruption_on(acts=acts, on=claim.prescribed_on)
    if on is None:
        return None
    then = prescription_on(due_on=request.due_on, kind=request.kind, interrupted_on=on)
    return Interruption(on, then, params.latest(INTERRUPTING_ACTS).citation)


def _prescribed(request: Request, on: date) -> ClaimEnd | None:
    last = max(
        memory(due_on=request.due_on, kind=request.kind), key=lambda claim: claim.prescribed_on
    )
    return last if on >= last.prescribed_on else None
