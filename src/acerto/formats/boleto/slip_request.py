"""A slip asked for in JSON: `bank` and `input` as for its code, and `slip`; docs/formats/boleto.md."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from acerto.core.identifiers import InvalidIdentifier, normalise_tax_id

from ..brcode import InvalidBrCode
from ..brcode import decode as decode_pix
from .account import NAMES, day
from .errors import InvalidBoleto
from .request import issue_from
from .slip import ANY_BANK, Party, Slip

NAME_LETTERS = 60
ADDRESS_LETTERS = 110
NOTE_LETTERS = 90
MOST_NOTES = 5
_INPUT_LETTERS = 40

_KNOWN = frozenset(
    {
        "beneficiary", "payer", "guarantor", "document_number", "document_on", "processed_on",
        "species", "accepted", "payment_place", "fine_rate", "interest_month_rate",
        "discount_cents", "discount_until", "notes", "pix",
    }
)  # fmt: skip
_RATE = re.compile(r"0|0\.[0-9]{1,6}|1|1\.0{1,6}")
# What the paper's font carries: Latin letters and common signs.
_PRINTABLE = re.compile(r"[ -~\u00a1-\u00ac\u00ae-\u017f–—‘’“”•…]*")


def slip_from(values: object, *, today: date) -> Slip:
    """The slip of {"bank": …, "input": {…}, "slip": {…}}, issued on `today`.

    Raises InvalidBoleto naming the field.
    """
    issued = issue_from(values, today=today)
    written = asdict(issued.account)
    for name in NAMES.keys() - {"issued_on"}:
        _text(written, name, most=_INPUT_LETTERS)
    assert isinstance(values, Mapping)
    said = _object(values.get("slip"), "slip")
    for name in said:
        if name not in _KNOWN:
            shown = name if name.isprintable() else "?"
            raise InvalidBoleto("unknown_field", shown, f"O campo “{shown}” não existe em slip.")
    guarantor = said.get("guarantor")
    slip = Slip(
        issued=issued,
        beneficiary=_party(said.get("beneficiary"), "beneficiary", needs_address=True),
        payer=_party(said.get("payer"), "payer", needs_address=True),
        guarantor=None if guarantor is None else _party(guarantor, "guarantor"),
        document_number=_text(said, "document_number", most=15) or issued.account.document_number,
        document_on=day(said.get("document_on"), name="document_on"),
        processed_on=day(said.get("processed_on"), name="processed_on"),
        species=_text(said, "species", most=4) or "DM",
        accepted=_truth(said, "accepted"),
        payment_place=_text(said, "payment_place", most=NAME_LETTERS) or ANY_BANK,
        fine_rate=_rate(said, "fine_rate"),
        interest_month_rate=_rate(said, "interest_month_rate"),
        discount_cents=_cents(said, "discount_cents"),
        discount_until=day(said.get("discount_until"), name="discount_until"),
        notes=_notes(said.get("notes")),
        pix=_pix(said.get("pix"), issued.boleto.amount_cents),
    )
    _check_together(slip)
    return slip


def _check_together(slip: Slip) -> None:
    """Raise InvalidBoleto where fields that are right alone do not fit together."""
    if (slip.fine_rate or slip.interest_month_rate) and slip.issued.due_on is None:
        raise InvalidBoleto("late", "due_on", "Multa e juros precisam de um vencimento (due_on).")
    if bool(slip.discount_cents) != (slip.discount_until is not None):
        raise InvalidBoleto(
            "discount", "discount_until", "O desconto precisa de valor e de último dia."
        )
    if slip.discount_cents and slip.discount_cents >= slip.amount_cents:
        raise InvalidBoleto(
            "discount", "discount_cents", "O desconto precisa ser menor que o valor do boleto."
        )
    due_on, until = slip.issued.due_on, slip.discount_until
    if due_on and until and until > due_on:
        raise InvalidBoleto(
            "discount", "discount_until", "O último dia do desconto não pode passar do vencimento."
        )


def _pix(value: object, amount_cents: int) -> str:
    """A BR Code that asks for the same amount or for none. Raises InvalidBoleto (pix)."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not _PRINTABLE.fullmatch(value):
        raise InvalidBoleto("pix", "pix", "O código Pix é o texto do copia e cola.")
    try:
        read = decode_pix(value)
    except InvalidBrCode as error:
        raise InvalidBoleto("pix", "pix", f"O código Pix não serve: {error.message}") from error
    if read.kind == "recurrence":
        raise InvalidBoleto("pix", "pix", "O código Pix só pede uma recorrência, sem pagamento.")
    if read.amount_cents not in (None, amount_cents):
        raise InvalidBoleto("pix", "pix", "O código Pix tem outro valor que o boleto.")
    return value.strip()


def _party(value: object, name: str, *, needs_address: bool = False) -> Party:
    said = _object(value, name)
    for key in said:
        if key not in ("name", "tax_id", "address"):
            raise InvalidBoleto("unknown_field", name, f"Em “{name}” só há name, tax_id e address.")
    try:
        tax_id = normalise_tax_id(_text(said, "tax_id", most=20)).value
    except InvalidIdentifier as error:
        raise InvalidBoleto(
            error.code, f"{name}.tax_id", f"Em “{name}”: {error.message}"
        ) from error
    party = Party(
        name=_text(said, "name", most=NAME_LETTERS),
        tax_id=tax_id,
        address=_text(said, "address", most=ADDRESS_LETTERS),
    )
    if not party.name:
        raise InvalidBoleto("missing", f"{name}.name", f"Falta o nome em “{name}”.")
    if needs_address and not party.address:
        raise InvalidBoleto("missing", f"{name}.address", f"Falta o endereço em “{name}”.")
    return party


def _object(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidBoleto("missing", name, f"Falta “{name}”, um objeto JSON.")
    return value


def _text(said: Mapping[str, Any], name: str, *, most: int) -> str:
    """One line of text, spaces tidied, "" where there is none."""
    value = said.get(name)
    if value is None:
        return ""
    text = " ".join(value.split()) if isinstance(value, str) else None
    if text is None or not _PRINTABLE.fullmatch(text):
        raise InvalidBoleto(
            "not_text", name, f"O campo “{name}” é um texto com letras do português, sem emojis."
        )
    if len(text) > most:
        raise InvalidBoleto("too_long", name, f"O campo “{name}” tem no máximo {most} letras.")
    return text


def _notes(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_NOTES:
        raise InvalidBoleto(
            "notes", "notes", f"O campo “notes” é uma lista de até {MOST_NOTES} linhas."
        )
    return tuple(_text({"notes": one}, "notes", most=NOTE_LETTERS) for one in value)


def _rate(said: Mapping[str, Any], name: str) -> Decimal:
    """A rate written as text, "0.02" for 2 %."""
    value = said.get(name, "0")
    if not isinstance(value, str) or not _RATE.fullmatch(value):
        raise InvalidBoleto(
            "rate", name, f"O campo “{name}” é um texto de 0 a 1, com ponto: 2% é 0.02."
        )
    return Decimal(value)


def _cents(said: Mapping[str, Any], name: str) -> int:
    value = said.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidBoleto("cents", name, f"O campo “{name}” é um número inteiro de centavos.")
    return value


def _truth(said: Mapping[str, Any], name: str) -> bool:
    value = said.get(name, False)
    if not isinstance(value, bool):
        raise InvalidBoleto("not_a_truth", name, f"O campo “{name}” é true ou false.")
    return value
