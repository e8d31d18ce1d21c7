"""Entries as a file for the bureau: sequences are made here, codes checked with the contract's tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from acerto.core.identifiers import InvalidIdentifier, normalise_tax_id
from acerto.core.text import shown
from acerto.formats.fixed_width import (
    NOT_CENTS,
    Problem,
    Record,
    Value,
    problem_of,
    refusal_of,
    write_line,
)
from acerto.formats.places import is_cep, is_state

from .table import NO_TABLES, CodeTables, layout
from .types import EXCLUDE, INCLUDE, OPERATIONS, SENT, InvalidBureau, LayoutName

_END = "\r\n"
_CPF_DIGITS = 11
_KINDS = {"cnpj": ("J", "1"), "cpf": ("F", "2")}
_NO_CEP = "0"
_BRANCH_LENGTH = 6
_ROOT_LENGTHS = (8, 9)


def write_bureau(
    *,
    header: Mapping[str, Value],
    entries: Sequence[Mapping[str, Value]],
    codes: CodeTables = NO_TABLES,
    name: LayoutName = "pefin",
) -> bytes:
    """The file to be sent, ASCII, 600 columns and CR LF a line.

    Person and document kinds are put in from the tax id. Raises InvalidBureau with every problem, its
    line being that in the file (no_codes where a table of the contract is missing); then nothing is
    written.
    """
    if not entries:
        raise InvalidBureau("no_entries", "Não há registros a escrever.")
    writer = _Writer(name, codes)
    writer.header({"direction": SENT, **header})
    for values in entries:
        writer.entry(values, header.get("moved_on"))
    writer.write(writer.table.trailer, {})
    if writer.problems:
        raise InvalidBureau(
            writer.problems[0].code,
            refusal_of(writer.problems),
            problems=tuple(writer.problems),
        )
    return "".join(writer.lines).encode("ascii")


class _Writer:
    def __init__(self, name: LayoutName, codes: CodeTables) -> None:
        self.table = layout(name)
        self.lines: list[str] = []
        self.problems: list[Problem] = []
        self._codes = codes

    def write(self, record: Record, values: Mapping[str, Value]) -> None:
        """One line, numbered."""
        line = len(self.lines) + 1
        text, problems = write_line(table=record, values={**values, "sequence": line}, line=line)
        self.problems += problems
        self.lines.append(text + _END)

    def header(self, values: Mapping[str, Value]) -> None:
        """The first line, judged and written."""
        self._tell(self.table.header, _header_faults(values))
        self.write(self.table.header, values)

    def entry(self, values: Mapping[str, Value], moved_on: Value) -> None:
        """One debtor, judged and written."""
        full = _completed(values, names={field.name for field in self.table.entry.fields})
        self._tell(self.table.entry, _faults(full, self._codes, moved_on))
        self._tell(self.table.entry, _place_faults(full))
        self.write(self.table.entry, full)

    def _tell(self, record: Record, faults: Iterable[tuple[str, str, str]]) -> None:
        line = len(self.lines) + 1
        known = {field.name: field for field in record.fields}
        self.problems += [
            problem_of(known[name], line, code, message)
            for name, code, message in faults
            if name in known
        ]


def _completed(values: Mapping[str, Value], *, names: set[str]) -> dict[str, Value]:
    """The entry with the kinds of person and document that its tax id says."""
    full = dict(values)
    kind = _kind(full)
    if kind:
        person, document = _KINDS[kind]
        full.setdefault("person_kind", person)
        if "tax_kind" in names:
            full.setdefault("tax_kind", document)
    return full


def _kind(values: Mapping[str, Value]) -> str:
    said = str(values.get("tax_id") or "")
    bare = said[-_CPF_DIGITS:] if not said[:-_CPF_DIGITS].strip("0") else said.lstrip("0").zfill(14)
    for one in (said, bare):
        try:
            return normalise_tax_id(one).kind
        except InvalidIdentifier:
            continue
    return ""


def _header_faults(values: Mapping[str, Value]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a header: field, code, why."""
    if values.get("remittance_number") == 0:
        yield "remittance_number", "remittance_number", "as remessas são numeradas a partir de 1."
    root = values.get("informant_root")
    if root and len(_bare(root)) not in _ROOT_LENGTHS:
        yield (
            "informant_root",
            "informant_root",
            "são um zero e as oito primeiras posições do CNPJ.",
        )


def _bare(value: Value) -> str:
    return "".join(char for char in str(value) if char.isalnum())


def _place_faults(values: Mapping[str, Value]) -> Iterator[tuple[str, str, str]]:
    """Numbers that would be filled up to another one, and states that are none."""
    branch = values.get("informant_branch")
    if branch and len(_bare(branch)) != _BRANCH_LENGTH:
        yield "informant_branch", "informant_branch", "são as seis últimas posições do CNPJ."
    cep = str(values.get("cep") or "")
    if cep.strip(_NO_CEP) and not is_cep(cep):
        yield "cep", "cep", "o CEP tem oito algarismos."
    for name, value in values.items():
        if (name == "state" or name.endswith("_state")) and value and not is_state(str(value)):
            yield name, "state", "não é a sigla de um estado."


def _faults(
    values: Mapping[str, Value], codes: CodeTables, moved_on: Value
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with an entry: field, code, why."""
    operation = values.get("operation")
    if operation not in OPERATIONS:
        yield "operation", "operation", "use I (inclusão), E (exclusão) ou C (condição especial)."
    kind = _kind(values)
    if not kind:
        yield "tax_id", "tax_id", "o CPF ou CNPJ não confere."
    elif values.get("person_kind") != _KINDS[kind][0]:
        yield "person_kind", "person_kind", f"o documento é um {kind.upper()}."
    elif values.get("tax_kind") not in (None, _KINDS[kind][1]):
        yield "tax_kind", "tax_kind", f"o documento é um {kind.upper()}."
    occurred_on = values.get("occurred_on")
    if isinstance(occurred_on, date) and isinstance(moved_on, date) and occurred_on >= moved_on:
        yield "occurred_on", "not_overdue", "a dívida ainda não venceu no dia da remessa."
    if operation == EXCLUDE:
        yield from _coded("write_off_reason", values, codes.write_off_reasons)
    if operation == INCLUDE:
        yield from _coded("nature", values, codes.natures)
        if not values.get("debtor_name"):
            yield "debtor_name", "missing", "falta preencher."
        amount = values.get("amount_cents")
        if not isinstance(amount, int) or amount <= 0:
            yield "amount_cents", "amount", NOT_CENTS


def _coded(
    name: str, values: Mapping[str, Value], table: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    if not table:
        yield (
            name,
            "no_codes",
            "falta a tabela de códigos, que a Serasa entrega com o contrato e não vem com o Acerto: "
            "veja docs/formats/bureau.md.",
        )
    elif values.get(name) not in table:
        yield name, name, f"“{shown(values.get(name) or '')}” não está na tabela do contrato."
