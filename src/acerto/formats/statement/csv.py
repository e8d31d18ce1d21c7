"""CSV statements of banks, by a mapping or by what their headers say. docs/formats/statement.md"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Literal

from acerto.formats.delimited import all_short_years, column_key, day_parts, decimal_of, order_of

from .csv_mapping import Column, StatementMapping
from .csv_rows import More, RowReader, Wrong
from .csv_table import Row, Table, bare_table, columns_of, guess_table, open_table
from .decoding import decode
from .ids import account_key, give_ids
from .types import (
    HOME_CURRENCY,
    WARNING,
    Account,
    BalanceLine,
    InvalidStatement,
    Problem,
    Statement,
    Transaction,
)

MOST_BYTES = 256 << 20
SAMPLE_ROWS = 300
_MONEY = ("amount", "debit", "credit")
_PLAIN_AMOUNT = re.compile(
    r"[-+(]?\s*(?:R\$)?\s*-?[0-9.,]*[0-9][.,][0-9]{2}\)?\s*[-+CD]?", re.IGNORECASE
)
_ORDER_DOUBT = (
    "Nada no arquivo diz se o dia vem antes do mês, e os valores têm ponto decimal: as datas foram "
    "lidas como dia/mês (se for o contrário, declare date_format: mdy)."
)
_YEARS_DOUBT = (
    "Os anos têm dois algarismos: foram lidos como 20AA, e as datas como dia/mês/ano (para que não "
    "haja dúvida, declare date_format)."
)
_NO_AMOUNT = re.compile(r"[^0-9.,-]")


def read_csv(*, octets: bytes, mapping: StatementMapping | None = None) -> Statement:
    """The one account of a CSV statement; without a mapping, by the guessed one.

    Time and memory grow with the file alone. Raises InvalidStatement (empty_file, too_large,
    binary_file, wrong_encoding, missing_column, not_a_statement, unbalanced_quotes).
    """
    text, encoding = _text(octets, mapping.encoding if mapping else "auto")
    chosen = mapping or _guessed(text)
    table = _table(text, chosen)
    places = _places(table, chosen)
    sample = list(islice(table.rows, SAMPLE_ROWS))
    decimal = chosen.decimal_mark or _decimal(sample, places)
    short = _short_years(text, chosen, sample, places)
    order = chosen.date_format
    if order == "auto":
        order = _order(text, chosen, sample, places, short=short) or "auto"
    reader = RowReader(
        places=places,
        decimal=decimal,
        order=order,
        inverted=chosen.signs == "inverted",
        short_years=short,
    )
    account = Account(
        bank=chosen.account.get("bank", ""),
        branch=chosen.account.get("branch", ""),
        number=chosen.account.get("number", ""),
        kind=chosen.account.get("kind", ""),
        currency=HOME_CURRENCY,
    )
    problems = _fill(account, reader, chain(sample, table.rows))
    if order == "auto" and decimal == "." and _slashed(sample, places):
        problems.append(Problem(0, "on", "date_order_doubt", _ORDER_DOUBT, WARNING))
    if short and chosen.date_format == "auto":
        problems.append(Problem(0, "on", "short_years_doubt", _YEARS_DOUBT, WARNING))
    _finish(account, problems)
    return Statement([account], problems, encoding)


def guess_mapping(*, octets: bytes) -> StatementMapping:
    """The mapping that a file seems to want, to be shown to a person. Raises InvalidStatement."""
    return _guessed(_text(octets, "auto")[0])


def _text(octets: bytes, declared: str) -> tuple[str, str]:
    if len(octets) > MOST_BYTES:
        raise InvalidStatement("too_large", f"O arquivo passa de {MOST_BYTES >> 20} MB.")
    if not octets.strip(b"\xef\xbb\xbf \t\r\n"):
        raise InvalidStatement("empty_file", "O arquivo está vazio: não há extrato a ler.")
    if declared == "auto":
        text, codec = decode(octets)
    else:
        codec = declared
        try:
            text = octets.decode(declared)
        except UnicodeDecodeError:
            raise InvalidStatement(
                "wrong_encoding", f"O arquivo não está em {declared}: use encoding: auto."
            ) from None
    if "\x00" in text:
        raise InvalidStatement(
            "binary_file", "O arquivo não é um texto (parece planilha ou PDF): exporte em CSV."
        )
    return text.removeprefix("\ufeff"), codec


def _guessed(text: str) -> StatementMapping:
    table = guess_table(text=text)
    if table is None:
        return _guessed_by_place(text)
    columns: dict[str, tuple[Column, ...]] = {
        name: tuple(names) for name, names in columns_of(header=table.header).items()
    }
    return StatementMapping(columns=columns)


def _guessed_by_place(text: str) -> StatementMapping:
    """A file without header: the first column of days, the last of amounts, between them the text."""
    table = bare_table(text=text, mark="", skip=0)
    sample = [cells for _line, cells in islice(table.rows, SAMPLE_ROWS)]
    width = max((len(cells) for cells in sample), default=0)
    columns = [[cells[at] for cells in sample if at < len(cells)] for at in range(width)]
    days = next((at for at, cells in enumerate(columns) if _all_days(cells)), None)
    money = [at for at, cells in enumerate(columns) if _all_amounts(cells)]
    if days is None or not money:
        raise InvalidStatement(
            "not_a_statement",
            "O arquivo não parece um extrato: não há colunas de data e de valor (diga-as num "
            "mapeamento).",
        )
    texts = tuple(at + 1 for at in range(width) if at != days and at not in money)
    found: dict[str, tuple[Column, ...]] = {"on": (days + 1,), "amount": (money[0] + 1,)}
    return StatementMapping(columns={**found, "memo": texts} if texts else found)


def _all_days(cells: Sequence[str]) -> bool:
    short = all_short_years(cells=cells)
    try:
        return bool(cells) and all(
            day_parts(text=cell, order="auto", short_years=short) for cell in cells
        )
    except ValueError:
        return False


def _all_amounts(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_PLAIN_AMOUNT.fullmatch(cell) for cell in cells)


def _table(text: str, mapping: StatementMapping) -> Table:
    if mapping.by_place:
        return bare_table(text=text, mark=mapping.mark, skip=mapping.skip_lines)
    wanted = [column_key(name=str(one)) for names in mapping.columns.values() for one in names]
    return open_table(text=text, mark=mapping.mark, wanted=wanted, skip=mapping.skip_lines)


def _places(table: Table, mapping: StatementMapping) -> dict[str, list[int]]:
    """Where each field's columns stand. Raises InvalidStatement for a name that stands twice."""
    keys = [column_key(name=name) for name in table.header]
    places: dict[str, list[int]] = {}
    for field, names in mapping.columns.items():
        for name in names:
            if isinstance(name, int):
                at = name - 1
            else:
                key = column_key(name=name)
                at = keys.index(key)
                if keys.count(key) > 1:
                    raise InvalidStatement(
                        "repeated_column", f"O arquivo tem duas colunas “{name}”: qual vale?"
                    )
            places.setdefault(field, []).append(at)
    return places


def _decimal(sample: Sequence[Row], places: dict[str, list[int]]) -> str | None:
    """The decimal mark of the amounts in the first rows."""
    wanted = [at for name in _MONEY for at in places.get(name, ())]
    cells = [row[at] for _line, row in sample for at in wanted if at < len(row)]
    said = decimal_of(cells=[_NO_AMOUNT.sub("", cell) for cell in cells])
    return {"comma": ",", "point": ".", "auto": None}[said]


def _short_years(
    text: str, mapping: StatementMapping, sample: Sequence[Row], places: dict[str, list[int]]
) -> bool:
    """Whether every day of the file has a year of two digits: one that mixes them is not guessed at."""
    at = places["on"][0]
    if not all_short_years(cells=(row[at] for _line, row in sample if at < len(row))):
        return False
    rows = _table(text, mapping).rows
    return all_short_years(cells=(row[at] for _line, row in rows if at < len(row)))


def _order(
    text: str,
    mapping: StatementMapping,
    sample: Sequence[Row],
    places: dict[str, list[int]],
    *,
    short: bool,
) -> Literal["dmy", "mdy"] | None:
    """Whether days or months come first: the sample tells, else the whole file."""
    at = places["on"][0]
    found = order_of(cells=(row[at] for _line, row in sample if at < len(row)), short_years=short)
    if found or len(sample) < SAMPLE_ROWS or not _slashed(sample, places):
        return found
    rows = _table(text, mapping).rows
    return order_of(cells=(row[at] for _line, row in rows if at < len(row)), short_years=short)


def _slashed(sample: Sequence[Row], places: dict[str, list[int]]) -> bool:
    at = places["on"][0]
    return any("/" in row[at] for _line, row in sample if at < len(row))


def _fill(account: Account, reader: RowReader, rows: Iterable[Row]) -> list[Problem]:
    problems = []
    for line, cells in rows:
        try:
            found = reader.read(line=line, cells=cells)
        except Wrong as wrong:
            problems.append(Problem(line, wrong.field, wrong.code, wrong.message))
            continue
        if isinstance(found, Transaction):
            account.transactions.append(found)
        elif isinstance(found, BalanceLine):
            account.balance_lines.append(found)
        elif isinstance(found, More) and account.transactions:
            last = account.transactions[-1]
            last.memo = f"{last.memo} {found.text}".strip()
    return problems


def _finish(account: Account, problems: list[Problem]) -> None:
    """Ids and the days that the file covers."""
    number = account_key(bank=account.bank, branch=account.branch, number=account.number)
    repeated = give_ids(account_key=number, transactions=account.transactions)
    if repeated:
        message = (
            f"O identificador se repete em mais de um lançamento ({len(repeated)} ao todo): em lugar "
            "dele valem data, valor e texto."
        )
        problems.append(Problem(repeated[0].line, "id", "repeated_id", message, WARNING))
    days = [one.on for one in account.transactions]
    if days:
        account.start_on, account.end_on = min(days), max(days)
