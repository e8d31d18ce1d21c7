"""Requests to withdraw a title or cancel a protest, as CRA21 takes them in XML.

Source: manual of CRA21 (P21 Sistemas), which gives the elements, and its sample file. A layout in text is
in no published source that we have read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from html import escape
from itertools import groupby
from typing import Literal

from acerto.core.text import shown
from acerto.formats.fixed_width import Problem, plain_text, refusal_of
from acerto.formats.places import is_municipality

from .rules import NO_MUNICIPALITY
from .types import InvalidProtest

RequestKind = Literal[
    "withdrawal", "cancellation", "withdrawal_authorisation", "cancellation_authorisation"
]
ROOTS: dict[RequestKind, str] = {
    "withdrawal": "desistencia",
    "cancellation": "cancelamento",
    "withdrawal_authorisation": "autoriza_desistencia",
    "cancellation_authorisation": "autoriza_cancelamento",
}
PREFIXES: dict[RequestKind, str] = {
    "withdrawal": "DP",
    "cancellation": "CP",
    "withdrawal_authorisation": "AD",
    "cancellation_authorisation": "AC",
}
_MOST_CENTS = 10**14 - 1
_NAME_LENGTH = 45
_LENGTHS = {"municipality_code": 7, "notary_code": 2, "protocol": 10, "title_number": 11}
_NUMBERS = frozenset(["municipality_code", "notary_code", "protocol"])


@dataclass(frozen=True, slots=True)
class Request:
    """One title, as the confirmation named it: municipality (IBGE), notary, protocol and its day."""

    municipality_code: str
    notary_code: str
    protocol: str
    protocol_on: date
    title_number: str
    debtor_name: str
    amount_cents: int


def write_requests(*, kind: RequestKind, requests: Sequence[Request]) -> bytes:
    """The file as XML in ISO-8859-1. Raises InvalidProtest with every problem, its line the request's place."""
    problems = [
        problem for place, one in enumerate(requests, start=1) for problem in _faults(one, place)
    ]
    if not requests:
        raise InvalidProtest("no_titles", "Não há títulos a pedir.")
    if problems:
        raise InvalidProtest(
            problems[0].code,
            refusal_of(problems, place="pedido"),
            problems=tuple(problems),
        )
    ordered = sorted(requests, key=lambda one: (one.municipality_code, one.notary_code))
    root = ROOTS[kind]
    written = [f'<?xml version="1.0" encoding="ISO-8859-1" standalone="no"?>\n<{root}>\n']
    for code, of_town in groupby(ordered, key=lambda one: one.municipality_code):
        written.append(f"  <comarca>\n    <CodMun>{code}</CodMun>\n")
        for notary, of_notary in groupby(of_town, key=lambda one: one.notary_code):
            written.append(f"    <cartorio>\n      <numero_cartorio>{notary}</numero_cartorio>\n")
            written += [_title(one) for one in of_notary]
            written.append("    </cartorio>\n")
        written.append("  </comarca>\n")
    return "".join([*written, f"</{root}>\n"]).encode("iso-8859-1")


def file_name(*, kind: RequestKind, presenter_code: str, on: date, sequence: int) -> str:
    """The name that goes with the file: "DP3412401.141". Raises InvalidProtest above 9 a day."""
    if not 1 <= sequence <= 9:
        raise InvalidProtest("too_many_files", "São no máximo 9 arquivos por dia.")
    return f"{PREFIXES[kind]}{presenter_code}{on:%d%m.%y}{sequence}"


def _title(one: Request) -> str:
    reais = f"{one.amount_cents // 100}.{one.amount_cents % 100:02d}"
    tags = {
        "numero_protocolo": one.protocol,
        "data_protocolo": f"{one.protocol_on:%d%m}{one.protocol_on.year:04d}",
        "numero_titulo": one.title_number,
        "nome_devedor": plain_text(one.debtor_name)[:_NAME_LENGTH],
        "valor_titulo": reais,
    }
    inner = "".join(
        f"        <{tag}>{escape(text, quote=False)}</{tag}>\n" for tag, text in tags.items()
    )
    return f"      <titulo>\n{inner}      </titulo>\n"


def _faults(one: Request, place: int) -> list[Problem]:
    found = []
    for field in fields(one):
        value = getattr(one, field.name)
        why = ""
        if value in ("", None):
            why = "falta preencher."
        elif field.name in _NUMBERS and not (value.isascii() and value.isdigit()):
            why = f"“{shown(value)}” devia ter só algarismos."
        elif len(str(value)) > _LENGTHS.get(field.name, len(str(value))):
            why = f"passa de {_LENGTHS[field.name]} posições."
        elif field.name == "municipality_code" and not is_municipality(value):
            why = f"“{shown(value)}” {NO_MUNICIPALITY}"
        elif field.name == "title_number" and not value.isascii():
            why = f"“{shown(value)}” tem acento ou símbolo."
        elif field.name == "amount_cents" and not 0 < value <= _MOST_CENTS:
            why = "precisa ser um número inteiro de centavos, maior que zero, de até 14 algarismos."
        if why:
            found.append(
                Problem(place, 0, field.name, field.name, f"O campo “{field.name}”: {why}")
            )
    return found
