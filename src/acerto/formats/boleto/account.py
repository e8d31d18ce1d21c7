"""What a creditor and its bank agreed, and the number of one slip: the inputs of every free field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from acerto.formats.iso_day import iso_day

from .errors import InvalidBoleto

NAMES = {
    "our_number": "nosso número",
    "our_number_dv": "dígito do nosso número",
    "agency": "agência",
    "agency_dv": "dígito da agência",
    "account": "conta",
    "account_dv": "dígito da conta",
    "agreement": "convênio",
    "agreement_dv": "dígito do convênio",
    "beneficiary": "código do beneficiário",
    "beneficiary_dv": "dígito do beneficiário",
    "wallet": "carteira",
    "wallet_variation": "variação da carteira",
    "modality": "modalidade",
    "operation": "operação",
    "transmission_code": "código de transmissão",
    "post": "posto",
    "issue_byte": "byte de geração",
    "instalment": "parcela",
    "ios": "IOS",
    "species": "espécie",
    "document_number": "número do documento",
    "issued_on": "data de emissão",
}
"""Every input and its name for people."""

_NOISE = re.compile(r"[\s./]")
_WITH_DIGIT = re.compile(r"(.+)-([0-9A-Za-z]{1,2})")
_DIGITS = re.compile(r"[0-9]+")
_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Inputs as the bank's contract writes them; "" is not given. Which are needed, the bank says.

    `agreement` and `beneficiary` both name the code by which the bank knows the creditor. Check digits
    may stand apart (`*_dv`) or behind a hyphen. `issued_on` is the day of issue (Sicredi counts by
    its year).
    """

    our_number: str = ""
    our_number_dv: str = ""
    agency: str = ""
    agency_dv: str = ""
    account: str = ""
    account_dv: str = ""
    agreement: str = ""
    agreement_dv: str = ""
    beneficiary: str = ""
    beneficiary_dv: str = ""
    wallet: str = ""
    wallet_variation: str = ""
    modality: str = ""
    operation: str = ""
    transmission_code: str = ""
    post: str = ""
    issue_byte: str = ""
    instalment: str = ""
    ios: str = ""
    species: str = ""
    document_number: str = ""
    issued_on: date | None = field(default=None)


def account_from(values: Mapping[str, object]) -> Account:
    """An Account from JSON. Raises InvalidBoleto (unknown_field, not_text, date)."""
    known = {one.name for one in fields(Account)}
    texts: dict[str, str] = {}
    issued_on: date | None = None
    for name, value in values.items():
        if name not in known:
            shown = name[:_LONGEST] if name.isprintable() else "?"
            raise InvalidBoleto("unknown_field", shown, f"O campo “{shown}” não existe em input.")
        if name == "issued_on":
            issued_on = day(value, name=name)
        elif value is not None:
            texts[name] = _text(name, value)
    return Account(**texts, issued_on=issued_on)


def day(value: object, *, name: str) -> date | None:
    """A day from AAAA-MM-DD, None from None or "". Raises InvalidBoleto (date)."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        return iso_day(text=value) if isinstance(value, str) else _no_day(name)
    except ValueError:
        return _no_day(name)


def _no_day(name: str) -> date:
    raise InvalidBoleto("date", name, f"O campo “{name}” é um dia, escrito AAAA-MM-DD.")


def _text(name: str, value: object) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    text = str(value).strip() if whole or isinstance(value, str) else None
    if text is None or len(text) > _LONGEST:
        raise InvalidBoleto(
            "not_text", name, f"O campo “{NAMES[name]}” é um texto de até {_LONGEST} letras."
        )
    return text


def number(account: Account, *names: str, width: int) -> str:
    """The first of these inputs that is given, as digits with zeros in front, its own digit left out.

    Raises InvalidBoleto (missing, not_digits, too_long).
    """
    name, text = given(account, *names)
    return fit(split_digit(text)[0], name=name, width=width)


def given(account: Account, *names: str) -> tuple[str, str]:
    """Name and text of the first of these inputs that is given. Raises InvalidBoleto (missing)."""
    for name in names:
        text: str = getattr(account, name)
        if text:
            return name, text
    raise InvalidBoleto("missing", names[0], f"Falta o campo “{NAMES[names[0]]}” ({names[0]}).")


def split_digit(text: str) -> tuple[str, str]:
    """A number without punctuation, and the check digit behind its hyphen ("" when there is none)."""
    found = _WITH_DIGIT.fullmatch(text)
    body, digit = (found[1], found[2].upper()) if found else (text, "")
    return _NOISE.sub("", body), digit


def fit(digits: str, *, name: str, width: int) -> str:
    """Digits at one width: zeros put in front, or taken away. Raises InvalidBoleto."""
    if not _DIGITS.fullmatch(digits):
        raise InvalidBoleto("not_digits", name, f"O campo “{NAMES[name]}” só pode ter dígitos.")
    fitted = digits.lstrip("0").zfill(width)
    if len(fitted) > width:
        raise InvalidBoleto(
            "too_long", name, f"O campo “{NAMES[name]}” tem no máximo {width} dígitos."
        )
    return fitted


def agreed(given_digit: str, *, with_: str, name: str) -> None:
    """Raise InvalidBoleto (check_digit) where a digit was given and is not the right one."""
    if given_digit and given_digit.upper() != with_:
        raise InvalidBoleto(
            "check_digit",
            name,
            f"O campo “{NAMES[name]}” não confere: pelo cálculo do banco seria {with_}.",
        )
