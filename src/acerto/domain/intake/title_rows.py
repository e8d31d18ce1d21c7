"""Rows of a titles file that are new or changed: all they say, as text of COPY."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from acerto.core.calendar import next_bank_day
from acerto.domain.parties import take_in as parties
from acerto.domain.receivables.take_in import Changed, Found, Terms
from acerto.domain.tenancy.staging import NULL, joined
from acerto.domain.tenancy.staging import field as safe
from acerto.law.rules.debt_types import understood, unknown_in_words
from acerto.law.rules.prescription import CHEQUE, prescription_on

from .charges import correction_index, interest_mode, two_rates
from .debtors import (
    CO_DEBTOR_COLUMNS,
    COLUMNS,
    COMPANY,
    UNKNOWN,
    Debtors,
    Numbered,
    Read,
    Warned,
)
from .layout import Layout
from .mapping import Mapping as FileMapping
from .title_keys import Chunk, Row, repeated
from .types import ERROR, WARNING, Problem
from .values import InvalidAmount, InvalidValue, Memo, Values

DEBTORS_REMEMBERED = 10_000
DEBT_TYPE_LENGTH = 30
DEBT_TYPE = "other"
MOST_TYPES_TOLD = 1_000
"""Words for a debt of one file that are warned of, each once, where they are not understood."""
HOME_CURRENCY = ("", "BRL", "R$")
PARTY_KINDS = {
    "consumer": "consumer", "consumidor": "consumer", "pf": "consumer", "f": "consumer",
    "business": "business", "empresa": "business", "pj": "business", "j": "business",
}  # fmt: skip
LONGEST_DISCOUNT_DAYS = 3_650
Charges = tuple[Decimal | None, Decimal | None, Decimal | None, int, Decimal | None]
RATES = ("fine_percent", "interest_month_percent", "discount_percent", "payoff_month_percent")
KEPT = {  # what an unmapped column leaves as the title's terms have it
    "fine_percent": "fine_rate",
    "interest_month_percent": "interest_month_rate",
    "discount_percent": "discount_rate",
    "discount_days": "discount_days",
    "payoff_month_percent": "payoff_month_rate",
    "interest_mode": "interest_mode",
    "correction_index": "correction_index",
}
COMMON = (
    "currency", "debt_type", "party_kind", "interest_mode", "correction_index", *RATES, "discount_days",
)  # fmt: skip


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
    understood: bool


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """What many rows of a file say alike, their days included."""

    common: Common
    days: str  # issued, due, effective and prescribed, as fields of COPY
    types: bool  # whether the row itself says the debt type


@dataclass(frozen=True, slots=True)
class Batch:
    """What of a chunk is to be written, as text of COPY, and what people are told of it."""

    titles: bytes
    parties: parties.Staged
    co_debtors: bytes | None  # None: the file says nothing of them
    terms: tuple[Terms, ...]
    problems: list[Problem]
    flagged: list[int]  # debtors of rows without a valid tax id, by number
    doubtful: list[tuple[int, Problem]]  # of those rows: what follows depends on the debtor
    changed: dict[int, tuple[int, list[str]]]  # row_no: line and cells, of titles that exist
    types: Counter[str]  # rows of each debt type


@dataclass(slots=True)
class Draft:
    """A batch in the making."""

    co_debtors: list[str] | None
    titles: list[str] = field(default_factory=list)
    debtors: Numbered = field(default_factory=Numbered)
    terms: dict[Terms, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    flagged: list[int] = field(default_factory=list)
    doubtful: list[tuple[int, Problem]] = field(default_factory=list)
    types: list[str] = field(default_factory=list)  # of each row
    _terms: dict[tuple[str, Common, int | None, bool], int] = field(default_factory=dict)

    def terms_no(
        self, kind: str, alike: Alike, known: Changed | None, standing: Terms | None, kept: Sequence[str]
    ) -> int:  # fmt: skip
        """The number of a row's terms within the batch. Raises InvalidValue.

        `kept`: what the file does not say stays as in the `standing` terms of the `known` title.
        """
        key = (kind, alike.common, known.terms_id if known else None, alike.types)
        number = self._terms.get(key)
        if number is None:
            terms = _terms_of(kind, alike, standing, kept)
            number = self._terms[key] = self.terms.setdefault(terms, len(self.terms))
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
            doubtful=self.doubtful,
            changed=changed,
            types=Counter(self.types),
        )


class TitleRows:
    """Reads the new and changed rows of one file."""

    def __init__(self, *, tenant_id: int, mapping: FileMapping, layout: Layout) -> None:
        self._values = Values(mapping=mapping)
        self._debtors = Debtors(tenant_id=tenant_id)
        self._width = layout.width
        self._currencies = {*HOME_CURRENCY, (mapping.currency or "").upper()}
        self._who = layout.pick(*COLUMNS)
        self._beside = layout.pick(*CO_DEBTOR_COLUMNS)
        self._principal = layout.place["principal"]
        self._beside_money = layout.pick("due_on", "issued_on", *COMMON)
        self._due: Memo[str, str] = Memo(self._read_due)
        self._issued: Memo[str, str] = Memo(self._read_issued)
        self._prescribed: Memo[tuple[str, str, str], str] = Memo(self._read_prescribed)
        self._common: Memo[tuple[str, ...], Common] = Memo(self._read_common)
        self._alike: Memo[tuple[str, ...], Alike] = Memo(self._read_alike)
        self._read: Memo[tuple[str, ...], Read] = Memo(self._read_debtor, most=DEBTORS_REMEMBERED)
        self._told_types: set[str] = set()
        self._names_co_debtors = "co_debtor_tax_id" in layout.given
        self._kept = [name for column, name in KEPT.items() if column not in layout.given]

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
                self._take(draft, row_no, row, found.changed.get(row_no), found.terms)
            except (InvalidAmount, InvalidValue) as error:
                field = getattr(error, "field", "") or "principal"
                warned = Warned(field, error.code, error.message)
                draft.problems.append(self._problem(row, warned, ERROR))
        return draft.finished(changed={at: self._origin(chunk.rows[at]) for at in found.changed})

    def _take(
        self,
        draft: Draft,
        row_no: int,
        row: Row,
        known: Changed | None,
        standing: Mapping[int, Terms],
    ) -> None:
        """Put a row into the batch. Raises InvalidValue, or InvalidAmount for its principal."""
        cells = row.cells
        cents = self._values.cents(cells[self._principal].strip())
        texts = self._beside_money(cells)
        # What a title has already stands in for what its row leaves blank.
        alike = self._read_alike(texts, known) if known else self._alike[texts]
        common = alike.common
        read = self._read[self._who(cells)]
        terms = standing[known.terms_id] if known else None
        kind = common.party_kind or _kind(read, known, terms)
        terms_no = draft.terms_no(kind, alike, known, terms, self._kept)
        number, bucket = self._debtor(draft, row, read, known)
        title_id = known.title_id if known else NULL
        draft.titles.append(
            f"{row_no}\t{row.key}\t{title_id}\t{number}\t{common.debt_type}\t{kind}\t"
            f"{bucket}\t{terms_no}\t{cents}\t{alike.days}"
        )
        draft.types.append(common.debt_type)
        if not common.understood and alike.types:
            self._tell_type(draft, row, common.debt_type)
        if read.warned:
            self._warn(draft, row, number, read)
        if not read.identified:
            draft.flagged.append(number)
        if self._names_co_debtors:
            self._take_co_debtor(draft, row_no, row)

    def _debtor(self, draft: Draft, row: Row, read: Read, known: Changed | None) -> tuple[int, int]:
        """The debtor's number in the batch, and the test arm of a case that would be new."""
        named = (
            self._debtors.by_contract(read=read, contract=row.contract) if read.nameless else read
        )
        if known is None or read.identified:
            hint = known.debtor_id if known else None
            return draft.debtors.number(read=named, hint=hint), named.test_bucket
        if read.nameless or known.debtor_kind != UNKNOWN:
            held = draft.debtors.held(read=read, party_id=known.debtor_id)
            return held, named.test_bucket
        return draft.debtors.number(read=read, hint=known.debtor_id), read.test_bucket

    def _warn(self, draft: Draft, row: Row, number: int, read: Read) -> None:
        for warned in read.warned:
            problem = self._problem(row, warned, WARNING)
            if warned.field == "tax_id":
                draft.doubtful.append((number, problem))
            else:
                draft.problems.append(problem)

    def _tell_type(self, draft: Draft, row: Row, debt_type: str) -> None:
        """Warn of a debt type that is not understood, on the first row that has it."""
        if debt_type in self._told_types or len(self._told_types) >= MOST_TYPES_TOLD:
            return
        self._told_types.add(debt_type)
        message = unknown_in_words(debt_type=debt_type)
        warned = Warned("debt_type", "debt_type_unknown", message)
        draft.problems.append(self._problem(row, warned, WARNING))

    def _take_co_debtor(self, draft: Draft, row_no: int, row: Row) -> None:
        tax_id, name = self._beside(row.cells)
        if not tax_id.strip():
            return
        read = self._debtors.co_debtor(tax_id=tax_id, name=name)
        draft.problems += [self._problem(row, warned, WARNING) for warned in read.warned]
        if read.identified and draft.co_debtors is not None:
            number = draft.debtors.number(read=read, hint=None)
            draft.co_debtors.append(f"{row_no}\t{row.key}\t{number}")

    def _read_alike(self, texts: tuple[str, ...], known: Changed | None = None) -> Alike:
        """What a row says beside its principal; where it is silent, what the title says."""
        due, issued, *common_texts = texts
        said = common_texts[1].strip()
        if known and not said:
            common_texts[1] = known.debt_type
        field = "due_on"
        try:
            due_days = self._due[due]
            field = "issued_on"
            issued_on = self._issued[issued]
            common = self._common[tuple(common_texts)]
        except InvalidValue as error:
            raise InvalidValue(error.code, error.message, field=error.field or field) from None
        issue = _issue(issued_on, known) if common.prescribes_as == CHEQUE else ""
        ends_on = self._prescribed[common.prescribes_as, due, issue]
        return Alike(common, f"{issued_on}\t{due_days}\t{ends_on}", not known or bool(said))

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
        meant = understood(debt_type=debt_type)
        return Common(
            _debt_type(debt_type),
            _party_kind(party_kind),
            charges,
            meant.prescribes_as,
            interest_mode(text=mode, agreed=charges[1] is not None),
            correction_index(text=index),
            meant.charged_as,
            meant.known,
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
        issued_on = date.fromisoformat(issued) if issued else None
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


def _issue(said: str, known: Changed | None) -> str:
    """The day of issue in ISO, the title's own where the row gives none; "" for none."""
    if said != NULL:
        return said
    return known.issued_on.isoformat() if known and known.issued_on else ""


def _kind(read: Read, known: Changed | None, standing: Terms | None) -> str:
    """The law that binds a title whose row does not say it: as it was, unless its debtor turns from
    a person into a company or back."""
    by_number = "business" if read.business else "consumer"
    if known is None or standing is None:
        return by_number
    companies = (read.business, known.debtor_kind == COMPANY)
    return by_number if read.identified and companies[0] != companies[1] else standing.party_kind


def _terms_of(kind: str, alike: Alike, standing: Terms | None, kept: Sequence[str]) -> Terms:
    """The terms of a row, kept from the title's standing ones where the file is silent."""
    common = alike.common
    terms = Terms(
        kind,
        *common.charges,
        interest_mode=common.interest_mode,
        correction_index=common.correction_index,
        debt_type=common.charged_as,
    )
    if standing is None:
        return terms
    silent = kept if alike.types else [*kept, "debt_type"]
    terms = terms._replace(**{name: getattr(standing, name) for name in silent})
    if terms.interest_mode != "contract" and terms.interest_month_rate is not None:
        raise two_rates()
    return terms


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
