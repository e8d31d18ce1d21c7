"""Who is named in an order: CPF, CNPJ and CEP as bare digits, looked at before they are written."""

from collections.abc import Mapping

from acerto.core.identifiers import (
    InvalidIdentifier,
    normalise_cep,
    normalise_state,
    normalise_tax_id,
)

from .layout import Layout
from .problem import InvalidOrder
from .values import Value

_PEOPLE = ("company", "payer", "guarantor")
_KINDS = {"cpf": "1", "cnpj": "2"}
_PLACES = (("payer_postal_code", normalise_cep), ("payer_state", normalise_state))
_SIZES = {"1": 11, "2": 14}


def identified(
    values: Mapping[str, Value], *, layout: Layout, order: int, where: str
) -> dict[str, Value]:
    """The values with tax ids and postal codes in the form of a file, and the kind of each tax id.

    Zeros before a tax id, as files carry it, may stay. Raises InvalidOrder.
    """
    found: dict[str, Value] = {name: value for name, value in values.items() if value is not None}
    for who in _PEOPLE:
        name = f"{who}_tax_id"
        told = str(found.get(name) or "").strip()
        if who == "guarantor" and not told.strip("0"):
            continue  # nobody: columns of zeros
        if told:
            kind, found[name] = _tax_id(
                told, who=who, kind=_kind(found, who), layout=layout, order=order, where=where
            )
            if found.get(f"{who}_tax_kind") in (None, ""):
                found[f"{who}_tax_kind"] = kind
    for name, normalise in _PLACES:
        if found.get(name):
            try:
                found[name] = normalise(str(found[name]))
            except InvalidIdentifier as problem:
                text = f"{where}: {name}: {problem.message}"
                raise InvalidOrder("field_invalid", order, name, text) from problem
    return found


def _kind(values: Mapping[str, Value], who: str) -> str:
    return str(values.get(f"{who}_tax_kind") or "").strip().lstrip("0")


def _tax_id(
    told: str, *, who: str, kind: str, layout: Layout, order: int, where: str
) -> tuple[str, str]:
    name = f"{who}_tax_id"
    try:
        found = normalise_tax_id(_unfilled(told, kind=kind))
    except InvalidIdentifier as problem:
        text = f"{where}: {name}: {problem.message}"
        raise InvalidOrder("field_invalid", order, name, text) from problem
    if not found.value.isdigit() and _only_digits(layout, name):
        text = (
            f"{where}: {name} é um CNPJ com letras, e a coluna deste leiaute só aceita dígitos. "
            "Pergunte ao banco como enviá-lo."
        )
        raise InvalidOrder("field_invalid", order, name, text)
    if kind not in ("", _KINDS[found.kind]):
        text = f"{where}: {who}_tax_kind diz outro tipo de documento que o de {name}."
        raise InvalidOrder("field_contradicts", order, f"{who}_tax_kind", text)
    return _KINDS[found.kind], found.value


def _unfilled(told: str, *, kind: str) -> str:
    """A tax id of a file, without the zeros that fill its columns."""
    size = _SIZES.get(kind, 14)
    return told[-size:] if told.isdigit() and not told[:-size].strip("0") else told


def _only_digits(layout: Layout, name: str) -> bool:
    fields = (field for record in layout.records.values() for field in record.fields)
    return any(field.name == name and field.kind == "digits" for field in fields)
