"""A protest file as lots of titles, with every sum and sequence checked."""

from collections.abc import Iterable, Iterator
from datetime import date

from acerto.core.identifiers import InvalidIdentifier
from acerto.core.text import shown
from acerto.formats.fixed_width import Problem, Record, Value, lines_of, read_line
from acerto.formats.places import is_municipality

from .rules import NO_MUNICIPALITY, debtor_tax_id
from .table import CPF, LAYOUT_VERSION, WIDTH, codes, table
from .totals import Totals, totals_of
from .types import FileKind, InvalidProtest, Lot, ProtestFile, Title

MOST_BYTES = 64 << 20
_FIRST_SEQUENCE = 1


def read_protest(*, octets: bytes) -> ProtestFile:
    """Read a remittance, confirmation or return of 600 columns.

    What is wrong with single lines, counts, sums and sequences comes as problems with line and
    column. Raises InvalidProtest (empty_file, too_large, not_protest).
    """
    if len(octets) > MOST_BYTES:
        raise InvalidProtest("too_large", f"O arquivo passa de {MOST_BYTES >> 20} MB.")
    kind = _kind(octets)
    return read_records(kind=kind, records=lines_of(octets=octets, width=WIDTH))


def read_records(
    *, kind: FileKind, records: Iterable[tuple[int, str]], problems: Iterable[Problem] = ()
) -> ProtestFile:
    """The same from records of 600 columns, each with its line in the file that had them."""
    reader = _Reader(kind)
    reader.problems += problems
    for line, text in records:
        reader.take(line, text)
    reader.end()
    return ProtestFile(reader.kind, reader.lots, reader.problems)


def _kind(octets: bytes) -> FileKind:
    """What kind of file the first header says. Raises InvalidProtest."""
    first = next(lines_of(octets=octets, width=WIDTH), None)
    if first is None:
        raise InvalidProtest("empty_file", "O arquivo está vazio.")
    said = first[1][58:61]
    for kind, (_sender, _recipient, transaction) in table().transactions.items():
        if first[1][0] == "0" and transaction == said:
            return kind
    raise InvalidProtest(
        "not_protest",
        "O arquivo não é de protesto (Layout Único, 600 posições): a primeira linha não é um header "
        "com TPR, CRT ou RTP nas posições 59 a 61.",
    )


class _Reader:
    """Takes the lines of one file in their order."""

    def __init__(self, kind: FileKind) -> None:
        self.kind = kind
        self.lots: list[Lot] = []
        self.problems: list[Problem] = []
        self._table = table()
        self._header: dict[str, Value] | None = None
        self._header_line = 0
        self._sequence = 0
        self._line = 0

    def take(self, line: int, text: str) -> None:
        """One line, by its first character."""
        self._line = line
        if text[0] == "0":
            self._begin(text)
        elif self._header is None:
            self._tell(
                1, "", "outside_lot", "A linha está fora de um lote (entre header e trailer)."
            )
        elif text[0] == "1":
            self._title(text)
        elif text[0] == "9":
            self._trailer(text)
        else:
            self._tell(1, "record_type", "record_type", "O tipo de registro devia ser 0, 1 ou 9.")

    def end(self) -> None:
        """The file is over."""
        self._unfinished()
        if not self.lots:
            self._tell(0, "", "no_lots", "O arquivo não traz nenhum lote.")

    def _begin(self, text: str) -> None:
        self._unfinished()
        values = self._values(self._table.header, text)
        self._sequence = _FIRST_SEQUENCE - 1
        self._follow(values)
        expected = self._table.transactions[self.kind]
        for name, word in zip(("sender", "recipient", "transaction"), expected, strict=True):
            if values[name] != word:
                self._differs(self._table.header, name, f"devia ser {word}")
        self._check_header(values)
        self._header, self._header_line = values, self._line
        moved_on, number = values["moved_on"], values["remittance_number"]
        self.lots.append(
            Lot(
                presenter_code=str(values["presenter_code"] or ""),
                presenter_name=str(values["presenter_name"] or ""),
                moved_on=moved_on if isinstance(moved_on, date) else None,
                remittance_number=number if isinstance(number, int) else None,
                agency=str(values["agency"] or ""),
                municipality_code=str(values["municipality_code"] or ""),
            )
        )

    def _check_header(self, values: dict[str, Value]) -> None:
        version, town = str(values["layout_version"] or ""), str(values["municipality_code"] or "")
        if version.strip("0") and version != LAYOUT_VERSION:
            why = f"o arquivo diz {version} e foi lido como {LAYOUT_VERSION}: confira as posições"
            self._differs(self._table.header, "layout_version", why)
        if not is_municipality(town):
            why = f"“{shown(town)}” {NO_MUNICIPALITY.removesuffix('.')}"
            self._differs(self._table.header, "municipality_code", why)

    def _check_title(self, values: dict[str, Value]) -> None:
        if values["species"] and values["species"] not in codes().species:
            self._differs(
                self._table.title,
                "species",
                f"“{shown(values['species'])}” não está na tabela do leiaute",
            )
        try:
            debtor_tax_id(values)
        except InvalidIdentifier as problem:
            why = problem.message[:1].lower() + problem.message[1:].removesuffix(".")
            self._differs(self._table.title, "debtor_tax_id", why)

    def _title(self, text: str) -> None:
        values = self._values(self._table.title, text)
        self._follow(values)
        self._same_presenter(self._table.title, values)
        values["debtor_tax_id"] = _tax_id(values)
        self._check_title(values)
        occurrence = str(values["occurrence"] or "")
        outcome, told = codes().meaning(occurrence=occurrence, kind=self.kind)
        if outcome == "unknown":
            self._differs(
                self._table.title, "occurrence", f"o código “{shown(occurrence)}” é desconhecido"
            )
        irregular = codes().explained(
            first=str(values["irregularity"] or ""),
            more=str(values["more_irregularities"] or ""),
            returned=outcome == "returned",
        )
        self.lots[-1].titles.append(Title(self._line, values, outcome, told, irregular))

    def _trailer(self, text: str) -> None:
        values = self._values(self._table.trailer, text)
        self._follow(values)
        self._same_presenter(self._table.trailer, values)
        header, self._header = self._header or {}, None
        totals = totals_of(titles=(one.values for one in self.lots[-1].titles))
        for name, counted in _counts(totals, self.kind):
            told = header.get(name)
            if told is not None and told != counted:
                why = f"diz {told}, mas o lote traz {counted}"
                self._differs(self._table.header, name, why, line=self._header_line)
        checks = (
            ("check_count", totals.check_count(kind=self.kind)),
            ("check_cents", totals.balance_cents),
        )
        for name, counted in checks:
            if values[name] != counted:
                self._differs(
                    self._table.trailer, name, f"diz {values[name]}, mas a soma é {counted}"
                )

    def _values(self, record: Record, text: str) -> dict[str, Value]:
        values, problems = read_line(table=record, text=text, line=self._line)
        self.problems += problems
        return values

    def _follow(self, values: dict[str, Value]) -> None:
        """Each record of a lot has the number after the one before it, the header 1."""
        self._sequence += 1
        if values["sequence"] != self._sequence:
            message = f"O sequencial diz {values['sequence']}, mas devia ser {self._sequence}."
            self._tell(WIDTH - 3, "sequence", "sequence", message)

    def _same_presenter(self, record: Record, values: dict[str, Value]) -> None:
        if values["presenter_code"] != self.lots[-1].presenter_code:
            self._differs(record, "presenter_code", "não é o do header")

    def _differs(self, record: Record, name: str, why: str, *, line: int = 0) -> None:
        field = record.field(name)
        message = f"{field.label[:1].upper()}{field.label[1:]}: {why}."
        self.problems.append(Problem(line or self._line, field.first, name, name, message))

    def _unfinished(self) -> None:
        if self._header is not None:
            self._header = None
            self._tell(0, "", "no_trailer", "O lote termina sem trailer: o arquivo parece cortado.")

    def _tell(self, column: int, field: str, code: str, message: str) -> None:
        self.problems.append(Problem(self._line, column, field, code, message))


def _tax_id(values: dict[str, Value]) -> str:
    """A CPF without the zeros that fill it up to the length of a CNPJ."""
    said = str(values["debtor_tax_id"] or "")
    return said[3:] if values["debtor_tax_kind"] == CPF and said.startswith("000") else said


def _counts(totals: Totals, kind: FileKind) -> Iterator[tuple[str, int]]:
    """The header's counts that can be counted again: a return has no species to tell kinds apart."""
    yield "record_count", totals.records
    if kind != "return":
        yield "title_count", totals.titles
        yield "indication_count", totals.indications
        yield "original_count", totals.originals
