"""What stands on a boleto of paper besides its code: who is paid, who pays, what happens when it is late.

Source: FEBRABAN, model of the "ficha de compensação" and "recibo do pagador".
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from acerto.core.money import as_factor, format_brl, line_cents

from .banks import Issued

DAYS_OF_A_MONTH = 30
ANY_BANK = "Pagável em qualquer banco"
ON_PRESENTATION = "Contra apresentação"


@dataclass(frozen=True, slots=True)
class Party:
    """Who is paid, who pays, or who answers for it: `tax_id` is a CPF or CNPJ without punctuation."""

    name: str
    tax_id: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A boleto with all that its paper says. Rates are Decimal (0.02 is 2 %); 0 is none.

    `interest_month_rate` is simple interest a month, printed as an amount a day (a thirtieth).
    `pix` is a BR Code to pay the same.
    """

    issued: Issued
    beneficiary: Party
    payer: Party
    guarantor: Party | None = None
    document_number: str = ""
    document_on: date | None = None
    processed_on: date | None = None
    species: str = "DM"
    accepted: bool = False
    payment_place: str = ANY_BANK
    fine_rate: Decimal = Decimal(0)
    interest_month_rate: Decimal = Decimal(0)
    discount_cents: int = 0
    discount_until: date | None = None
    notes: tuple[str, ...] = ()
    pix: str = ""

    @property
    def amount_cents(self) -> int:
        """Centavos; 0 where the slip leaves the amount open."""
        return self.issued.boleto.amount_cents


def instructions(slip: Slip) -> list[str]:
    """What the cashier reads: discount, fine, interest a day, in reais, then the creditor's notes."""
    told = []
    if slip.discount_cents and slip.discount_until:
        until = f"{slip.discount_until:%d/%m/%Y}"
        told.append(f"Até {until}, conceder desconto de {format_brl(slip.discount_cents)}.")
    if slip.fine_rate:
        told.append(f"Após o vencimento, cobrar multa de {_fine(slip)}.")
    if slip.interest_month_rate:
        told.append(f"Após o vencimento, cobrar juros de {_interest(slip)}.")
    return [*told, *slip.notes]


def _fine(slip: Slip) -> str:
    rate = percent(slip.fine_rate)
    if not slip.amount_cents:
        return f"{rate} do valor"
    cents = line_cents(base_cents=slip.amount_cents, factor=as_factor(rate=slip.fine_rate))
    return f"{format_brl(cents)} ({rate})"


def _interest(slip: Slip) -> str:
    rate = f"{percent(slip.interest_month_rate)} ao mês"
    cents = daily_interest_cents(
        amount_cents=slip.amount_cents, interest_month_rate=slip.interest_month_rate
    )
    if not cents:
        return rate
    return f"{format_brl(cents)} por dia de atraso ({rate})"


def daily_interest_cents(*, amount_cents: int, interest_month_rate: Decimal) -> int:
    """A day's simple interest: a thirtieth of the month's, rounded half up to the centavo."""
    factor = as_factor(rate=interest_month_rate, over=DAYS_OF_A_MONTH)
    return line_cents(base_cents=amount_cents, factor=factor)


def percent(rate: Decimal) -> str:
    """A rate as people read it: 0.02 is "2%", 0.00333 is "0,333%"."""
    text = f"{rate * 100:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") + "%"
