"""Conditions as data: field, operator, value, joined by all, any and not.

They are read from the policy file and compiled to expressions; they are never text of a query.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

NUMBER_FIELDS: dict[str, str] = {
    "overdue_cents": "valor vencido e cobrado, com encargos, em centavos",
    "total_cents": "valor cobrado do caso inteiro, com encargos, em centavos",
    "principal_cents": "principal cobrado, em centavos",
    "age_days": "idade do atraso em dias, que não cai dentro do mesmo episódio",
    "titles_open": "títulos em aberto e cobrados",
    "titles_overdue": "títulos vencidos e cobrados",
    "test_bucket": "sorteio fixo do caso, de 0 a 99, para grupos de teste",
}
TEXT_FIELDS: dict[str, str] = {
    "state": "UF do endereço da pessoa; vazio se desconhecida",
    "debt_type": "tipo da dívida",
}
ORDER_OPERATORS = ("lt", "le", "gt", "ge")
SET_OPERATORS = ("in", "not_in")

Scalar = int | str


# Centavos and days fit with room to spare, and every engine holds it in eight bytes.
LARGEST_NUMBER = 10**15


class Model(BaseModel):
    """What every part of a policy file is: closed to unknown fields, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Compare(Model):
    """`field op value`: a fact of the case against a constant, or a list for in and not_in."""

    field: str
    op: Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "not_in"]
    value: Scalar | tuple[Scalar, ...]

    @field_validator("value", mode="plain")
    @classmethod
    def _constant(cls, value: Any) -> Any:
        values = tuple(value) if isinstance(value, list | tuple) else (value,)
        if any(isinstance(one, bool) or not isinstance(one, int | str) for one in values):
            raise ValueError("só aceita número inteiro, texto entre aspas ou uma lista deles")
        if any(isinstance(one, int) and abs(one) > LARGEST_NUMBER for one in values):
            raise ValueError(f"o número precisa ficar entre -{LARGEST_NUMBER} e {LARGEST_NUMBER}")
        return values if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        is_number = self.field in NUMBER_FIELDS
        if not is_number and self.field not in TEXT_FIELDS:
            known = ", ".join([*NUMBER_FIELDS, *TEXT_FIELDS])
            raise ValueError(f"“{self.field}” não é um dado do caso; use um destes: {known}")
        if not is_number and self.op in ORDER_OPERATORS:
            raise ValueError(f"“{self.field}” é texto e só aceita eq, ne, in e not_in")
        if isinstance(self.value, tuple) is not (self.op in SET_OPERATORS):
            raise ValueError("in e not_in pedem uma lista; os outros operadores, um valor só")
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        if not values:
            raise ValueError("a lista está vazia")
        if any(isinstance(value, int) is not is_number for value in values):
            kind = "número inteiro" if is_number else "texto entre aspas"
            raise ValueError(f"“{self.field}” se compara com {kind}")
        return self


class All(Model):
    """Every condition holds."""

    all: Annotated[tuple["Condition", ...], Field(min_length=1)]


class AnyOf(Model):
    """At least one condition holds."""

    any: Annotated[tuple["Condition", ...], Field(min_length=1)]


class Not(Model):
    """The condition does not hold."""

    not_: Annotated["Condition", Field(alias="not")]


def _kind(value: Any) -> str:
    """The key that tells one kind of condition from another; a wrong one is told by Compare."""
    if isinstance(value, dict):
        return next((kind for kind in ("all", "any", "not") if kind in value), "field")
    if isinstance(value, All):
        return "all"
    if isinstance(value, AnyOf):
        return "any"
    return "not" if isinstance(value, Not) else "field"


Condition = Annotated[
    Annotated[Compare, Tag("field")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_kind),
]

for _model in (All, AnyOf, Not):
    _model.model_rebuild()
