"""The published specification as something that holds requests and answers against it."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

GOLDEN = Path(__file__).parents[2] / "golden/pix"
METHODS = ("get", "put", "post", "patch", "delete")
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("date", raises=ValueError)
def _date(value: object) -> bool:
    return not isinstance(value, str) or (len(value) == 10 and bool(date.fromisoformat(value)))


@FORMATS.checks("uri")
def _uri(value: object) -> bool:
    return not isinstance(value, str) or (" " not in value and "/" in value)


@dataclass(frozen=True)
class Operation:
    """One operation: its path template, parameters, schemas of bodies, and the scope it needs."""

    method: str
    template: str
    parameters: tuple[Mapping[str, Any], ...]
    request: Mapping[str, Any] | None
    answers: Mapping[int, Mapping[str, Any] | None]
    scope: str
    examples: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.template}"

    @property
    def success(self) -> int:
        return min(self.answers)


@cache
def errata() -> dict[str, Any]:
    return yaml.safe_load((GOLDEN / "errata.yaml").read_text(encoding="utf-8"))


@cache
def published() -> dict[str, Any]:
    """As the central bank publishes it."""
    return json.loads((GOLDEN / "openapi.json").read_text(encoding="utf-8"))


@cache
def corrected() -> dict[str, Any]:
    """With the corrections of errata.yaml, patterns bound to the whole value, references absolute."""
    whole = deepcopy(published())
    for row in errata()["corrections"]:
        _correct(whole, row["at"], row["to"])
    return _bound(whole)


def _correct(whole: dict[str, Any], pointer: str, to: Any) -> None:
    *path, last = pointer.strip("/").split("/")
    at: Any = whole
    for name in path:
        at = at[int(name)] if isinstance(at, list) else at[name]
    if isinstance(at, list):
        at[int(last)] = to
    elif to is None:
        del at[last]
    else:
        at[last] = to


def _bound(node: Any) -> Any:
    if isinstance(node, list):
        return [_bound(row) for row in node]
    if not isinstance(node, dict):
        return node
    found = {name: _bound(value) for name, value in node.items()}
    if isinstance(found.get("pattern"), str):
        bare = found["pattern"].removeprefix("/").removesuffix("/")
        found["pattern"] = f"^(?:{bare.removeprefix('^').removesuffix('$')})$"
    if isinstance(found.get("$ref"), str):
        found["$ref"] = f"spec{found['$ref']}"
    return found


@cache
def _registry() -> Registry:
    return Registry().with_resource("spec", Resource(contents=corrected(), specification=DRAFT4))


def violations(schema: Mapping[str, Any], value: Any) -> list[str]:
    """What in a value breaks a schema, with its place."""
    validator = Draft4Validator(schema, registry=_registry(), format_checker=FORMATS)
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in validator.iter_errors(value)
    ]


def unknown_fields(schema: Mapping[str, Any], value: Any, at: str = "") -> Iterator[str]:
    """Fields that no branch of the schema knows: the specification lets them pass, the server does not."""
    if isinstance(value, list):
        items = [found["items"] for found in _branches(schema) if "items" in found]
        for number, row in enumerate(value):
            for item in items[:1]:
                yield from unknown_fields(item, row, f"{at}/{number}")
    if not isinstance(value, dict):
        return
    known: dict[str, list[Mapping[str, Any]]] = {}
    for branch in _branches(schema):
        for name, child in branch.get("properties", {}).items():
            known.setdefault(name, []).append(child)
    for name, child in value.items():
        if known and name not in known:
            yield f"{at}/{name}: no such field"
        elif name in known:
            yield from unknown_fields({"allOf": known[name]}, child, f"{at}/{name}")


def _branches(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema and every schema that takes part in it."""
    if "$ref" in schema:
        schema = resolved(schema["$ref"])
    yield schema
    for word in ("allOf", "oneOf", "anyOf"):
        for branch in schema.get(word, ()):
            yield from _branches(branch)


def resolved(reference: str) -> Any:
    at: Any = corrected()
    for name in reference.partition("#/")[2].split("/"):
        at = at[name]
    return at


def flat(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return resolved(schema["$ref"]) if "$ref" in schema else schema


@cache
def operations() -> tuple[Operation, ...]:
    found = []
    for template, item in corrected()["paths"].items():
        for method in METHODS:
            if method in item:
                found.append(_operation(template, item, method))
    return tuple(found)


def _operation(template: str, item: Mapping[str, Any], method: str) -> Operation:
    told = item[method]
    body = told.get("requestBody")
    schema = flat(body)["content"]["application/json"]["schema"] if body else None
    if template == "/locrec" and method == "post":
        schema = None
    good = {code: answer for code, answer in told["responses"].items() if code.startswith("2")}
    return Operation(
        method=method,
        template=template,
        parameters=tuple(
            flat(row) for row in (*item.get("parameters", ()), *told.get("parameters", ()))
        ),
        request=schema,
        answers={int(code): _answer(answer) for code, answer in good.items()},
        scope=told["security"][0]["OAuth2"][0],
        examples=tuple(name for answer in good.values() for name in answer.get("x-examples", ())),
    )


def _answer(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    content = answer.get("content")
    return content["application/json"]["schema"] if content else None


PROBLEM = {"$ref": "spec#/components/schemas/Problema"}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Operation], ...]:
    return tuple(
        (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", row.template)), row)
        for row in operations()
    )


def match(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation that a request means, and its path's parameters."""
    for pattern, operation in _patterns():
        found = pattern.fullmatch(path)
        if found and operation.method == method.lower():
            return operation, {name: unquote(value) for name, value in found.groupdict().items()}
    return None


def request_violations(
    operation: Operation, path: Mapping[str, str], query: Mapping[str, str], body: Any
) -> list[str]:
    """Everything of a request that the specification does not allow."""
    found = []
    known = {row["name"]: row for row in operation.parameters}
    given = {**path, **query}
    found += [f"parameter {name}: no such" for name in given if name not in known]
    for name, row in known.items():
        if name in given:
            schema = flat(row["schema"])
            found += [
                f"parameter {name}{line}"
                for line in violations(schema, _typed(schema, given[name]))
            ]
        elif row.get("required"):
            found.append(f"parameter {name}: missing")
    if operation.request is None:
        return found + (["body: none belongs here"] if body is not None else [])
    if body is None:
        return [*found, "body: missing"]
    return (
        found + violations(operation.request, body) + list(unknown_fields(operation.request, body))
    )


def _typed(schema: Mapping[str, Any], text: str) -> Any:
    """A parameter is text; its schema may mean a number or a yes."""
    kind = schema.get("type")
    if kind == "integer":
        return int(text) if re.fullmatch(r"-?[0-9]+", text) else text
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    return text


@cache
def example(name: str) -> Any:
    """A published example, with what it refers to in it."""
    return _whole(published()["components"]["examples"][name])


def _whole(node: Any) -> Any:
    if isinstance(node, list):
        return [_whole(row) for row in node]
    if not isinstance(node, dict):
        return node
    if list(node) == ["allOf"] and "$ref" in node["allOf"][0]:
        return _whole(node["allOf"][0])
    if "$ref" in node:
        return example(node["$ref"].split("/")[3])
    return {name: _whole(value) for name, value in node.items()}
