"""Rows of a titles file: their natural keys first, then, where something is new, all they say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from acerto.core.calendar import next_bank_day
from acerto.domain.parties import take_in as parties
from acerto.domain.receivables.take_in import Changed, Found, Terms
from acerto.domain.tenancy.staging import NULL, joined, octets
from acerto.domain.tenancy.staging import field as safe
from acerto.law.rules.limits import charge_kind
from acerto.law.rules.prescription import CHEQUE, kind_of, prescription_on

from .charges import correction_index, interest_mode
from .debtors import CO_DEBTOR_COLUMNS, COLUMNS, Debtors, Numbered, Read, Warned
from .layout import Layout
from .mapping import Mapping as FileMapping
from .types import ERROR, WARNING, Problem
from .values import InvalidAmount, InvalidValue, Memo, Values

CHUNK_ROWS = 25_000
DEBTORS_REMEMBERED = 10_000
CONTRACT_LENGTH = 80
INSTALMENT_LENGTH = 40
DEBT_TYPE_LENGTH = 30
ONLY_INSTALMENT = "1"
DEBT_TYPE = "other"
HOME_CURRENCY = ("", "BRL", "R$")
PARTY_KINDS = {
    "consumer": "consumer", "consumidor": "consumer", "pf": "consumer", "f": "consumer",
    "business": "business", "empresa": "business", "pj": "business", "j": "business",
}  # fmt: skip
LONGEST_DISCOUNT_DAYS = 3_650
Charges = tuple[Decimal | None, Decimal | None, Decimal | None, int, Decimal | None]
RATES = ("fine_percent", "interest_month_percent", "discount_percent", "payoff_month_percent")
COMMON = (
    "currency", "debt_type", "party_kind", "interest_mode", "correction_index", *RATES, "discount_days",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """One row with a natural key, not yet read further."""

    line: int
    cells: list[str]  # extended by the layout
    contract: str
    key: str  # contract, instalment and digest as fields of COPY


@dataclass(slots=True)
class Chunk:
    """Some thousand rows: those with a key, and the problems of those without."""

    rows: list[Row]
    problems: list[Problem]
    read: int  # records, good and bad

    def keys(self) -> "Keys":
        """What is said of the chunk first; row_no is the place in `rows`."""
        lines = [f"{at}\t{row.key}" for at, row in enumerate(self.rows)]
        return Keys(text=joined(lines), read=self.read, problems=self.problems)


@dataclass(frozen=True, slots=True)
class Keys:
    """The natural keys of a chunk as text of COPY for take_in_key, and the rows that have none."""

    text: bytes
    read: int  # records, good and bad
    problems: list[Problem]


@dataclass(frozen=True, slots=True, eq=False)
class Common:
    """What many rows of a file say alike."""

    debt_type: str  # as a field of COPY
    party_kind: str  # "": the debtor's number tells
    charges: Charges
    prescribes_as: str
    interest_mode: str
    correction_index: str
    charged_as: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What of a chunk is to be written, as text of COPY, and what people are told of it."""

    titles: bytes
    parties: parties.Staged
    co_debtors: bytes | None  # None: the file says nothing of them
    terms: tuple[Terms, ...]
    problems: list[Problem]
    flagged: int
    changed: dict[int, tuple[int, list[str]]]  # row_no: line and cells, of titles that exist


@dataclass(slots=True)
class Draft:
    """A batch in the making."""

    co_debtors: list[str] | None
    titles: list[str] = field(default_factory=list)
    debtors: Numbered = field(default_factory=Numbered)
    terms: dict[Terms, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    flagged: int = 0
    _terms: dict[tuple[str, Common], int] = field(default_factory=dict)

    def terms_no(self, party_kind: str, common: Common) -> int:
        """The number of a row's terms within the batch."""
        number = self._terms.get((party_kind, common))
        if number is None:
            terms = Terms(
                party_kind,
                *common.charges,
                interest_mode=common.interest_mode,
                correction_index=common.correction_index,
                debt_type=common.charged_as,
            )
            number = self.terms.setdefault(terms, len(self.terms))
            self._terms[party_kind, common] = number
        return number

    def finished(self, *, changed: dict[int, tuple[int, list[str]]]) -> Batch:
        """The batch as it is sent."""
        return Batch(
            titles=joined(self.titles),
            parties=parties.as_text(debtors=self.debtors),
            co_debtors=None if self.co_debtors is None else joined(self.co_debtors),
            terms=tuple(self.terms),
            problems=self.problems,
            flagged=self.flagged,
            changed=changed,
        )


def chunks(
    *, rows: Iterator[tuple[int, list[str]]], layout: Layout, size: int = CHUNK_ROWS
) -> Iterator[Chunk]:
    """Cut a file into chunks. A key that this chunk or the one before already had is a problem."""
    contract_at, instalment_at = layout.place["contract"], layout.place["instalment"]
    before: set[tuple[str, str]] = set()
    while batch := list(islice(rows, size)):
        keys: set[tuple[str, str]] = set()
        chunk = Chunk([], [], len(batch))
        for line, cells in batch:
            row = layout.extend(cells)
            if row is None:
                chunk.problems.append(_misshapen(line, cells, layout.width))
                continue
            contract = " ".join(row[contract_at].split())
            instalment = " ".join(row[instalment_at].split()) or ONLY_INSTALMENT
            key = (contract, instalment)
            problem = _bad_key(line, cells, key, key in keys or key in before)
            if problem:
                chunk.problems.append(problem)
                continue
            keys.add(key)
            said = f"{safe(contract)}\t{safe(instalment)}\t{octets(layout.digest(row))}"
            chunk.rows.append(Row(line, row, contract, said))
        before = keys
        yield chunk


def repeated(*, line: int, cells: Sequence[str]) -> Problem:
    """The problem of a row whose key came before in the file."""
    message = _("Este contrato e parcela já apareceram antes no arquivo: vale a primeira linha.")
    return Problem(line, "contract", "repeated_key", message, tuple(cells))


class TitleRows:
    """Reads the new and changed rows of one file."""

    def __init__(self, *, tenant_id: int, mapping: FileMapping, layout: Layout) -> None:
        self._values = Values(mapping=mapping)
        self._debtors = Debtors(tenant_id=tenant_id)
        self._width = layout.width
        self._currencies = {*HOME_CURRENCY, (mapping.currency or "").upper()}
        self._who = layout.pick(*COLUMNS)
        self._beside = layout.pick(*CO_DEBTOR_COLUMNS)
        self._money_and_days = layout.pick("principal", "due_on", "issued_on")
        self._common_of = layout.pick(*COMMON)
        self._due: Memo[str, str] = Memo(self._read_due)
        self._issued: Memo[str, str] = Memo(self._read_issued)
        self._prescribed: Memo[tuple[str, str, str], str] = Memo(self._read_prescribed)
        self._common: Memo[tuple[str, ...], Common] = Memo(self._read_common)
        self._read: Memo[tuple[str, ...], Read] = Memo(self._read_debtor, most=DEBTORS_REMEMBERED)
        self._names_co_debtors = "co_debtor_tax_id" in layout.given

    def read(self, *, chunk: Chunk, found: Found) -> Batch:
        """Turn what of a chunk is new or changed into lines of COPY."""
        draft = Draft(co_debtors=[] if self._names_co_debtors else None)
        for at in sorted(found.repeated):
            line, cells = self._origin(chunk.rows[at])
            draft.problems.append(repeated(line=line, cells=cells))
        known = found.unchanged | found.repeated
        for row_no, row in enumerate(chunk.rows):
            if row_no in known:
                continue
            try:
                said = self._said(row)
            except _Refused as refused:
                draft.problems.append(self._problem(row, refused.warned, ERROR))
                continue
            self._take(draft, row_no, row, said, found.changed.get(row_no))
        return draft.finished(changed={at: self._origin(chunk.rows[at]) for at in found.changed})

    def _said(self, row: Row) -> tuple[int, str, str, Common]:
        """Cents, due days and issue day as fields of COPY, and the rest. Raises _Refused."""
        principal, due, issued = self._money_and_days(row.cells)
        field = "principal"
        try:
            cents = self._values.cents(principal.strip())
            field = "due_on"
            due_days = self._due[due]
            field = "issued_on"
            issued_on = self._issued[issued]
            common = self._common[self._common_of(row.cells)]
            kind = common.prescribes_as
            ends_on = self._prescribed[kind, due, issued if kind == CHEQUE else ""]
            return cents, f"{due_days}\t{ends_on}", issued_on, common
        except InvalidAmount as error:
            raise _Refused(field, error.code, error.message) from None
        except InvalidValue as error:
            raise _Refused(error.field or field, error.code, error.message) from None

    def _take(
        self,
        draft: Draft,
        row_no: int,
        row: Row,
        said: tuple[int, str, str, Common],
        known: Changed | None,
    ) -> None:
        cents, due_days, issued_on, common = said
        read = self._read[self._who(row.cells)]
        if read.nameless:
            read = self._debtors.by_contract(read=read, contract=row.contract)
        kind = common.party_kind or ("business" if read.business else "consumer")
        number = draft.debtors.number(read=read, hint=known.debtor_id if known else None)
        title_id = known.title_id if known else NULL
        draft.titles.append(
            f"{row_no}\t{row.key}\t{title_id}\t{number}\t{common.debt_type}\t{kind}\t"
            f"{read.test_bucket}\t{draft.terms_no(kind, common)}\t{cents}\t{issued_on}\t{due_days}"
        )
        draft.flagged += not read.identified
        if read.warned:
            draft.problems += [self._problem(row, warned, WARNING) for warned in read.warned]
        if self._names_co_debtors:
            self._take_co_debtor(draft, row_no, row)

    def _take_co_debtor(self, draft: Draft, row_no: int, row: Row) -> None:
        tax_id, name = self._beside(row.cells)
        if not tax_id.strip():
            return
        read = self._debtors.co_debtor(tax_id=tax_id, name=name)
        draft.problems += [self._problem(row, warned, WARNING) for warned in read.warned]
        if read.identified and draft.co_debtors is not None:
            number = draft.debtors.number(read=read, hint=None)
            draft.co_debtors.append(f"{row_no}\t{row.key}\t{number}")

    def _read_common(self, texts: tuple[str, ...]) -> Common:
        currency, debt_type, party_kind, mode, index, *texts_of_charges = texts
        if currency.strip().upper() not in self._currencies:
            raise InvalidValue(
                "currency",
                _("A moeda “%s” não é o real: declare-a no mapeamento ou tire a linha.")
                % currency[:10],
                field="currency",
            )
        charges = self._read_charges(texts_of_charges)
        return Common(
            _debt_type(debt_type),
            _party_kind(party_kind),
            charges,
            kind_of(debt_type=debt_type),
            interest_mode(text=mode, agreed=charges[1] is not None),
            correction_index(text=index),
            charge_kind(debt_type=debt_type),
        )

    def _read_charges(self, texts: Sequence[str]) -> Charges:
        rates: list[Decimal | None] = []
        for name, text in zip(RATES, texts, strict=False):
            try:
                rates.append(self._values.rate[text])
            except InvalidValue as error:
                raise InvalidValue(error.code, error.message, field=name) from None
        days = texts[-1].strip() or "0"
        if not days.isdecimal() or int(days) > LONGEST_DISCOUNT_DAYS:
            raise InvalidValue(
                "days_invalid",
                _("“%s” não é um número de dias.") % days[:40],
                field="discount_days",
            )
        return rates[0], rates[1], rates[2], int(days), rates[3]

    def _read_due(self, text: str) -> str:
        """Due date and the bank day it rolls to, as two fields of COPY."""
        due_on = self._values.day[text.strip()]
        return f"{due_on}\t{next_bank_day(due_on)}"

    def _read_prescribed(self, key: tuple[str, str, str]) -> str:
        """The first day without a claim; the day of issue matters for cheques alone."""
        kind, due, issued = key
        issued_on = self._values.day[issued.strip()] if issued.strip() else None
        due_on = self._values.day[due.strip()]
        return prescription_on(due_on=due_on, kind=kind, issued_on=issued_on).isoformat()

    def _read_issued(self, text: str) -> str:
        return self._values.day[text.strip()].isoformat() if text.strip() else NULL

    def _read_debtor(self, texts: tuple[str, ...]) -> Read:
        return self._debtors.read(cells=dict(zip(COLUMNS, texts, strict=True)))

    def _problem(self, row: Row, warned: Warned, level: str) -> Problem:
        line, cells = self._origin(row)
        return Problem(line, warned.field, warned.code, str(warned.message), tuple(cells), level)

    def _origin(self, row: Row) -> tuple[int, list[str]]:
        """The row's line and its cells as the file has them."""
        return row.line, row.cells[: self._width]


class _Refused(Exception):
    """A row that does not come in, and the field for which."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.warned = Warned(field, code, message)


def _party_kind(text: str) -> str:
    said = text.strip().lower()
    if said and said not in PARTY_KINDS:
        message = _("“%s” não diz se é consumidor ou empresa.") % text[:40]
        raise InvalidValue("party_kind", message, field="party_kind")
    return PARTY_KINDS.get(said, "")


def _debt_type(text: str) -> str:
    """The debt type as a field of COPY."""
    said = " ".join(text.split()).lower() or DEBT_TYPE
    if len(said) > DEBT_TYPE_LENGTH:
        message = _("O tipo de dívida tem mais de 30 letras.")
        raise InvalidValue("debt_type", message, field="debt_type")
    return safe(said)


def _misshapen(line: int, cells: list[str], width: int) -> Problem:
    message = _("A linha tem %(found)d colunas; o cabeçalho tem %(wanted)d.")
    return Problem(
        line, "", "columns", message % {"found": len(cells), "wanted": width}, tuple(cells)
    )


def _bad_key(line: int, cells: list[str], key: tuple[str, str], repeats: bool) -> Problem | None:
    contract, instalment = key
    if not contract:
        return Problem(line, "contract", "contract_missing", _("Falta o contrato."), tuple(cells))
    if len(contract) > CONTRACT_LENGTH:
        message = _("O contrato tem mais de 80 letras.")
        return Problem(line, "contract", "contract_too_long", message, tuple(cells))
    if len(instalment) > INSTALMENT_LENGTH:
        message = _("A parcela tem mais de 40 letras.")
        return Problem(line, "instalment", "instalment_too_long", message, tuple(cells))
    return repeated(line=line, cells=cells) if repeats else None
