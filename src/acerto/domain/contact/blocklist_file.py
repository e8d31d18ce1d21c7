"""The file of a block list: one phone or e-mail a line, with its day on the list where it is told.

Any column may hold the number; a date beside it is the day of registration. Separators are a
semicolon, a comma or a tab. A first line without a number is taken for names of columns.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from acerto.core.identifiers import InvalidIdentifier, normalise_email, normalise_phone

SHOWN_ERRORS = 50
DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d")
SEPARATORS = ";\t,"


@dataclass(frozen=True, slots=True)
class RowError:
    """A line that could not be read. The line itself is not repeated: it may be somebody's."""

    row: int
    code: str
    message: str


@dataclass(slots=True)
class ListFile:
    """What a file holds: entries ready to be taken in, and the lines that are not."""

    digest: bytes
    entries: list[tuple[str, date | None]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    wrong: int = 0


def read_list(*, content: bytes) -> ListFile:
    """Read a whole file, in UTF-8 or Latin-1. Wrong lines are counted, the first ones told."""
    found = ListFile(digest=hashlib.sha256(content).digest())
    for row, cells in enumerate(_lines(content), start=1):
        if not any(cells) or (row == 1 and _is_header(cells)):
            continue
        try:
            found.entries.append(_entry(cells))
        except InvalidIdentifier as error:
            found.wrong += 1
            if len(found.errors) < SHOWN_ERRORS:
                found.errors.append(RowError(row, error.code, error.message))
    return found


def _lines(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    lines = text.splitlines()
    first = lines[0] if lines else ""
    separator = max(SEPARATORS, key=first.count)
    for cells in csv.reader(lines, delimiter=separator):
        yield [cell.strip() for cell in cells]


def _is_header(cells: list[str]) -> bool:
    return not any(char.isdigit() or char == "@" for cell in cells for char in cell)


def _entry(cells: list[str]) -> tuple[str, date | None]:
    on: date | None = None
    value = ""
    for cell in filter(None, cells):
        day = _day(cell)
        if day is not None:
            on = on or day
        elif not value and _may_hold(cell):
            value = cell
    if not value:
        raise InvalidIdentifier("nothing", _("A linha não traz telefone nem e-mail."))
    return (normalise_email(value) if "@" in value else normalise_phone(value).e164), on


def _may_hold(cell: str) -> bool:
    return "@" in cell or sum(char.isdigit() for char in cell) >= len("11999999")


def _day(cell: str) -> date | None:
    for form in DATE_FORMS:
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
