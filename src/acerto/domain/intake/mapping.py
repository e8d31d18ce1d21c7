"""The mapping file: which column of a creditor's file is which of our fields, and how it writes."""

from typing import Any, Literal, Self

import yaml
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from .field_names import named

TITLE_FIELDS = frozenset(
    [
        "contract",
        "instalment",
        "due_on",
        "issued_on",
        "principal",
        "tax_id",
        "debtor_ref",
        "name",
        "email",
        "phone",
        "cep",
        "street",
        "city",
        "state",
        "debt_type",
        "party_kind",
        "fine_percent",
        "interest_month_percent",
        "discount_percent",
        "discount_days",
        "payoff_month_percent",
        "interest_mode",
        "correction_index",
        "currency",
        "co_debtor_tax_id",
        "co_debtor_name",
    ]
)
PAYMENT_FIELDS = frozenset(
    [
        "contract",
        "tax_id",
        "debtor_ref",
        "paid_on",
        "amount",
        "memo",
        "provider_id",
        "method",
        "currency",
    ]
)
REQUIRED = {"titles": ("contract", "due_on", "principal"), "payments": ("paid_on", "amount")}
DEBTOR_FIELDS = ("contract", "tax_id", "debtor_ref")
DELIMITERS = {"auto": "", ",": ",", ";": ";", "|": "|", "\t": "\t", "tab": "\t"}

Encoding = Literal["auto", "utf-8", "latin-1", "cp1252", "utf-16"]
Decimals = Literal["auto", "comma", "point"]
DateFormat = Literal["auto", "dmy", "mdy", "iso"]


class InvalidMapping(Exception):
    """A mapping that cannot be used. `message` says which line of it is wrong and what to do."""

    def __init__(self, message: str, *, code: str = "invalid_mapping") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Mapping(BaseModel):
    """How to read one creditor's file. docs/operate/mapping.md explains every key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    kind: Literal["titles", "payments"]
    mode: Literal["full", "partial"] = "partial"
    encoding: Encoding = "auto"
    delimiter: Literal["auto", ",", ";", "|", "\t", "tab"] = "auto"
    decimal: Decimals = "auto"
    date_format: DateFormat = "auto"
    currency: str | None = None
    columns: dict[str, str]
    constants: dict[str, str] = {}

    @model_validator(mode="after")
    def _fields_are_ours(self) -> Self:
        ours = TITLE_FIELDS if self.kind == "titles" else PAYMENT_FIELDS
        given = [*self.columns, *self.constants]
        if unknown := sorted(set(given) - ours):
            raise ValueError(_("campo desconhecido: %s") % ", ".join(unknown))
        if twice := sorted(set(self.columns) & set(self.constants)):
            raise ValueError(_("campo em columns e em constants: %s") % ", ".join(twice))
        if missing := [name for name in REQUIRED[self.kind] if name not in given]:
            raise ValueError(_("falta dizer a coluna de: %s") % named(missing))
        if not any(name in given for name in DEBTOR_FIELDS):
            raise ValueError(_("falta dizer a coluna de um destes: %s") % named(DEBTOR_FIELDS))
        if self.kind == "payments" and self.mode == "full":
            raise ValueError(_("pagamentos só se importam com mode: partial"))
        return self

    @property
    def separator(self) -> str:
        """The delimiter's character, or "" when it is to be found in the file."""
        return DELIMITERS[self.delimiter]

    @property
    def decimal_mark(self) -> str | None:
        """What core.money wants to know of decimals: ",", "." or None."""
        return {"comma": ",", "point": ".", "auto": None}[self.decimal]


def load_mapping(text: str) -> Mapping:
    """Read a mapping from YAML. Raises InvalidMapping."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidMapping(_("O mapeamento não é um YAML válido%s.") % _where(error)) from error
    if not isinstance(data, dict):
        raise InvalidMapping(_("O mapeamento está vazio ou não é uma lista de chaves e valores."))
    try:
        return Mapping.model_validate(_texts(data))
    except ValidationError as error:
        said = "; ".join(_in_portuguese(problem) for problem in error.errors())
        raise InvalidMapping(_("Mapeamento inválido: %s.") % said) from error


def dump_mapping(mapping: Mapping) -> str:
    """Write a mapping as YAML, keys in the order of the documentation."""
    data = mapping.model_dump(exclude_none=True)
    if not mapping.constants:
        del data["constants"]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def _texts(data: dict[Any, Any]) -> dict[Any, Any]:
    """Constants and headers are text, whatever YAML made of them (1, true)."""
    shaped = dict(data)
    for key in ("columns", "constants"):
        if isinstance(shaped.get(key), dict):
            shaped[key] = {name: _text(value) for name, value in shaped[key].items()}
    return shaped


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) else value


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return _(" (linha %d)") % (mark.line + 1) if mark else ""


def _in_portuguese(problem: Any) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    kind = problem["type"]
    if kind == "extra_forbidden":
        return _("a chave “%s” não existe") % place
    if kind == "missing":
        return _("falta a chave “%s”") % place
    if kind == "literal_error":
        return _("“%(key)s” aceita %(values)s") % {
            "key": place,
            "values": problem["ctx"]["expected"].replace(" or ", _(" ou ")),
        }
    if kind == "value_error":
        return str(problem["ctx"]["error"])
    return _("“%s” precisa ser um texto ou uma lista de campo: coluna") % place
