"""What a contract says of charges, checked before anything is computed from it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal, get_args

from acerto.law import params

PartyKind = Literal["consumer", "business"]
InterestMode = Literal["contract", "legal", "court", "court_months"]
"""Where late interest comes from: the contract's rate; the law, when the contract has none; the courts'
older way, by choice only; or a rate fixed by a judge, counted by calendar months."""

INDEXES = "correction.index."


class InvalidTerms(ValueError):
    """Contract terms that cannot be charged. `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contract says. Rates are Decimal: 0.02 is 2 %; None is "not agreed", so not charged.

    `interest_month_rate` and `payoff_month_rate` are per month. `discount_rate` takes that part of
    the principal off when it is paid at least `discount_days` before the due date;
    `payoff_month_rate` is the contract rate for the present value of an early payment.
    `interest_mode` says where interest comes from; `correction_index` is the index agreed (a name
    under params correction.index), None for none agreed; `debt_type` brings its own ceilings where
    the law has some ("condominium", "card"…), any other word brings none.
    """

    party_kind: PartyKind
    fine_rate: Decimal | None = None
    interest_month_rate: Decimal | None = None
    discount_rate: Decimal | None = None
    discount_days: int = 0
    payoff_month_rate: Decimal | None = None
    interest_mode: InterestMode = "contract"
    correction_index: str | None = None
    debt_type: str = ""

    def __post_init__(self) -> None:
        if self.party_kind not in get_args(PartyKind):
            raise InvalidTerms("party_kind", "O devedor é consumidor ou empresa.")
        for rate in (
            self.fine_rate,
            self.interest_month_rate,
            self.discount_rate,
            self.payoff_month_rate,
        ):
            if rate is not None and not (isinstance(rate, Decimal) and 0 <= rate <= 1):
                raise InvalidTerms("rate", "Toda taxa é decimal, de 0 a 1: 2% é 0.02.")
        if self.discount_days < 0:
            raise InvalidTerms("discount_days", "O prazo do desconto não pode ser negativo.")
        self._check_mode()

    @property
    def needs_series(self) -> bool:
        """Whether any official series enters the calculation."""
        return self.correction_index is not None or self.interest_mode in ("legal", "court")

    def _check_mode(self) -> None:
        if self.interest_mode not in get_args(InterestMode):
            raise InvalidTerms(
                "interest_mode", "Os juros são do contrato, da lei ou do modo antigo dos tribunais."
            )
        if self.interest_mode in ("legal", "court") and self.interest_month_rate is not None:
            raise InvalidTerms(
                "two_rates", "Com juros da lei não há taxa de contrato: as duas não se somam."
            )
        if self.interest_mode == "court_months" and self.interest_month_rate is None:
            raise InvalidTerms("no_rate", "Falta a taxa mensal que o juiz fixou.")
        if self.correction_index is not None and self.correction_index not in index_names():
            known = ", ".join(index_names())
            raise InvalidTerms(
                "correction_index", f"O índice “{self.correction_index}” não existe; há {known}."
            )


def index_named(*, text: str) -> str:
    """The name of an index as people write it ("IPCA", "IGP-M"); the text itself where it is none."""
    plain = "".join(char for char in text.lower() if char.isalnum())
    return plain if plain in index_names() else text


@cache
def index_names() -> tuple[str, ...]:
    """The indices and courts' tables that a contract may name."""
    return tuple(name.removeprefix(INDEXES) for name in params.names(INDEXES))
