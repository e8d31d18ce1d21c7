"""What an NF-e says about a debt, and what makes a document none."""

from dataclasses import dataclass
from datetime import date


class InvalidNfe(ValueError):
    """A document that is no NF-e or contradicts its own rules. `field` and `line` say where."""

    def __init__(self, code: str, message: str, *, field: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.line = line


@dataclass(frozen=True, slots=True)
class Party:
    """Issuer or recipient. `kind` is cnpj, cpf, foreign or "" (a consumer who said nothing)."""

    kind: str
    tax_id: str
    name: str
    email: str
    phone: str
    street: str
    district: str
    city: str
    state: str
    cep: str


@dataclass(frozen=True, slots=True)
class Instalment:
    """One thing to be paid; `due_on` is None where the document does not say when."""

    number: str
    due_on: date | None
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of `detPag`. `method` is its tPag, `term` at_sight, on_term or ""."""

    method: str
    term: str
    amount_cents: int
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Nfe:
    """What one NF-e says about a debt.

    `instalments_from` is "dup", "detPag" (where it has no `dup`) or "". `authorised` is None without
    the protocol. `doubts` are sentences for people: read them before collecting.
    """

    key: str
    model: str
    series: int
    number: int
    issued_on: date
    direction: str  # out: the issuer sold; in: the issuer bought
    purpose: str
    test: bool
    authorised: bool | None
    issuer: Party
    recipient: Party | None
    total_cents: int
    invoice_number: str
    invoice_net_cents: int | None
    instalments: tuple[Instalment, ...]
    instalments_from: str
    payments: tuple[Payment, ...]
    doubts: tuple[str, ...]
