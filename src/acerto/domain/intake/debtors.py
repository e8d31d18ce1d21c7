"""Who owes, as the columns of a row say it: numbers and contact points, checked and sealed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acerto.core.identifiers import (
    InvalidIdentifier,
    mask_email,
    normalise_cep,
    normalise_email,
    normalise_phone,
    normalise_state,
    normalise_tax_id,
)
from acerto.core.text import name_key
from acerto.domain.parties.take_in import Debtor, Known, Point
from acerto.domain.tenancy.crypto import vault

from .values import Memo, tidy

COLUMNS = ("tax_id", "debtor_ref", "name", "email", "phone", "cep", "street", "city", "state")
CO_DEBTOR_COLUMNS = ("co_debtor_tax_id", "co_debtor_name")
NAME_LENGTH = 200
REFERENCE_LENGTH = 80
PLACE_LENGTH = 200
MASK_LENGTH = 80
BUCKETS = 100
UNKNOWN = "unknown"
LEFT_OUT = gettext_lazy("O codevedor ficou de fora.")
TAX_ID_MISSING = "tax_id_missing"
COMPANY = "company"
KINDS = {"cpf": "person", "cnpj": COMPANY}
_PLAIN_LOCAL = re.compile(r"[a-z0-9]+(?:[._+\-][a-z0-9]+)*")
_LONGEST_LOCAL = 60


@dataclass(frozen=True, slots=True)
class Warned:
    """A field that was left out, and why. The row itself comes in."""

    field: str
    code: str
    message: str


@dataclass(slots=True, eq=False)
class Read:
    """A debtor as read, the fields left out, and the test arm (0..99) that the tenant's seed draws."""

    debtor: Debtor
    warned: tuple[Warned, ...]
    test_bucket: int
    identified: bool  # whether a valid CPF or CNPJ is known
    nameless: bool  # whether the row gives no number at all: only its contract tells the debtor
    business: bool  # whether the debtor is a company by its CNPJ


class Debtors:
    """Reads the debtors of one tenant's file."""

    def __init__(self, *, tenant_id: int) -> None:
        self._identity = vault(tenant_id=tenant_id, column="identity")
        self._points = vault(tenant_id=tenant_id, column="contact_point")
        self._seed = str(tenant_id).encode()
        self._domain: Memo[str, bool] = Memo(_is_domain)
        self._states: Memo[str, str] = Memo(_read_state)

    def read(self, *, cells: Mapping[str, str]) -> Read:
        """The debtor of a row, known by tax id or by the creditor's own number, or by neither."""
        warned: list[Warned] = []
        tax_id = self._tax_id(cells["tax_id"], warned)
        state = self._state(cells["state"], warned)
        name = tidy(cells["name"], longest=NAME_LENGTH)
        email = self._email(cells["email"], warned)
        phone = self._phone(cells["phone"], warned)
        address = self._address(cells, state, warned)
        points = (address, email, phone)  # as their index sorts them: it grows at its end
        debtor = Debtor(
            kind=KINDS[tax_id.kind] if tax_id else UNKNOWN,
            name=name,
            name_key=name_key(name)[:NAME_LENGTH],
            state=state,
            tax_id=tax_id,
            reference=self._reference(cells["debtor_ref"]),
            points=tuple(point for point in points if point),
        )
        return self._drawn(debtor, tuple(warned))

    def by_contract(self, *, read: Read, contract: str) -> Read:
        """The same debtor, with the contract as the number that it is known by."""
        known = self._known("creditor_ref", contract_reference(contract), _tail(contract))
        return self._drawn(replace(read.debtor, reference=known), read.warned)

    def co_debtor(self, *, tax_id: str, name: str) -> Read:
        """Somebody else who stands behind the title; left out without a valid tax id."""
        warned: list[Warned] = []
        known = self._tax_id(tax_id, warned, field="co_debtor_tax_id")
        called = tidy(name, longest=NAME_LENGTH)
        key = name_key(called)[:NAME_LENGTH]
        kind = KINDS[known.kind] if known else UNKNOWN
        return self._drawn(Debtor(kind, called, key, "", known, None), tuple(warned))

    def _drawn(self, debtor: Debtor, warned: tuple[Warned, ...]) -> Read:
        known = debtor.tax_id or debtor.reference
        drawn = blake2b(known.index if known else b"", key=self._seed, digest_size=8).digest()
        return Read(
            debtor,
            warned,
            test_bucket=int.from_bytes(drawn, "big") % BUCKETS,
            identified=debtor.tax_id is not None,
            nameless=known is None,
            business=debtor.kind == COMPANY,
        )

    def _tax_id(self, text: str, warned: list[Warned], *, field: str = "tax_id") -> Known | None:
        try:
            if not text.strip():
                raise InvalidIdentifier(TAX_ID_MISSING, _("Falta o CPF ou CNPJ."))
            found = normalise_tax_id(text.strip(), restore_zeros=True)
        except InvalidIdentifier as error:
            # What follows for a title is known when its debtor has been looked up.
            message = error.message if field == "tax_id" else f"{error.message} {LEFT_OUT}"
            warned.append(Warned(field, error.code, message))
            return None
        return self._known(found.kind, found.value, found.masked)

    def _reference(self, text: str) -> Known | None:
        reference = tidy(text, longest=REFERENCE_LENGTH)
        return self._known("creditor_ref", reference, _tail(reference)) if reference else None

    def _known(self, kind: str, value: str, masked: str) -> Known:
        index = self._identity.index(value)
        return Known(kind, index, self._identity.seal(value, index=index), masked)

    def _point(
        self, kind: str, value: str, masked: str, *, ddd: str = "", state: str = ""
    ) -> Point:
        index = self._points.index(value)
        return Point(kind, index, self._points.seal(value, index=index), masked, ddd, state)

    def _state(self, text: str, warned: list[Warned]) -> str:
        try:
            return self._states[text]
        except InvalidIdentifier as error:
            warned.append(Warned("state", error.code, error.message))
            return ""

    def _email(self, text: str, warned: list[Warned]) -> Point | None:
        text = text.strip()
        if not text:
            return None
        try:
            email = self._plain_email(text.lower()) or normalise_email(text)
        except InvalidIdentifier as error:
            warned.append(Warned("email", error.code, error.message))
            return None
        return self._point("email", email, mask_email(email)[:MASK_LENGTH])

    def _plain_email(self, text: str) -> str | None:
        """An address of the commonest form, whose domain normalise_email has already seen."""
        local, _at, domain = text.partition("@")
        plain = len(local) <= _LONGEST_LOCAL and _PLAIN_LOCAL.fullmatch(local)
        return text if plain and self._domain[domain] else None

    def _phone(self, text: str, warned: list[Warned]) -> Point | None:
        if not text.strip():
            return None
        try:
            phone = normalise_phone(text)
            if phone.kind == "service":
                raise InvalidIdentifier("phone_service", _("O telefone não é de uma pessoa."))
        except InvalidIdentifier as error:
            warned.append(Warned("phone", error.code, error.message))
            return None
        place = {"ddd": phone.ddd or "", "state": phone.state or ""}
        return self._point("phone", phone.e164, phone.masked, **place)

    def _address(self, cells: Mapping[str, str], state: str, warned: list[Warned]) -> Point | None:
        """Street, city, state and CEP, one a line. Without a street there is nothing to write to."""
        try:
            cep = normalise_cep(cells["cep"]) if cells["cep"].strip() else ""
        except InvalidIdentifier as error:
            warned.append(Warned("cep", error.code, error.message))
            return None
        street = tidy(cells["street"], longest=PLACE_LENGTH)
        if not street:
            return None
        city = tidy(cells["city"], longest=PLACE_LENGTH)
        masked = f"{city}/{state}" if city and state else city or state
        address = "\n".join((street, city, state, cep))
        return self._point("address", address, masked[:MASK_LENGTH], state=state)


class Numbered:
    """The debtors of one chunk, each once: the same tax id, or else the same reference."""

    def __init__(self) -> None:
        self._numbers: dict[Read, int] = {}
        self._by_index: dict[tuple[str, bytes], int] = {}
        self._held: dict[int, int] = {}  # by party
        self._debtors: list[Debtor] = []
        self._points: dict[int, dict[tuple[str, bytes], Point]] = {}  # of merged ones
        self._hints: list[int | None] = []

    def __iter__(self) -> Iterator[tuple[int, Debtor, int | None, bool]]:
        held = set(self._held.values())
        for number, points in self._points.items():
            self._debtors[number].points = tuple(points.values())
        for number, debtor in enumerate(self._debtors):
            yield number, debtor, self._hints[number], number in held

    def number(self, *, read: Read, hint: int | None) -> int:
        """The debtor's number in the chunk; `hint` is the party that its title has had so far."""
        number = self._numbers.get(read)
        if number is None:
            number = self._numbers[read] = self._place(read.debtor)
        if hint is not None:
            self._hints[number] = self._hints[number] or hint
        return number

    def held(self, *, read: Read, party_id: int) -> int:
        """The number of a party that stays a title's debtor, whatever the row lacks."""
        number = self._held.get(party_id)
        if number is None:
            number = self._held[party_id] = len(self._debtors)
            self._debtors.append(read.debtor)
            self._hints.append(party_id)
        elif read.debtor is not self._debtors[number]:
            self._merge(number, read.debtor)
        return number

    def _place(self, debtor: Debtor) -> int:
        number = self._find(debtor)
        if number is None:
            number = len(self._debtors)
            self._debtors.append(debtor)
            self._hints.append(None)
        else:
            self._merge(number, debtor)
        for known in (debtor.tax_id, debtor.reference):
            if known:
                self._by_index.setdefault((known.kind, known.index), number)
        return number

    def _merge(self, number: int, other: Debtor) -> None:
        one = self._debtors[number]
        points = self._points.get(number)
        if points is None:
            points = self._points[number] = {(p.kind, p.index): p for p in one.points}
        for point in other.points:
            points.setdefault((point.kind, point.index), point)
        self._debtors[number] = _merged(one, other)

    def _find(self, debtor: Debtor) -> int | None:
        tax_id, reference = (
            self._by_index.get((known.kind, known.index)) if known else None
            for known in (debtor.tax_id, debtor.reference)
        )
        if tax_id is not None:
            return tax_id
        number = reference
        if number is None or (debtor.tax_id and self._debtors[number].tax_id):
            return None
        return number


def _merged(one: Debtor, other: Debtor) -> Debtor:
    """What two rows say of one debtor, contact points apart; where they differ, the first row."""
    return Debtor(
        kind=one.kind if one.tax_id else other.kind,
        name=one.name or other.name,
        name_key=one.name_key or other.name_key,
        state=one.state or other.state,
        tax_id=one.tax_id or other.tax_id,
        reference=one.reference or other.reference,
    )


def contract_reference(contract: str) -> str:
    """How a debtor without any number is known: apart from numbers that a creditor gave."""
    return f"contract:{contract}"


def _tail(reference: str) -> str:
    """A reference as it may be shown: its last four characters."""
    return f"***{reference[-4:]}"


def _read_state(text: str) -> str:
    return normalise_state(text) if text.strip() else ""


def _is_domain(domain: str) -> bool:
    """Whether addresses of this domain have the right form. Raises InvalidIdentifier if not."""
    return bool(normalise_email(f"a@{domain}"))
