"""Rows of a titles file by their natural keys, which are looked up before a row is read further."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from acerto.domain.tenancy.staging import field as safe
from acerto.domain.tenancy.staging import joined, octets

from .layout import Layout
from .types import Problem
from .values import Memo

CHUNK_ROWS = 25_000
FIRST_ROWS = 5_000
"""Of the first chunk: until it is read the database waits."""
CONTRACT_LENGTH = 80
INSTALMENT_LENGTH = 40
ONLY_INSTALMENT = "1"


@dataclass(slots=True)
class Row:
    """One row with a natural key, not yet read further."""

    line: int
    cells: list[str]  # extended by the layout
    contract: str
    key: str  # contract, instalment and digest as fields of COPY


@dataclass(slots=True)
class Chunk:
    """Some thousand rows: those with a key, and the problems of those without."""

    rows: list[Row]
    problems: list[Problem]
    read: int  # records, good and bad

    def keys(self) -> "Keys":
        """What is said of the chunk first; row_no is the place in `rows`."""
        lines = [f"{at}\t{row.key}" for at, row in enumerate(self.rows)]
        return Keys(text=joined(lines), read=self.read, problems=self.problems)


@dataclass(frozen=True, slots=True)
class Keys:
    """The natural keys of a chunk as text of COPY for take_in_key, and the rows that have none."""

    text: bytes
    read: int  # records, good and bad
    problems: list[Problem]


def chunks(*, rows: Iterator[tuple[int, list[str]]], layout: Layout) -> Iterator[Chunk]:
    """Cut a file into chunks. A key that this chunk or the one before already had is a problem."""
    contract_at, instalment_at = layout.place["contract"], layout.place["instalment"]
    cleaned: Memo[str, str] = Memo(lambda text: " ".join(text.split()))
    extend, digest = layout.extend, layout.digest
    before: set[tuple[str, str]] = set()
    batch = list(islice(rows, FIRST_ROWS))
    while batch:
        keys: set[tuple[str, str]] = set()
        chunk = Chunk([], [], len(batch))
        for line, cells in batch:
            row = extend(cells)
            if row is None:
                chunk.problems.append(_misshapen(line, cells, layout.width))
                continue
            contract = " ".join(row[contract_at].split())
            instalment = cleaned[row[instalment_at]] or ONLY_INSTALMENT
            if not 0 < len(contract) <= CONTRACT_LENGTH or len(instalment) > INSTALMENT_LENGTH:
                chunk.problems.append(_bad_key(line, cells, contract))
                continue
            key = (contract, instalment)
            if key in keys or key in before:
                chunk.problems.append(repeated(line=line, cells=cells))
                continue
            keys.add(key)
            said = f"{safe(contract)}\t{safe(instalment)}\t{octets(digest(row))}"
            chunk.rows.append(Row(line, row, contract, said))
        before = keys
        yield chunk
        batch = list(islice(rows, CHUNK_ROWS))


def repeated(*, line: int, cells: Sequence[str]) -> Problem:
    """The problem of a row whose key came before in the file."""
    message = _("Este contrato e parcela já apareceram antes no arquivo: vale a primeira linha.")
    return Problem(line, "contract", "repeated_key", message, tuple(cells))


def _misshapen(line: int, cells: list[str], width: int) -> Problem:
    message = _("A linha tem %(found)d colunas; o cabeçalho tem %(wanted)d.")
    return Problem(
        line, "", "columns", message % {"found": len(cells), "wanted": width}, tuple(cells)
    )


def _bad_key(line: int, cells: list[str], contract: str) -> Problem:
    """The problem of a row whose contract is missing or too long, or else its instalment."""
    if not contract:
        return Problem(line, "contract", "contract_missing", _("Falta o contrato."), tuple(cells))
    if len(contract) > CONTRACT_LENGTH:
        message = _("O contrato tem mais de 80 letras.")
        return Problem(line, "contract", "contract_too_long", message, tuple(cells))
    message = _("A parcela tem mais de 40 letras.")
    return Problem(line, "instalment", "instalment_too_long", message, tuple(cells))
