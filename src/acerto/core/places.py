"""States, area codes (DDD) and time zones of Brazil: the table is data/places.json."""

import json
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from acerto.core.text import search_key

_CEP = re.compile(r"[0-9]{8}")
_CEP_NOISE = re.compile(r"[\s.\-]")


class InvalidIdentifier(ValueError):
    """A text that does not identify what it should. `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def normalise_state(text: str) -> str:
    """The two letters of a state, from its letters or its name in any case: "são paulo" -> "SP".

    Raises InvalidIdentifier (state_unknown).
    """
    found = _state_names().get(search_key(text))
    if found is None:
        raise InvalidIdentifier("state_unknown", "Estado inválido: use a sigla ou o nome.")
    return found


def normalise_cep(text: str) -> str:
    """The eight digits of a CEP, from "01310-100" or "01310100". Raises InvalidIdentifier."""
    cep = _CEP_NOISE.sub("", text)
    if not _CEP.fullmatch(cep) or cep == "0" * len(cep):
        raise InvalidIdentifier("cep_invalid", "O CEP deve ter oito dígitos, como 01310-100.")
    return cep


def ddd_info(ddd: str) -> tuple[str, str]:
    """The state and the commonest IANA zone of an area code. Raises InvalidIdentifier."""
    zones = ddd_zones(ddd)
    return _ddds()[ddd][0], zones[0]


def ddd_zones(ddd: str) -> tuple[str, ...]:
    """Every IANA zone in which a number with this area code may live, the commonest first."""
    found = _ddds().get(ddd)
    if found is None:
        raise InvalidIdentifier("ddd_unknown", "Este DDD não existe.")
    return found[1]


def state_zones(state: str) -> tuple[str, ...]:
    """Every IANA zone in use in a state, the commonest first. Raises InvalidIdentifier."""
    return _states()[normalise_state(state)][1]


def all_states() -> tuple[str, ...]:
    """The 27 federative units, in alphabetical order."""
    return tuple(_states())


def all_zones() -> tuple[str, ...]:
    """Every IANA zone in use in Brazil, in order: for a person whose place is unknown."""
    return tuple(sorted({zone for _, zones in _states().values() for zone in zones}))


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = files("acerto.core").joinpath("data/places.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


@lru_cache(maxsize=1)
def _states() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        code: (row["name"], tuple(row["zones"])) for code, row in sorted(_table()["states"].items())
    }


@lru_cache(maxsize=1)
def _ddds() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {ddd: (row["state"], tuple(row["zones"])) for ddd, row in _table()["ddd"].items()}


@lru_cache(maxsize=1)
def _state_names() -> dict[str, str]:
    by_name = {search_key(name): code for code, (name, _) in _states().items()}
    return by_name | {code.lower(): code for code in _states()}
