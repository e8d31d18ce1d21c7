"""A mapping guessed from a file's header and first rows, to be shown and confirmed by a person."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from acerto.core.text import bare
from acerto.formats.delimited import column_key, decimal_of

from .mapping import REQUIRED, Mapping
from .reading import open_sheet, scan

SAMPLE_ROWS = 200


def guess_mapping(*, path: Path, kind: str | None = None) -> Mapping:
    """The mapping that a file seems to want; without `kind`, that is guessed too.

    Fields that no column seems to hold are left out, needed ones too: `missing_fields` names those.
    Raises FileProblem for a file that cannot be read.
    """
    scanned = scan(path=path)
    with open_sheet(path=path, scanned=scanned) as sheet:
        sample = [cells for _line, cells in islice(sheet.rows, SAMPLE_ROWS)]
        return guess(header=sheet.header, sample=sample, kind=kind)


def guess(*, header: Sequence[str], sample: Sequence[Sequence[str]], kind: str | None) -> Mapping:
    """The same, from a header and some rows. Where rows tell nothing, "auto" stays."""
    chosen = kind or _kind(header)
    columns = _columns(header, chosen)
    place = {field: header.index(name) for field, name in columns.items()}

    def cells(*fields: str) -> list[str]:
        found = [place[field] for field in fields if field in place]
        return [row[at].strip() for row in sample for at in found if at < len(row)]

    return Mapping.model_construct(
        version=1,
        kind=chosen,
        mode="partial",
        encoding="auto",
        delimiter="auto",
        decimal=decimal_of(cells=cells("principal", "amount")),
        date_format="auto",  # month before day is a person's to declare
        currency=None,
        columns=columns,
        constants={},
    )


def missing_fields(mapping: Mapping) -> list[str]:
    """The needed fields that a guessed mapping lacks."""
    given = {*mapping.columns, *mapping.constants}
    return [name for name in REQUIRED[mapping.kind] if name not in given]


def unused_columns(*, mapping: Mapping, header: Sequence[str]) -> list[str]:
    """The columns of a file that a mapping does not read: what they say is not taken in."""
    used = {bare(name.strip()) for name in mapping.columns.values()}
    return [name for name in header if name and bare(name) not in used]


def _kind(header: Sequence[str]) -> str:
    """Payments when a header has a payment's day and amount and no due date."""
    titles, payments = _columns(header, "titles"), _columns(header, "payments")
    paid = "paid_on" in payments and "amount" in payments
    return "payments" if paid and "due_on" not in titles else "titles"


def _columns(header: Sequence[str], kind: str) -> dict[str, str]:
    """Each field's column: the earliest of its names that the header has and no field took."""
    plain: dict[str, str] = {}
    for name in header:
        plain.setdefault(column_key(name=name), name)
    columns: dict[str, str] = {}
    for field, names in _names()[kind].items():
        found = next((plain[name] for name in names if name in plain), None)
        if found is not None and found not in columns.values():
            columns[field] = found
    return columns


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, list[str]]]:
    text = files(__package__).joinpath("headers.yaml").read_text("utf-8")
    names: dict[str, Any] = yaml.safe_load(text)
    return names
