"""Writes the sample as the files that a creditor would send: titles, and payments received.

Both have Brazilian habits: semicolons, `1.234,56`, dd/mm/aaaa, a header in Portuguese.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count
from typing import TextIO

from acerto.sample.dice import Dice
from acerto.sample.holders import holders
from acerto.sample.identities import identity
from acerto.sample.titles import HISTORY_MONTHS, Account, account

TITLE_HEADER = (
    "contrato;parcela;tipo_divida;vencimento;valor;multa_pct;juros_mes_pct;"
    "cpf_cnpj;nome;email;telefone;cep;endereco;cidade;uf"
)
PAYMENT_HEADER = "contrato;cpf_cnpj;data;valor;descricao"
TERMS_FIELDS = "2,00;1,00"
DEBT_TYPE = "cartao"

DRAWN_HISTORY_MONTHS = 3
"""Portfolios of a chosen size keep three months of what was paid: about 4 titles a debtor."""


@dataclass(frozen=True, slots=True)
class Written:
    """How much has been written so far."""

    debtors: int
    titles: int
    payments: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """An account as text: (statement, its due date and amount) and (day, amount) of payments."""

    titles: tuple[tuple[str, str], ...]
    payments: tuple[tuple[str, str], ...]


def sheet(*, account: Account) -> Sheet:
    """Writes amounts and dates of an account the Brazilian way."""
    return Sheet(
        titles=tuple(
            (s.period, f"{s.due_on:%d/%m/%Y};{amount_text(cents=s.cents)}")
            for s in account.statements
        ),
        payments=tuple(
            (f"{p.paid_on:%d/%m/%Y}", amount_text(cents=p.cents)) for p in account.payments
        ),
    )


def amount_text(*, cents: int) -> str:
    """Writes centavos as `1.234,56`."""
    reais = f"{cents // 100:,}".replace(",", ".")
    return f"{reais},{cents % 100:02d}"


def write(
    *, on: date, seed: int, titles: int | None, out: TextIO, payments: TextIO | None
) -> Iterator[Written]:
    """Writes the files debtor by debtor and yields, after each, how much stands in them.

    Without `titles`, every holder once, with six months of history. With it, exactly so many
    titles, of holders drawn again and again, each time as somebody else.
    """
    chosen = _each(on=on) if titles is None else _drawn(on=on, seed=seed, titles=titles)
    out.write(TITLE_HEADER + "\n")
    if payments:
        payments.write(PAYMENT_HEADER + "\n")
    title_count = payment_count = 0
    for debtor_count, (index, drawn) in enumerate(chosen, start=1):
        _write_debtor(index=index, seed=seed, drawn=drawn, out=out, payments=payments)
        title_count += len(drawn.titles)
        payment_count += len(drawn.payments) if payments else 0
        yield Written(debtors=debtor_count, titles=title_count, payments=payment_count)


def contract_of(*, index: int) -> str:
    """The contract number of a debtor; in the file of all holders, the index is the holder's id."""
    return f"C{index:08d}"


def _write_debtor(
    *, index: int, seed: int, drawn: Sheet, out: TextIO, payments: TextIO | None
) -> None:
    who = identity(index=index, seed=seed)
    contract = contract_of(index=index)
    person = ";".join(
        (who.tax_id, who.name, who.email, who.phone, who.cep, who.street, who.city, who.state)
    )
    out.writelines(
        f"{contract};{period};{DEBT_TYPE};{due};{TERMS_FIELDS};{person}\n"
        for period, due in drawn.titles
    )
    if payments:
        payments.writelines(
            f"{contract};{who.tax_id};{paid_on};{amount};PGTO CARTAO {contract}\n"
            for paid_on, amount in drawn.payments
        )


def _each(*, on: date) -> Iterator[tuple[int, Sheet]]:
    """Every holder who has a statement, by id."""
    for holder in holders():
        whole = account(holder=holder, on=on, history_months=HISTORY_MONTHS)
        if whole.statements:
            yield holder.holder_id, sheet(account=whole)


def _drawn(*, on: date, seed: int, titles: int) -> Iterator[tuple[int, Sheet]]:
    """Holders drawn by chance until their titles are exactly so many, numbered from 1.

    A holder's sheet is worked out once: at most 30,000 stay in memory, however many are drawn.
    """
    pool = tuple(holders())

    @cache
    def sheet_of(nth: int) -> Sheet:
        return sheet(account=account(holder=pool[nth], on=on, history_months=DRAWN_HISTORY_MONTHS))

    index = 0
    for draw in count():
        if titles == 0:
            return
        nth = Dice(seed=seed, words=f"draw/{draw}").throw(faces=len(pool))
        drawn = sheet_of(nth)
        if 0 < len(drawn.titles) <= titles:
            index += 1
            titles -= len(drawn.titles)
            yield index, drawn
