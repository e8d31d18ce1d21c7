"""Layouts as data: one table a bank, width and direction, and what the engine makes of it.

A table lists records, each with the columns by which it is known and its fields, one a line:
`first-last name type [=default]`. Names starting with "-" are fillers. docs/formats/cnab.md.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from .problem import NotCnab
from .values import Type, type_named

Direction = Literal["return", "remittance"]
Width = Literal[240, 400]
When = tuple[tuple[int, tuple[str, ...]], ...]

_TABLES = Path(__file__).parent / "tables"
_LINE = re.compile(r"(\d+)-(\d+)\s+(\S+)\s+([a-z_]+(?::\d+)?)(?:\s+=(.*))?")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Field:
    """Columns `first` to `last` (from 1, both in) of a record."""

    name: str
    first: int
    last: int
    type: Type
    kind: str
    default: str | None

    @property
    def width(self) -> int:
        return self.last - self.first + 1

    @property
    def filler(self) -> bool:
        return self.name.startswith("-")


def stands(text: str, when: When) -> bool:
    """Whether one of the literals told for each column stands there."""
    return all(text.startswith(literals, first - 1) for first, literals in when)


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of line: `when` says which text stands at which column."""

    name: str
    when: When
    fields: tuple[Field, ...]

    def matches(self, text: str) -> bool:
        return stands(text, self.when)


@dataclass(frozen=True, slots=True)
class Layout:
    """A table. `verified` says what stands behind it: `manual`, `sample` or `unverified`."""

    bank: str
    bank_name: str
    width: Width
    direction: Direction
    variant: str
    source: str
    verified: str
    records: Mapping[str, Record]
    probe: When
    codes: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"CNAB{self.width}"


@cache
def variants(*, bank: str, width: int, direction: Direction) -> tuple[Layout, ...]:
    """The tables of a bank, most particular first; empty where there is none."""
    if not (bank.isascii() and bank.isdigit()):
        return ()
    found = sorted(_TABLES.glob(f"{bank}_{width}_{direction}*.yaml"), key=lambda path: path.stem)
    layouts = [_load(path.stem) for path in found]
    return tuple(sorted(layouts, key=lambda layout: not layout.probe))


@cache
def named(stem: str) -> Layout:
    """A table by the name of its file. Raises NotCnab where there is none."""
    if not (_TABLES / f"{stem}.yaml").is_file():
        raise NotCnab("layout_unknown", f"Não há leiaute “{stem}”.")
    return _load(stem)


def all_names() -> list[str]:
    """The names of all tables, those that others are built on included."""
    return sorted(path.stem for path in _TABLES.glob("*.yaml"))


@cache
def banks(*, width: int, direction: Direction) -> tuple[str, ...]:
    """The banks that have a table."""
    stems = (path.stem for path in _TABLES.glob(f"[0-9]*_{width}_{direction}*.yaml"))
    return tuple(sorted({stem[:3] for stem in stems}))


@cache
def _load(stem: str) -> Layout:
    raw = yaml.load((_TABLES / f"{stem}.yaml").read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both are safe
    base = _load(raw["base"]) if "base" in raw else None
    records = dict(base.records) if base else {}
    for name, told in (raw.get("records") or {}).items():
        if told is None:
            records.pop(name, None)
        else:
            records[name] = _record(name, told, records.get(told.get("base", name)))
    bank, width, direction, *variant = stem.split("_", 3)
    return Layout(
        bank=bank,
        bank_name=raw.get("name", ""),
        width=400 if width == "400" else 240,
        direction="return" if direction == "return" else "remittance",
        variant="".join(variant),
        source=raw["source"],
        verified=raw["verified"],
        records=records,
        probe=_when(raw.get("probe")),
        codes=raw.get("codes", f"{bank}_{width}"),
        options={**(base.options if base else {}), **(raw.get("options") or {})},
    )


def _record(name: str, told: Mapping[str, Any], before: Record | None) -> Record:
    """A record as told; `change` keeps the columns of its base that it does not name anew.

    The base is the record of the same name in the table below, or another of this table.
    """
    when = _when(told.get("when"))
    fields = tuple(_fields(told.get("fields") or told["change"]))
    if "change" in told and before is not None:
        kept = [old for old in before.fields if not any(_overlap(old, new) for new in fields)]
        fields = tuple(sorted((*kept, *fields), key=lambda one: one.first))
    if not when and before is not None:
        when = before.when
    return Record(name, when, fields)


def _when(told: Mapping[int, str] | None) -> When:
    return tuple((first, tuple(text.split("|"))) for first, text in (told or {}).items())


def _fields(text: str) -> Iterator[Field]:
    for line in text.splitlines():
        said = line.split("#")[0].rstrip()
        if not said.strip():
            continue
        match = _LINE.fullmatch(said.strip())
        if match is None:
            raise ValueError(f"not a field: {line!r}")
        first, last, name, kind, default = match.groups()
        yield Field(name, int(first), int(last), type_named(kind), kind, default)


def _overlap(one: Field, other: Field) -> bool:
    return one.first <= other.last and other.first <= one.last
