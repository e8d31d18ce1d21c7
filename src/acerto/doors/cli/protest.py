"""`acerto protest`: files to and from the notaries, as JSON."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from acerto.core.text import shown
from acerto.doors.kit.console import json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.speech import gettext as _
from acerto.doors.kit.wire import (
    FILE,
    answer,
    as_values,
    place_option,
    read_json,
    read_octets,
    write_octets,
)
from acerto.formats.fixed_width import Problem, Value
from acerto.formats.fixed_width_plain import typed
from acerto.formats.iso_day import iso_day
from acerto.formats.protest.reader import MOST_BYTES, read_protest
from acerto.formats.protest.table import table
from acerto.formats.protest.types import FileKind, InvalidProtest, Lot, Title
from acerto.formats.protest.xml_form import is_xml, read_protest_xml

if TYPE_CHECKING:
    from acerto.formats.protest.withdrawal import Request
    from acerto.formats.protest.writer import LotToWrite

MOST_JSON = 256 << 20


@click.group(name="protest", short_help="Lê e escreve arquivos de protesto (Layout Único 4.3).")
def command() -> None:
    """Arquivos de protesto do Layout Único 4.3: remessa, confirmação e retorno."""


@command.command(name="read", short_help="Mostra lotes e títulos em JSON.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@json_option
def read(*, file: Path, as_json: bool) -> None:
    """Mostra em JSON os lotes e títulos de ARQUIVO (texto ou XML), e em problems o que não confere."""
    octets = read_octets(file, most=MOST_BYTES)
    try:
        chosen = read_protest_xml if is_xml(octets=octets) else read_protest
        found = chosen(octets=octets)
    except InvalidProtest as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
    lots = [{**as_values(lot), "titles": [_title(one) for one in lot.titles]} for lot in found.lots]
    answer({"kind": found.kind, "lots": lots, "problems": found.problems})


@command.command(name="write", short_help="Escreve uma remessa a partir de JSON.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@click.option("--xml", "as_xml", is_flag=True, help="Escreve em XML, como a CRA21 recebe.")
@place_option
@json_option
def write(*, file: Path, as_xml: bool, out: Path, replace: bool, as_json: bool) -> None:
    """Lê de ARQUIVO (JSON) os lotes e escreve a remessa de 600 posições, ou em XML.

    Contagens, somas e sequências são feitas aqui. Um título que o cartório devolveria não passa.
    """
    from acerto.formats.protest.writer import write_protest
    from acerto.formats.protest.xml_writer import write_protest_xml

    raw = read_json(file, most=MOST_JSON)
    kind: FileKind = raw.get("kind", "remittance")
    if not isinstance(kind, str) or kind not in table().transactions:
        raise AcertoError(
            _("O campo kind precisa ser remittance, confirmation ou return."), code="kind"
        )
    lots = raw.get("lots")
    if not isinstance(lots, list) or not all(isinstance(one, dict) for one in lots):
        raise AcertoError(_("Falta a lista lots no arquivo."), code="missing")
    try:
        chosen = write_protest_xml if as_xml else write_protest
        octets = chosen(lots=[_lot(one) for one in lots], kind=kind)
    except InvalidProtest as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
    write_octets(out, octets, replace=replace)
    titles = sum(len(one["titles"]) for one in lots)
    answer({"file": str(out), "lots": len(lots), "titles": titles, "bytes": len(octets)})


@command.command(name="withdraw", short_help="Escreve pedidos de desistência ou cancelamento.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@place_option
@json_option
def withdraw(*, file: Path, out: Path, replace: bool, as_json: bool) -> None:
    """Lê de ARQUIVO (JSON: kind, requests) os pedidos e escreve o XML que a CRA21 recebe.

    kind: withdrawal (antes do protesto), cancellation (depois), ou a autorização de cada um:
    withdrawal_authorisation, cancellation_authorisation.
    """
    from acerto.formats.protest.withdrawal import ROOTS, write_requests

    raw = read_json(file, most=MOST_JSON)
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in ROOTS:
        text = _("O campo kind precisa ser um destes: %s.") % ", ".join(ROOTS)
        raise AcertoError(text, code="kind")
    listed = raw.get("requests")
    if not isinstance(listed, list):
        raise AcertoError(_("Falta a lista requests no arquivo."), code="missing")
    try:
        octets = write_requests(kind=kind, requests=[_request(one) for one in listed])
    except InvalidProtest as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
    write_octets(out, octets, replace=replace)
    answer({"file": str(out), "kind": kind, "requests": len(listed)})


def _request(raw: object) -> "Request":
    """A request as the JSON has it, or as `read` says a title: further keys are left out."""
    from acerto.formats.protest.withdrawal import Request

    if not isinstance(raw, dict):
        raise AcertoError(_("Cada pedido precisa ser um objeto JSON."), code="missing")
    values = {one.name: raw.get(one.name, "") for one in fields(Request)}
    cents = values["amount_cents"] or raw.get("face_cents")
    if isinstance(cents, bool) or not isinstance(cents, int):
        text = _("Falta amount_cents num pedido: é um número inteiro de centavos, maior que zero.")
        raise AcertoError(text, code="missing")
    try:
        protocol_on = iso_day(text=str(values["protocol_on"]))
    except ValueError:
        text = _("Falta protocol_on (dia do protocolo, 2026-03-01) num pedido.")
        raise AcertoError(text, code="missing") from None
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            text = _("O campo “%s” de um pedido precisa ser um texto ou um número inteiro.") % name
            raise AcertoError(text, code="wrong_type")
    texts: dict[str, Any] = {name: str(value or "") for name, value in values.items()}
    return Request(**{**texts, "amount_cents": cents, "protocol_on": protocol_on})


def _title(one: Title) -> dict[str, object]:
    rest = {name: value for name, value in as_values(one).items() if name != "values"}
    return {**rest, **one.values}


_LOT_KEYS = frozenset(one.name for one in fields(Lot))
_NOT_WRITTEN = frozenset(["line", "outcome", "outcome_text", "irregularities", "sequence"])


def _lot(raw: Mapping[str, Any]) -> "LotToWrite":
    """A lot as the JSON has it; what `read` says of a title besides its fields is left out."""
    from acerto.formats.protest.writer import LotToWrite

    for name in raw:
        if name not in _LOT_KEYS:
            told = {"name": shown(name), "known": ", ".join(sorted(_LOT_KEYS))}
            text = _("O campo “%(name)s” não existe num lote: há %(known)s.") % told
            raise AcertoError(text, code="unknown_field")
    header, problems = typed(
        table=table().header, plain={name: raw[name] for name in raw if name != "titles"}, line=0
    )
    _refuse(problems)
    titles: list[Mapping[str, Value]] = []
    listed = raw.get("titles")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise AcertoError(_("Cada lote precisa da lista titles."), code="missing")
    for place, one in enumerate(listed, start=1):
        plain = {name: value for name, value in one.items() if name not in _NOT_WRITTEN}
        values, problems = typed(table=table().title, plain=plain, line=place)
        _refuse(problems)
        titles.append(values)
    return LotToWrite(
        presenter_code=str(header.get("presenter_code") or ""),
        presenter_name=str(header.get("presenter_name") or ""),
        moved_on=_moved_on(header),
        remittance_number=_number(header),
        municipality_code=str(header.get("municipality_code") or ""),
        titles=titles,
        agency=str(header.get("agency") or ""),
    )


def _moved_on(header: Mapping[str, Value]) -> date:
    found = header.get("moved_on")
    if not isinstance(found, date):
        raise AcertoError(_("Falta moved_on (dia do movimento, 2026-03-01)."), code="missing")
    return found


def _number(header: Mapping[str, Value]) -> int:
    found = header.get("remittance_number")
    if not isinstance(found, int):
        raise AcertoError(_("Falta remittance_number (número da remessa)."), code="missing")
    return found


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise AcertoError(problems[0].message, code=problems[0].code)
