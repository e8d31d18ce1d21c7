"""The fields of a slip as they are printed, for whoever typesets it."""

from datetime import date
from typing import Any

from acerto.core.identifiers import written_tax_id
from acerto.core.money import format_brl

from .. import qr
from .banks import bank
from .itf import HEIGHT_MM, LENGTH_MM, bars_mm
from .slip import ON_PRESENTATION, Party, Slip, instructions


def printed_fields(slip: Slip) -> dict[str, Any]:
    """Every field by name: texts, the bars in millimetres, the QR as SVG ("" where there is none)."""
    issued = slip.issued
    boleto, our_bank = issued.boleto, bank(issued.boleto.bank)
    return {
        "title": f"Boleto {our_bank.printed_code} {issued.our_number.printed}",
        "bank_name": our_bank.name,
        "bank_code": our_bank.printed_code,
        "line": boleto.printed_line,
        "payment_place": slip.payment_place,
        "due_on": _day(issued.due_on) or ON_PRESENTATION,
        "beneficiary": _party(slip.beneficiary),
        "holder": our_bank.holder(issued.account),
        "document_on": _day(slip.document_on),
        "document_number": slip.document_number,
        "species": slip.species,
        "accepted": "S" if slip.accepted else "N",
        "processed_on": _day(slip.processed_on),
        "our_number": issued.our_number.printed,
        "wallet": our_bank.wallet(issued.account),
        "amount": format_brl(slip.amount_cents) if slip.amount_cents else "",
        "instructions": instructions(slip),
        "payer": _party(slip.payer),
        "guarantor": _named(slip.guarantor) if slip.guarantor else "",
        "barcode": boleto.barcode,
        "bars": bars_mm(boleto.barcode),
        "bars_length": LENGTH_MM,
        "bars_height": HEIGHT_MM,
        "pix": slip.pix,
        "qr": qr.svg(slip.pix) if slip.pix else "",
    }


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _party(party: Party) -> list[str]:
    return [text for text in (_named(party), party.address) if text]


def _named(party: Party) -> str:
    kind = "CPF" if len(party.tax_id) == len("39053344705") else "CNPJ"
    return f"{party.name} – {kind} {written_tax_id(party.tax_id)}"
