"""What goes in and out: centavos as whole numbers, rates as decimals, days as ISO text."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from acerto.core.money import MAX_CENTS
from acerto.core.places import InvalidIdentifier, normalise_state
from acerto.law.calculation import (
    TERM_FIELDS,
    InvalidRequest,
    Payment,
    Request,
)
from acerto.law.calculation_file import parse_month
from acerto.law.rules.agreed import InterestMode, InvalidTerms, PartyKind, Terms, index_named
from acerto.law.rules.limits import charge_kind
from acerto.law.rules.prescription import kind_of

MOST_PAYMENTS = 200
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso(value: Any) -> Any:
    """Only days as text: a number would be taken for an instant."""
    if isinstance(value, str) and not _ISO.fullmatch(value) or isinstance(value, int | float):
        raise PydanticCustomError("date_parsing", "not an ISO date")
    return value


def _month(value: Any) -> date | None:
    if value is None:
        return None
    try:
        return parse_month(value if isinstance(value, str) else "")
    except InvalidRequest as error:
        raise PydanticCustomError("month", "not a month") from error


def _state(value: Any) -> str:
    try:
        return normalise_state(value if isinstance(value, str) else "")
    except InvalidIdentifier as error:
        raise PydanticCustomError("state", "not a state") from error


def _index(value: Any) -> Any:
    return index_named(text=value) if isinstance(value, str) else value


Cents = Annotated[StrictInt, Field(ge=1, le=MAX_CENTS, description="Centavos.")]
Day = Annotated[date, BeforeValidator(_iso)]
Rate = Annotated[
    Decimal, Field(ge=0, le=1, decimal_places=8, description='Em decimais: "0.02" é 2%.')
]


class _In(Schema):
    model_config = ConfigDict(extra="forbid")


class TermsIn(_In):
    """O que o contrato diz. O que falta não foi combinado, e não é cobrado."""

    party_kind: PartyKind = "consumer"
    debt_type: Annotated[str, Field(max_length=60)] = ""
    fine_rate: Rate | None = None
    interest_mode: InterestMode = "contract"
    interest_month_rate: Rate | None = None
    correction_index: Annotated[str, BeforeValidator(_index), Field(max_length=20)] | None = None
    discount_rate: Rate | None = None
    discount_days: Annotated[StrictInt, Field(ge=0, le=9999)] = 0
    payoff_month_rate: Rate | None = None

    def to_terms(self) -> Terms:
        """The terms for the law. Raises InvalidRequest."""
        try:
            said = self.model_dump() | {"debt_type": charge_kind(debt_type=self.debt_type)}
            return Terms(**said)
        except InvalidTerms as error:
            field = f"terms.{TERM_FIELDS.get(error.code, '')}".rstrip(".")
            raise InvalidRequest(error.code, error.message, field=field) from error


class PaymentIn(_In):
    """Um pagamento já feito."""

    on: Day
    cents: Cents


class DebtIn(_In):
    """Uma dívida e o dia da conta."""

    principal_cents: Cents
    due_on: Day
    on: Annotated[Day, Field(description="O dia da conta.")]
    terms: TermsIn
    state: Annotated[str, BeforeValidator(_state)] | None = None
    interest_from: Day | None = None
    correct_until: Annotated[date, BeforeValidator(_month)] | None = Field(
        None, description="Último mês a corrigir, como 2026-06."
    )
    payments: Annotated[list[PaymentIn], Field(max_length=MOST_PAYMENTS)] = []

    def to_request(self) -> Request:
        """The debt for the law. Raises InvalidRequest."""
        return Request(
            terms=self.terms.to_terms(),
            principal_cents=self.principal_cents,
            due_on=self.due_on,
            state=self.state,
            interest_from=self.interest_from,
            correct_until=self.correct_until,
            payments=tuple(Payment(one.on, one.cents) for one in self.payments),
            kind=kind_of(debt_type=self.terms.debt_type),
            debt_type=self.terms.debt_type.strip(),
        )


class LineOut(Schema):
    """Uma linha da memória: base × fator = valor."""

    kind: Literal["principal", "correction", "interest", "fine", "discount"]
    cents: int
    base_cents: int | None
    factor: str | None
    since: date | None
    until: date | None
    months: list[date] | None
    text: str
    parameters: list[str]
    citations: list[str]
    rules: list[str]


class NoticeOut(Schema):
    """O que o leitor deve saber."""

    code: str
    text: str
    citation: str
    rule: str


class PaymentOut(Schema):
    """Um pagamento: o que se devia antes, o que quitou e o que ficou."""

    on: date
    cents: int
    to_interest_cents: int
    to_correction_cents: int
    to_principal_cents: int
    to_fine_cents: int
    discount_cents: int
    credit_cents: int
    left_cents: int
    owed_before: list[LineOut]


class DebtTypeOut(Schema):
    """Como o tipo de dívida dito foi entendido; sem `known`, vale a regra geral."""

    text: str
    kind: str
    name: str
    known: bool


class PrescribedOut(Schema):
    """Quando e por que a dívida prescreveu, se nada interrompeu o prazo.

    `interrupted_on` é o pagamento dentro do prazo que pode tê-lo interrompido (CC 202 VI), e
    `on_if_interrupted` o dia em que prescreve, se interrompeu.
    """

    on: date
    citation: str
    rule: str
    interrupted_on: date | None
    on_if_interrupted: date | None


class MonthOut(Schema):
    """Um mês de uma série oficial que entrou na conta."""

    series: str
    month: date
    rate: str
    source: str


class CalculationOut(Schema):
    """A conta de uma dívida em um dia."""

    on: date
    due_on: date
    effective_due_on: date
    principal_cents: int
    correction_cents: int
    interest_cents: int
    fine_cents: int
    discount_cents: int
    total_cents: int
    adjusted_until: date | None
    lines: list[LineOut]
    notices: list[NoticeOut]
    payments: list[PaymentOut]
    ignored_payments: int
    debt_type: DebtTypeOut | None
    prescribed: PrescribedOut | None
    indices: list[MonthOut]
    law_version: str


class ErrorOut(Schema):
    """O que não coube, e onde."""

    field: str
    code: str
    message: str


class ErrorsOut(Schema):
    """Tudo o que não coube."""

    errors: list[ErrorOut]
