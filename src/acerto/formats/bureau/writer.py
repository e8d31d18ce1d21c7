"""Entries as a file for the bureau: sequences are made here, codes checked with the contract's tables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from acerto.core.identifiers import InvalidIdentifier, normalise_tax_id
from acerto.formats.fixed_width import Problem, Record, Value, write_line

from .table import NO_TABLES, CodeTables, layout
from .types import EXCLUDE, INCLUDE, SENT, SPECIAL, InvalidBureau, LayoutName

_END = "\r\n"
_CPF_DIGITS = 11
_KINDS = {"cnpj": ("J", "1"), "cpf": ("F", "2")}
_OPERATIONS = frozenset([INCLUDE, EXCLUDE, SPECIAL])


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
    writer.write(writer.table.header, {"direction": SENT, **header})
    for values in entries:
        writer.entry(values, header.get("moved_on"))
    writer.write(writer.table.trailer, {})
    if writer.problems:
        first = writer.problems[0]
        raise InvalidBureau(
            first.code,
            f"{first.message} (linha {first.line}; problemas ao todo: {len(writer.problems)})",
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

    def entry(self, values: Mapping[str, Value], moved_on: Value) -> None:
        """One debtor, judged and written."""
        full = _completed(values, names={field.name for field in self.table.entry.fields})
        for field_name, code, message in _faults(full, self._codes, moved_on):
            field = self.table.entry.field(field_name)
            line = len(self.lines) + 1
            self.problems.append(
                Problem(line, field.first, field_name, code, f"{field.label}: {message}")
            )
        self.write(self.table.entry, full)


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


def _faults(
    values: Mapping[str, Value], codes: CodeTables, moved_on: Value
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with an entry: field, code, why."""
    operation = values.get("operation")
    if operation not in _OPERATIONS:
        yield "operation", "operation", "use I (inclusão), E (exclusão) ou C (condição especial)."
    kind = _kind(values)
    if not kind:
        yield "tax_id", "tax_id", "o CPF ou CNPJ não confere."
    elif values.get("person_kind") != _KINDS[kind][0]:
        yield "person_kind", "person_kind", f"o documento é um {kind.upper()}."
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
            yield "amount_cents", "amount", "o valor precisa ser maior que zero."


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
        yield name, name, f"“{values.get(name) or ''}” não está na tabela do contrato."
