"""Reading a policy file: YAML to Policy, with every fault told in Portuguese at its field."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from acerto.engine.policy import TEMPLATES, Policy

DEFAULTS = ("consumer", "business")
_TAGS = frozenset({"field", "all", "any", "not"})
_SIZE_LIMIT = 200_000

_MESSAGES: dict[str, str] = {
    "missing": "falta este campo",
    "extra_forbidden": "campo desconhecido",
    "int_type": "precisa ser um número inteiro",
    "string_type": "precisa ser texto (entre aspas, se for só números)",
    "string_pattern_mismatch": "só aceita letras minúsculas sem acento, algarismos e {allowed}",
    "string_too_short": "está vazio",
    "string_too_long": "tem mais de {max_length} caracteres",
    "too_short": "precisa de ao menos {min_length} item",
    "too_long": "tem mais de {max_length} itens",
    "greater_than_equal": "precisa ser no mínimo {ge}",
    "less_than_equal": "precisa ser no máximo {le}",
    "literal_error": "só aceita {expected}",
    "tuple_type": "precisa ser uma lista",
    "model_type": "precisa ser um conjunto de campos",
    "model_attributes_type": "precisa ser um conjunto de campos",
    "dict_type": "precisa ser um conjunto de campos",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a policy file: the field's path, such as `segments[0].steps[2].key`, and why."""

    field: str
    message: str


class InvalidPolicy(Exception):
    """The policy file cannot be used. `problems` names every fault; the text says all of them."""

    code = "invalid_policy"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        told = "; ".join(f"{p.field}: {p.message}" if p.field else p.message for p in problems)
        super().__init__(f"A régua não pode ser usada: {told}.")


class _Loader(yaml.SafeLoader):
    """YAML without aliases and without repeated keys, which it would resolve in silence."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise _refuse_yaml(self.peek_event().start_mark, "âncoras e apelidos não são aceitos")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _refuse_yaml(key_node.start_mark, "o nome de um campo precisa ser texto")
            if key in seen:
                raise _refuse_yaml(key_node.start_mark, f"o campo “{key}” aparece duas vezes")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def load_policy(*, text: str, templates: Collection[str] = tuple(TEMPLATES)) -> Policy:
    """The policy written in `text` (YAML). Raises InvalidPolicy naming every field at fault."""
    data = _read(text)
    if not isinstance(data, dict):
        raise InvalidPolicy((Problem("", "o arquivo está vazio ou não é um conjunto de campos"),))
    try:
        return Policy.model_validate(data, context={"templates": tuple(templates)})
    except ValidationError as error:
        raise InvalidPolicy(_problems(error.errors(include_url=False))) from None


def default_policy_text(*, name: str) -> str:
    """The text of a policy that comes with Acerto: `consumer` or `business`."""
    if name not in DEFAULTS:
        raise KeyError(name)
    return (resources.files("acerto.engine") / "policies" / f"{name}.yaml").read_text("utf-8")


def _read(text: str) -> Any:
    if len(text) > _SIZE_LIMIT:
        raise InvalidPolicy((Problem("", "o arquivo é grande demais para ser uma régua"),))
    try:
        return _Loader(text).get_single_data()
    except RecursionError:
        raise InvalidPolicy((Problem("", "o arquivo está aninhado demais"),)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" na linha {mark.line + 1}, coluna {mark.column + 1}" if mark else ""
        raise InvalidPolicy((Problem("", f"o arquivo não é YAML válido{where}"),)) from None
    except (yaml.YAMLError, ValueError):
        raise InvalidPolicy((Problem("", "o arquivo não é YAML válido"),)) from None


def _refuse_yaml(mark: Any, message: str) -> InvalidPolicy:
    return InvalidPolicy((Problem(f"linha {mark.line + 1}", message),))


def _problems(found: list[ErrorDetails]) -> tuple[Problem, ...]:
    """A list with a faulty item also counts as short of one: only the item's own fault is told."""
    places = [details["loc"] for details in found]
    return tuple(
        _problem(details)
        for details in found
        if details["type"] != "too_short"
        or not any(place[: len(details["loc"])] == details["loc"] != place for place in places)
    )


def _problem(details: ErrorDetails) -> Problem:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "value_error":
        return Problem(_path(details), str(context["error"]))
    if kind == "string_pattern_mismatch":
        context["allowed"] = "hífen" if "-]" in context["pattern"] else "sublinhado"
    if kind == "literal_error":
        context["expected"] = str(context["expected"]).replace(" or ", " ou ")
    message = _MESSAGES.get(kind, "valor inválido")
    return Problem(_path(details), message.format(**context))


def _path(details: ErrorDetails) -> str:
    """The place in the file, without the kind of condition that pydantic adds to it."""
    path, kind_may_follow = "", False
    for part in details["loc"]:
        if kind_may_follow and part in _TAGS:
            kind_may_follow = False
            continue
        kind_may_follow = isinstance(part, int) or part in ("when", "not")
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")
