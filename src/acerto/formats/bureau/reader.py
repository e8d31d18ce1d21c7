"""A bureau's file as entries, with order and sequence checked."""

from dataclasses import replace

from acerto.core.text import shown
from acerto.formats.fixed_width import Problem, Record, Value, lines_of, read_line

from .table import LAYOUTS, NO_TABLES, CodeTables, Layout, layout
from .types import OPERATIONS, RETURNED, SENT, BureauFile, Entry, InvalidBureau, Refusal

MOST_BYTES = 64 << 20
_WIDTH = 600


def read_bureau(*, octets: bytes, codes: CodeTables = NO_TABLES) -> BureauFile:
    """Read a file that was sent or returned; the marker in its header tells the layout.

    What is wrong with single lines comes as problems with line and column. Raises InvalidBureau
    (empty_file, too_large, not_bureau).
    """
    if len(octets) > MOST_BYTES:
        raise InvalidBureau("too_large", f"O arquivo passa de {MOST_BYTES >> 20} MB.")
    reader = _Reader(_layout(octets), codes)
    for line, text in lines_of(octets=octets, width=_WIDTH):
        reader.take(line, text)
    return reader.done()


def _layout(octets: bytes) -> Layout:
    first = next(lines_of(octets=octets, width=_WIDTH), None)
    if first is None:
        raise InvalidBureau("empty_file", "O arquivo está vazio.")
    for name in LAYOUTS:
        found = layout(name)
        at, marker = found.marker
        if first[1].startswith(marker, at - 1):
            return found
    raise InvalidBureau(
        "not_bureau",
        "O arquivo não é da Serasa: a primeira linha não traz SERASA-CONVEM04 (posição 105) nem "
        "SERASA-CONVEM01 (posição 19).",
    )


class _Reader:
    """Takes the lines of one file in their order."""

    def __init__(self, found: Layout, codes: CodeTables) -> None:
        self._layout = found
        self._codes = codes
        self._problems: list[Problem] = []
        self._header: dict[str, Value] = {}
        self._trailer: dict[str, Value] = {}
        self._entries: list[Entry] = []
        self._sequence = 0
        self._line = 0
        self._ended = False

    def take(self, line: int, text: str) -> None:
        """One line, by its first character."""
        self._line = line
        self._sequence += 1
        if self._ended:
            self._tell(1, "", "after_trailer", "Há linha depois do trailer.")
        if text[0] == "0" and self._sequence == 1:
            self._begin(text)
        elif text[0] == "1":
            self._entry(text)
        elif text[0] == "9":
            self._trailer = self._values(self._layout.trailer, text)
            self._ended = True
        else:
            self._tell(1, "record_type", "record_type", "O tipo de registro devia ser 1 ou 9.")

    def done(self) -> BureauFile:
        """What the file says."""
        if not self._ended:
            self._tell(0, "", "no_trailer", "O arquivo termina sem trailer: parece cortado.")
        header_refusals = self._refused(self._header, 1, "O header")
        if self._refused(self._trailer, self._line, "O trailer") or header_refusals:
            self._entries = [replace(one, accepted=one.accepted and None) for one in self._entries]
        return BureauFile(
            layout=self._layout.name,
            status=self._layout.status,
            header=self._header,
            header_refusals=header_refusals,
            entries=self._entries,
            problems=self._problems,
        )

    def _begin(self, text: str) -> None:
        self._header = self._values(self._layout.header, text)
        direction = self._header["direction"]
        if direction not in (SENT, RETURNED):
            field = self._layout.header.field("direction")
            message = f"O sentido da remessa devia ser E (enviada) ou R (devolvida), e é “{shown(direction)}”."
            self._tell(field.first, field.name, field.name, message)

    def _refused(self, values: dict[str, Value], line: int, who: str) -> tuple[Refusal, ...]:
        """The refusals of header or trailer: then no entry of the file can be said to be accepted."""
        found = self._codes.refusals(str(values.get("error_codes") or ""))
        if found:
            codes = ", ".join(one.code for one in found)
            message = (
                f"{who} foi recusado (código {codes}): não se pode dizer que um registro do arquivo foi "
                "aceito."
            )
            self._problems.append(Problem(line, 0, "error_codes", "file_refused", message))
        return found

    def _entry(self, text: str) -> None:
        values = self._values(self._layout.entry, text)
        values["tax_id"] = _tax_id(values)
        if values["operation"] not in OPERATIONS:
            message = (
                f"A operação “{shown(values['operation'])}” não existe: devia ser I (inclusão), E "
                "(exclusão) ou C (condição especial)."
            )
            self._tell(
                self._layout.entry.field("operation").first, "operation", "operation", message
            )
        returned = self._header.get("direction") == RETURNED
        field = self._layout.entry.field("error_codes")
        # As written: each code has its three columns, also behind an empty one.
        refusals = self._codes.refusals(text[field.first - 1 : field.last])
        self._entries.append(
            Entry(self._line, values, not refusals if returned else None, refusals)
        )

    def _values(self, record: Record, text: str) -> dict[str, Value]:
        values, problems = read_line(table=record, text=text, line=self._line)
        self._problems += problems
        if values["sequence"] != self._sequence:
            message = f"O sequencial diz {values['sequence']}, mas devia ser {self._sequence}."
            self._tell(record.field("sequence").first, "sequence", "sequence", message)
        return values

    def _tell(self, column: int, field: str, code: str, message: str) -> None:
        self._problems.append(Problem(self._line, column, field, code, message))


def _tax_id(values: dict[str, Value]) -> str:
    """A CPF or CNPJ without the zeros that fill it up to 15."""
    said = str(values["tax_id"] or "")
    length = 11 if values["person_kind"] == "F" else 14
    return said if said[:-length].strip("0") else said[-length:]
