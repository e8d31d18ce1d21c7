"""What a notary would give a title back for, as far as the file alone shows it.

Each fault has the irregularity code of annex 4 with which it would come back, where there is one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from acerto.core.identifiers import InvalidIdentifier, normalise_tax_id
from acerto.formats.fixed_width import AT_SIGHT, Value, plain_text

from .table import CNPJ, CPF, codes

Values = Mapping[str, Value]
STATES = frozenset(
    ["AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA"]
    + ["PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"]
)
_CEP_DIGITS = 8
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


def faults(*, values: Values) -> list[Fault]:
    """Everything wrong with a title of a remittance."""
    found = [
        Fault(name, code, "falta preencher.")
        for name, code in _NEEDED.items()
        if not values.get(name)
    ]
    return found + [fault for rule in _RULES for fault in rule(values)]


def _species(values: Values) -> Iterator[Fault]:
    known = codes()
    if values.get("species") and values["species"] not in known.species:
        yield Fault("species", "irregularity_21", f"“{values['species']}” não está na tabela.")
    if values.get("endorsement") and values["endorsement"] not in known.endorsements:
        yield Fault("endorsement", "irregularity_25", "use M, T ou deixe em branco.")
    if values.get("acceptance") not in known.acceptances:
        yield Fault("acceptance", "acceptance", "use A (aceito) ou N (não aceito).")
    if values.get("declaration") and values["declaration"] not in known.declarations:
        yield Fault("declaration", "declaration", "a letra não está na tabela.")


def _amounts(values: Values) -> Iterator[Fault]:
    face, balance = values.get("face_cents"), values.get("balance_cents")
    if not isinstance(face, int) or face <= 0:
        yield Fault("face_cents", "amount", "o valor precisa ser maior que zero.")
    elif not isinstance(balance, int) or balance <= 0:
        yield Fault("balance_cents", "amount", "o saldo precisa ser maior que zero.")
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
    wanted = number[-11:] if kind == CPF and not number[:-11].strip("0") else number
    try:
        found = normalise_tax_id(wanted)
    except InvalidIdentifier as problem:
        yield Fault("debtor_tax_id", "irregularity_07", problem.message)
        return
    if found.kind != ("cnpj" if kind == CNPJ else "cpf"):
        yield Fault("debtor_tax_kind", "irregularity_09", f"o documento é um {found.kind.upper()}.")
    drawer = str(values.get("drawer_tax_id") or "")
    if _bare(drawer).lstrip("0") == found.value.lstrip("0"):
        yield Fault("debtor_tax_id", "irregularity_28", "devedor e sacador são a mesma pessoa.")


def _places(values: Values) -> Iterator[Fault]:
    for name in ("debtor_state", "drawer_state"):
        if values.get(name) and str(values[name]).upper() not in STATES:
            yield Fault(name, "state", "não é uma UF.")
    cep = str(values.get("debtor_cep") or "")
    if cep and (len(_bare(cep)) != _CEP_DIGITS or not cep.strip("0")):
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
