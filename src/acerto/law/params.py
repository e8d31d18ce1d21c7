"""The numbers of the law, asked for by name and day.

One YAML file each under law/params/, `consumer/late_fee_cap.yaml` being `consumer.late_fee_cap`.
The shape is in `law.schema`.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml
from pydantic import ValidationError

from acerto.law.schema import ParamEntry, ParamFile, TermValue, entries_of
from acerto.law.yaml_text import read_yaml

__all__ = [
    "BadParameter",
    "NotInForce",
    "ParamEntry",
    "UnknownParameter",
    "all_entries",
    "choice",
    "count",
    "entry",
    "latest",
    "names",
    "parameter_files",
    "rate",
    "term",
    "value",
    "words",
]


class NotInForce(LookupError):
    """No entry of the parameter covers the day asked for."""

    code = "not_in_force"

    def __init__(self, name: str, on: date) -> None:
        self.name = name
        self.on = on
        self.message = (
            f"Não há regra de {name} em vigor em {on:%d/%m/%Y}: o valor não pode ser calculado. "
            "Confira a data ou complete o parâmetro."
        )
        super().__init__(self.message)


class UnknownParameter(KeyError):
    """No file defines this parameter."""

    code = "unknown_parameter"


class BadParameter(ValueError):
    """A parameter file does not follow the schema."""

    code = "bad_parameter"


def entry(name: str, *, on: date) -> ParamEntry:
    """The entry in force on a day. Raises NotInForce, UnknownParameter."""
    for candidate in reversed(all_entries(name)):
        if candidate.from_on is None or candidate.from_on <= on:
            if candidate.to_on is None or on < candidate.to_on:
                return candidate
            break
    raise NotInForce(name, on)


def value(name: str, *, on: date) -> object:
    """The value in force on a day. Raises NotInForce, UnknownParameter."""
    return entry(name, on=on).value


def rate(name: str, *, on: date) -> Decimal | None:
    """The rate in force on a day (0.02 is 2 %); None where the law sets no limit."""
    found = value(name, on=on)
    assert found is None or isinstance(found, Decimal), name
    return found


def count(name: str, *, on: date) -> int:
    """The whole number in force on a day."""
    found = value(name, on=on)
    assert isinstance(found, int), name
    return found


def choice(name: str, *, on: date) -> str:
    """The word in force on a day."""
    found = value(name, on=on)
    assert isinstance(found, str), name
    return found


def words(name: str, *, on: date) -> tuple[str, ...]:
    """The ordered words in force on a day."""
    found = value(name, on=on)
    assert isinstance(found, tuple), name
    return found


def term(name: str, *, on: date) -> TermValue:
    """The length of time in force on a day."""
    found = value(name, on=on)
    assert isinstance(found, TermValue), name
    return found


def latest(name: str) -> ParamEntry:
    """The newest entry, for checks that concern no particular day. Raises UnknownParameter."""
    return all_entries(name)[-1]


def all_entries(name: str) -> tuple[ParamEntry, ...]:
    """Every entry of a parameter, oldest first. Raises UnknownParameter."""
    found = _loaded().get(name)
    if found is None:
        raise UnknownParameter(name)
    return found


def names(prefix: str = "") -> list[str]:
    """The parameters whose name starts so, in order."""
    return sorted(name for name in _loaded() if name.startswith(prefix))


def parameter_files() -> list[tuple[str, bytes]]:
    """Every parameter file as (dotted name, content), in order of name."""
    return sorted(_walk(files("acerto.law").joinpath("params"), prefix=""))


def _walk(folder: Traversable, *, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for child in folder.iterdir():
        if child.is_dir():
            found += _walk(child, prefix=f"{prefix}{child.name}.")
        elif child.name.endswith(".yaml"):
            found.append((prefix + child.name.removesuffix(".yaml"), child.read_bytes()))
    return found


@lru_cache(maxsize=1)
def _loaded() -> dict[str, tuple[ParamEntry, ...]]:
    return {name: parse(name, content) for name, content in parameter_files()}


def parse(name: str, content: bytes) -> tuple[ParamEntry, ...]:
    """Read one parameter file. Raises BadParameter, naming the file and the field."""
    try:
        parameter = ParamFile.model_validate(read_yaml(content))
        entries = entries_of(parameter)
    except (yaml.YAMLError, ValidationError, ValueError) as error:
        raise BadParameter(f"{name}: {error}") from error
    if parameter.name != name:
        raise BadParameter(f"{name}: the file says {parameter.name}")
    return entries
