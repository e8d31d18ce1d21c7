"""The layouts' columns from the data beside this file, and the code tables that a contract brings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from acerto.formats.fixed_width import Record, record

from .types import InvalidBureau, LayoutName, Refusal

LAYOUTS: tuple[LayoutName, ...] = ("pefin", "refin")
_CODE_WIDTH = 3
_TABLES = ("natures", "write_off_reasons", "errors")


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout. `marker` is the text at the column by which a header is known."""

    name: LayoutName
    status: str
    source: str
    width: int
    marker: tuple[int, str]
    header: Record
    entry: Record
    trailer: Record


@dataclass(frozen=True, slots=True)
class CodeTables:
    """Serasa's codes, which it gives with the contract: none come with Acerto."""

    natures: Mapping[str, str] = field(default_factory=dict)
    write_off_reasons: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def refusals(self, written: str) -> tuple[Refusal, ...]:
        """The error codes of a record, three characters each; zeros are none."""
        parts = [
            written[at : at + _CODE_WIDTH].strip() for at in range(0, len(written), _CODE_WIDTH)
        ]
        return tuple(Refusal(one, self.errors.get(one)) for one in parts if one.strip("0"))


NO_TABLES = CodeTables()


@cache
def layout(name: LayoutName) -> Layout:
    """A layout by its name."""
    raw: dict[str, Any] = json.loads(files(__package__).joinpath(f"{name}.json").read_text("utf-8"))
    made = {
        part: record(name=part, width=raw["width"], rows=rows)
        for part, rows in raw["records"].items()
    }
    first, _last, text = raw["marker"]
    return Layout(
        name=name,
        status=raw["status"],
        source=raw["source"],
        width=raw["width"],
        marker=(first, text),
        header=made["header"],
        entry=made["entry"],
        trailer=made["trailer"],
    )


def load_codes(*, text: str) -> CodeTables:
    """Code tables from JSON: {"natures": {code: text}, "write_off_reasons": …, "errors": …}.

    Raises InvalidBureau (invalid_codes).
    """
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise InvalidBureau("invalid_codes", "A tabela de códigos não é um JSON válido.") from error
    known = {key: raw[key] for key in _TABLES if key in raw} if isinstance(raw, dict) else {}
    extra = set(raw) - {*_TABLES, "note"} if isinstance(raw, dict) else {"?"}
    if extra or not all(_is_table(one) for one in known.values()):
        raise InvalidBureau(
            "invalid_codes",
            "A tabela de códigos tem natures, write_off_reasons e errors, cada uma com código e texto.",
        )
    return CodeTables(**known)


def _is_table(one: object) -> bool:
    return isinstance(one, dict) and all(
        isinstance(code, str) and isinstance(text, str) for code, text in one.items()
    )
