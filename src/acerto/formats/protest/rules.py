"""What a notary would give a title back for, as far as the file alone shows it.

Each fault has the irregularity code of annex 4 with which it would come back, where there is one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from acerto.core.identifiers import InvalidIdentifier, TaxId, normalise_tax_id
from acerto.core.text import shown
from acerto.formats.fixed_width import AT_SIGHT, NOT_CENTS, Value, plain_text
from acerto.formats.places import is_cep, is_municipality, is_state

from .table import CNPJ, CPF, codes

Values = Mapping[str, Value]
NO_MUNICIPALITY = "não é um código de município do IBGE, de sete algarismos."
_PRESENTER_DIGITS = 3
_NEEDED = {
    "assignor_name": "irregularity_04",
    "drawer_name": "irregularity_05",
    "our_number": "missing",
    "title_number": "irregularity_16",
    "species": "irregularity_23",
    "issued_on": "irregularity_18",
    "due_on": "irregularity_33",
    "place": "missing",
    "debtor_name": "irregularity_03",
    "debtor_address": "irregularity_06",
    "debtor_city": "irregularity_06",
    "debtor_state": "irregularity_06",
    "debtor_cep": "irregularity_14",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing for which a title would come back; `code` is irregularity_NN where annex 4 has it."""

    field: str
    code: str
    message: str


def faults(*, values: Values, moved_on: date) -> list[Fault]:
    """Everything wrong with a title of a remittance that goes out on a day."""
    found = [
        Fault(name, code, "falta preencher.")
        for name, code in _NEEDED.items()
        if not values.get(name)
    ]
    found += _not_due(values, moved_on)
    return found + [fault for rule in _RULES for fault in rule(values)]


def lot_faults(*, header: Values) -> Iterator[Fault]:
    """What is wrong with the header of a lot: numbers are whole, since zeros in front make another one."""
    presenter = str(header.get("presenter_code") or "")
    if not (len(presenter) == _PRESENTER_DIGITS and presenter.isascii() and presenter.isdigit()):
        yield Fault("presenter_code", "presenter_code", "são três algarismos, como 341 ou 001.")
    if not is_municipality(str(header.get("municipality_code") or "")):
        yield Fault("municipality_code", "municipality_code", NO_MUNICIPALITY)
    if header.get("remittance_number") == 0:
        yield Fault(
            "remittance_number", "remittance_number", "as remessas são numeradas a partir de 1."
        )


def debtor_tax_id(values: Values) -> TaxId | None:
    """The debtor's CPF or CNPJ, None where the record gives none. Raises InvalidIdentifier."""
    kind, number = str(values.get("debtor_tax_kind") or ""), str(values.get("debtor_tax_id") or "")
    if kind not in (CNPJ, CPF) or not number.strip("0"):
        return None
    short = kind == CPF and not number[:-11].strip("0")
    return normalise_tax_id(number[-11:] if short else number)


def _not_due(values: Values, moved_on: date) -> Iterator[Fault]:
    due = values.get("due_on")
    if isinstance(due, date) and due >= moved_on:
        yield Fault("due_on", "irregularity_01", "o título ainda não venceu no dia do movimento.")


def _species(values: Values) -> Iterator[Fault]:
    known = codes()
    if values.get("species") and values["species"] not in known.species:
        yield Fault(
            "species", "irregularity_21", f"“{shown(values['species'])}” não está na tabela."
        )
    if values.get("endorsement") and values["endorsement"] not in known.endorsements:
        yield Fault("endorsement", "irregularity_25", "use M, T ou deixe em branco.")
    if values.get("acceptance") not in known.acceptances:
        yield Fault("acceptance", "acceptance", "use A (aceito) ou N (não aceito).")
    if values.get("declaration") and values["declaration"] not in known.declarations:
        yield Fault("declaration", "declaration", "a letra não está na tabela.")


def _amounts(values: Values) -> Iterator[Fault]:
    face, balance = values.get("face_cents"), values.get("balance_cents")
    if not isinstance(face, int) or face <= 0:
        yield Fault("face_cents", "amount", NOT_CENTS)
    elif not isinstance(balance, int) or balance <= 0:
        yield Fault("balance_cents", "amount", NOT_CENTS)
    elif balance > face:
        yield Fault("balance_cents", "irregularity_24", "o saldo é maior que o valor do título.")


def _days(values: Values) -> Iterator[Fault]:
    issued, due = values.get("issued_on"), values.get("due_on")
    if isinstance(due, str) and due and not due.startswith(AT_SIGHT):
        yield Fault("due_on", "date_invalid", "não é uma data.")
    if isinstance(issued, date) and isinstance(due, date) and issued > due:
        yield Fault("issued_on", "irregularity_20", "a emissão é depois do vencimento.")


def _debtor(values: Values) -> Iterator[Fault]:
    kind, number = str(values.get("debtor_tax_kind") or ""), str(values.get("debtor_tax_id") or "")
    if not number.strip("0"):
        if not values.get("debtor_document"):
            yield Fault("debtor_tax_id", "irregularity_07", "falta CPF, CNPJ ou outro documento.")
        return
    if kind not in (CNPJ, CPF):
        yield Fault("debtor_tax_kind", "irregularity_09", "use 001 (CNPJ) ou 002 (CPF).")
        return
    try:
        found = debtor_tax_id(values)
    except InvalidIdentifier as problem:
        yield Fault("debtor_tax_id", "irregularity_07", problem.message)
        return
    assert found is not None
    if found.kind != ("cnpj" if kind == CNPJ else "cpf"):
        yield Fault("debtor_tax_kind", "irregularity_09", f"o documento é um {found.kind.upper()}.")
    drawer = str(values.get("drawer_tax_id") or "")
    if _bare(drawer).lstrip("0") == found.value.lstrip("0"):
        yield Fault("debtor_tax_id", "irregularity_28", "devedor e sacador são a mesma pessoa.")


def _places(values: Values) -> Iterator[Fault]:
    for name in ("debtor_state", "drawer_state"):
        if values.get(name) and not is_state(str(values[name])):
            yield Fault(name, "state", "não é uma UF.")
    cep = str(values.get("debtor_cep") or "")
    if cep and not is_cep(cep):
        yield Fault("debtor_cep", "irregularity_14", "o CEP tem 8 algarismos.")
    debtor, drawer = (
        [plain_text(str(values.get(f"{who}_{part}") or "")) for part in ("address", "cep", "city")]
        for who in ("debtor", "drawer")
    )
    if debtor[0] and debtor == drawer:
        yield Fault("debtor_address", "irregularity_38", "é o mesmo endereço do sacador.")


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).upper()


_RULES: tuple[Callable[[Values], Iterator[Fault]], ...] = (
    _species,
    _amounts,
    _days,
    _debtor,
    _places,
)
