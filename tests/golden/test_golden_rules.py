"""The golden cases of the catalogue: every rule that names a function, run from YAML.

Each entry names a rule and a function, and gives cases of three kinds at least: `before` (the last
day or amount on which it does not hold yet), `on` (the first on which it does) and `near_miss`
(what looks like it and is not). `given` are the arguments; `expect` is the answer, an object being
told by some of its fields; `refuses` is the code of the exception.
"""

import importlib
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic_core import to_jsonable_python

from acerto.law.series import MonthValue, SeriesBook

HERE = Path(__file__).parent / "rules"
KINDS = {"before", "on", "near_miss"}
Entry = dict[str, Any]


class Words(yaml.SafeLoader):
    """Reads `on` as a word, as YAML 1.2 does: only true and false are booleans."""


Words.yaml_implicit_resolvers = {
    first: [(tag, words) for tag, words in found if first in "tfTF" or not tag.endswith(":bool")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def entries() -> list[Entry]:
    """Every entry of every file, with the file it stands in."""
    found = []
    for path in sorted(HERE.glob("*.yaml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), Words):
            found.append({**entry, "file": f"rules/{path.name}"})
    return found


def cases() -> list[Any]:
    return [
        pytest.param(entry, case, id=f"{entry['rule']}-{case['kind']}-{number}")
        for entry in entries()
        for number, case in enumerate(entry["cases"])
    ]


def function_named(dotted: str) -> Callable[..., Any]:
    module, _dot, name = dotted.rpartition(".")
    return typing.cast(Callable[..., Any], getattr(importlib.import_module(module), name))


def read(hint: Any, value: Any) -> Any:
    """A value of the YAML as the argument that the function wants."""
    if hint is SeriesBook:
        return series_of(value)
    if value is None or hint is Any:
        return value
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is Decimal:
        return Decimal(value)
    if is_dataclass(hint):
        return object_of(hint, value)
    inner = [one for one in typing.get_args(hint) if one not in (type(None), Ellipsis)]
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return read(inner[0], value) if len(inner) == 1 else value
    if isinstance(value, list):
        return tuple(read(inner[0], one) for one in value)
    return value


def object_of(shape: Any, written: Entry) -> Any:
    hints = typing.get_type_hints(shape)
    return shape(**{name: read(hints[name], value) for name, value in written.items()})


def series_of(written: Mapping[str, Mapping[str, str]]) -> SeriesBook:
    """`{ipca: {2025-07: "0,26"}}`, in percent a month, as a book of series."""
    return SeriesBook(
        {
            name: {
                date.fromisoformat(f"{month}-01"): MonthValue(
                    rate=Decimal(percent.replace(",", ".")) / 100, source="caso"
                )
                for month, percent in months.items()
            }
            for name, months in written.items()
        }
    )


def answer(dotted: str, given: Entry) -> Any:
    function = function_named(dotted)
    hints = typing.get_type_hints(function)
    positional = [read(hints[name], value) for name, value in given.items() if name == "text"]
    keywords = {name: read(hints[name], value) for name, value in given.items() if name != "text"}
    return function(*positional, **keywords)


def code_of_refusal(dotted: str, given: Entry) -> str | None:
    try:
        answer(dotted, given)
    except (LookupError, ValueError) as refused:
        return getattr(refused, "code", None)
    return None


def told(found: Any, expected: Any) -> Any:
    """Of an answer, the parts that the case speaks of."""
    if isinstance(expected, dict):
        return {
            name: told(found[name] if isinstance(found, dict) else getattr(found, name), value)
            for name, value in expected.items()
        }
    if isinstance(expected, list):
        found = list(found)
        if len(found) != len(expected):
            return to_jsonable_python(found)
        return [told(one, value) for one, value in zip(found, expected, strict=True)]
    return to_jsonable_python(found)


@pytest.mark.parametrize(("entry", "case"), cases())
def test_case(entry: Entry, case: Entry) -> None:
    if "refuses" in case:
        assert code_of_refusal(entry["function"], case["given"]) == case["refuses"]
        return
    found = answer(entry["function"], case["given"])
    assert told(found, case["expect"]) == to_jsonable_python(case["expect"])


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["rule"])
def test_an_entry_is_complete(entry: Entry) -> None:
    assert entry["source"]
    assert {case["kind"] for case in entry["cases"]} >= KINDS
    assert all(case["about"] for case in entry["cases"])
