"""What identifies or reaches a person: CPF, CNPJ, phone, e-mail, CEP, state, Pix key.

Every `normalise_*` returns one canonical form and raises InvalidIdentifier otherwise. Messages
never repeat the value: they end in logs and in error files.
"""

import re
from dataclasses import dataclass
from operator import mul
from typing import TYPE_CHECKING, Literal, NamedTuple

from email_validator import EmailNotValidError, validate_email

from acerto.core.places import (
    InvalidIdentifier,
    all_states,
    all_zones,
    ddd_info,
    ddd_zones,
    normalise_cep,
    normalise_state,
    state_zones,
)

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

__all__ = [
    "InvalidIdentifier",
    "Phone",
    "PixKey",
    "TaxId",
    "all_states",
    "all_zones",
    "ddd_info",
    "ddd_zones",
    "mask_cnpj",
    "mask_cpf",
    "mask_email",
    "mask_phone",
    "normalise_cep",
    "normalise_cnpj",
    "normalise_cpf",
    "normalise_email",
    "normalise_phone",
    "normalise_pix_key",
    "normalise_state",
    "normalise_tax_id",
    "state_zones",
    "written_tax_id",
]

_CPF_DIGITS = 11
_CNPJ_CHARS = 14
_CPF_WEIGHTS = bytes((11, 10, 9, 8, 7, 6, 5, 4, 3, 2))
_CNPJ_WEIGHTS = bytes((6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))
_DIGIT_BY_REST = b"00987654321"
_CPF = re.compile(r"[0-9]{11}")
_CNPJ = re.compile(r"[0-9A-Z]{12}[0-9]{2}")
_SEPARATORS = re.compile(r"[\s.\-/]")
_LONGEST_TEXT = 64

_MOBILE = re.compile(r"(?:\+?55)?0?([1-9][0-9])(9[0-9]{8})")
_NO_NINTH_DIGIT = re.compile(r"(?:\+?55)?0?([1-9][0-9])([6-9][0-9]{7})")
_LOCAL_MOBILE = re.compile(r"9(?!00)[0-9]{8}")  # 900 and six digits more are a service
_NATIONAL_SERVICE = re.compile(r"[1-9][0-9]400[0-9]{5}")
_PHONE_NOISE = re.compile(r"[\s().\-]")

_EVP = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PIX_EMAIL_LENGTH = 77


class TaxId(NamedTuple):  # as Phone: made a million times a file, and so in half the time
    """A CPF or a CNPJ: `value` has no punctuation, `masked` may be shown."""

    kind: Literal["cpf", "cnpj"]
    value: str
    masked: str


class Phone(NamedTuple):
    """A Brazilian phone. A `service` number (0800, 4004) belongs to no place: no DDD, no zone."""

    e164: str
    kind: Literal["mobile", "fixed", "service"]
    ddd: str | None
    state: str | None
    zones: tuple[str, ...]
    masked: str


@dataclass(frozen=True, slots=True)
class PixKey:
    """A Pix key in the form that goes into a BR Code."""

    kind: Literal["cpf", "cnpj", "phone", "email", "evp"]
    value: str


def normalise_cpf(text: str) -> str:
    """The eleven digits of a CPF whose check digits are right. Raises InvalidIdentifier."""
    return _checked_cpf(_bare(text))


def _checked_cpf(cpf: str) -> str:
    if not _CPF.fullmatch(cpf):
        raise InvalidIdentifier("cpf_format", "O CPF deve ter 11 dígitos.")
    if len(set(cpf)) == 1 or cpf[9:] != _check_digits(cpf[:9], weights=_CPF_WEIGHTS):
        raise InvalidIdentifier("cpf_check_digit", "CPF inválido: os dígitos não conferem.")
    return cpf


def normalise_cnpj(text: str) -> str:
    """The fourteen characters of a CNPJ, letters included, check digits right.

    Source: IN RFB 2.229/2024: each character is worth its ASCII code less 48; the last two are
    digits. Raises InvalidIdentifier.
    """
    cnpj = _bare(text)
    if not _CNPJ.fullmatch(cnpj):
        raise InvalidIdentifier(
            "cnpj_format", "O CNPJ deve ter 12 letras ou dígitos e 2 dígitos verificadores."
        )
    if len(set(cnpj)) == 1 or cnpj[12:] != _check_digits(cnpj[:12], weights=_CNPJ_WEIGHTS):
        raise InvalidIdentifier("cnpj_check_digit", "CNPJ inválido: os dígitos não conferem.")
    return cnpj


def normalise_tax_id(text: str, *, restore_zeros: bool = False) -> TaxId:
    """A CPF or a CNPJ, told apart by length. Raises InvalidIdentifier.

    `restore_zeros` puts back the leading zeros that spreadsheets eat: up to 11 digits are then a
    CPF, 12 and 13 a CNPJ; check digits still have to agree.
    """
    bare = _bare(text)
    if restore_zeros and bare.isdigit():
        bare = bare.zfill(_CPF_DIGITS if len(bare) <= _CPF_DIGITS else _CNPJ_CHARS)
    if len(bare) == _CPF_DIGITS:
        cpf = _checked_cpf(bare)
        return TaxId("cpf", cpf, mask_cpf(cpf))
    if len(bare) == _CNPJ_CHARS:
        cnpj = normalise_cnpj(bare)
        return TaxId("cnpj", cnpj, mask_cnpj(cnpj))
    raise InvalidIdentifier(
        "tax_id_length", "O documento deve ser um CPF (11 dígitos) ou um CNPJ (14 caracteres)."
    )


def normalise_phone(text: str) -> Phone:
    """A Brazilian phone in E.164, with its place; the missing ninth digit of a mobile is put in.

    Raises InvalidIdentifier for a foreign, impossible or local number without DDD.
    """
    if len(text) > _LONGEST_TEXT:
        raise InvalidIdentifier("phone_invalid", "Telefone inválido: texto longo demais.")
    bare = _PHONE_NOISE.sub("", text)
    old = _NO_NINTH_DIGIT.fullmatch(bare)
    mobile = _MOBILE.fullmatch(f"{old[1]}9{old[2]}" if old else bare)
    if mobile:
        return _placed(mobile[1] + mobile[2], kind="mobile")
    if _LOCAL_MOBILE.fullmatch(bare):
        raise InvalidIdentifier("phone_invalid", "Telefone sem DDD: não se sabe de onde é.")
    number = _parse_phone(text)
    if _NATIONAL_SERVICE.fullmatch(number):
        return _service(number)
    import phonenumbers  # 30 ms: who reads tax ids alone does without

    kind = phonenumbers.number_type(_as_number(number))
    if kind == phonenumbers.PhoneNumberType.FIXED_LINE:
        return _placed(number, kind="fixed")
    if kind == phonenumbers.PhoneNumberType.MOBILE:
        return _placed(number, kind="mobile")
    return _service(number)


def normalise_email(text: str) -> str:
    """An e-mail address in lower case, its form checked, its domain not asked for (no DNS).

    Raises InvalidIdentifier.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise InvalidIdentifier("email_invalid", "E-mail inválido: confira o endereço.") from error
    return found.normalized.lower()


def normalise_pix_key(text: str) -> PixKey:
    """A Pix key and its kind. Eleven bare digits are a CPF when they check, else a phone.

    Source: Manual de Padrões para Iniciação do Pix; alphanumeric CNPJ as in API Pix 2.9.0.
    """
    bare = text.strip()
    if "@" in bare:
        return _pix_email(bare)
    if _EVP.fullmatch(bare.lower()):
        return PixKey("evp", bare.lower())
    if not bare.startswith("+"):
        try:
            tax_id = normalise_tax_id(bare)
        except InvalidIdentifier:
            pass
        else:
            return PixKey(tax_id.kind, tax_id.value)
    try:
        phone = normalise_phone(bare)
    except InvalidIdentifier as error:
        raise InvalidIdentifier(
            "pix_key_invalid",
            "Chave Pix inválida: use CPF, CNPJ, telefone, e-mail ou chave aleatória.",
        ) from error
    if phone.kind != "mobile":
        raise InvalidIdentifier(
            "pix_key_invalid", "Chave Pix inválida: o telefone de uma chave é celular."
        )
    return PixKey("phone", phone.e164)


def written_tax_id(tax_id: str) -> str:
    """A CPF or CNPJ as it stands on paper: "390.533.447-05", "12.ABC.345/01DE-35"; else as it is."""
    if len(tax_id) == _CNPJ_CHARS:
        return f"{tax_id[:2]}.{tax_id[2:5]}.{tax_id[5:8]}/{tax_id[8:12]}-{tax_id[12:]}"
    if len(tax_id) == _CPF_DIGITS:
        return f"{tax_id[:3]}.{tax_id[3:6]}.{tax_id[6:9]}-{tax_id[9:]}"
    return tax_id


def mask_cpf(cpf: str) -> str:
    """A CPF as it may be shown: "***.456.789-**"."""
    return f"***.{cpf[3:6]}.{cpf[6:9]}-**"


def mask_cnpj(cnpj: str) -> str:
    """A CNPJ as it may be shown: "12.***.***/0001-**"."""
    return f"{cnpj[:2]}.***.***/{cnpj[8:12]}-**"


def mask_phone(e164: str) -> str:
    """A phone as it may be shown: "(11) *****-4321"; a service number keeps its last four."""
    national = e164.removeprefix("+55")
    hidden = "*" * (len(national) - 6)
    return f"({national[:2]}) {hidden}-{national[-4:]}"


def mask_email(email: str) -> str:
    """An e-mail as it may be shown: "m***@example.org"."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}***@{domain}"


def _bare(text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        raise InvalidIdentifier("tax_id_length", "Documento inválido: texto longo demais.")
    bare = _SEPARATORS.sub("", text)
    return bare.upper() if bare.isascii() else bare  # "ſ" is no S


def _check_digits(body: str, *, weights: bytes) -> str:
    """The two modulo 11 digits behind a body; `weights` are those of body and first digit."""
    octets = body.encode()
    octets += _check_digit(octets, weights[1:])
    octets += _check_digit(octets, weights)
    return octets[-2:].decode()


def _check_digit(body: bytes, weights: bytes) -> bytes:
    """A character is worth its ASCII code less that of zero."""
    rest = (sum(map(mul, body, weights)) - _ZEROS[weights]) % 11
    return _DIGIT_BY_REST[rest : rest + 1]


# What a body of zeros would weigh.
_ZEROS = {
    weights: ord("0") * sum(weights)
    for both in (_CPF_WEIGHTS, _CNPJ_WEIGHTS)
    for weights in (both, both[1:])
}


def _parse_phone(text: str) -> str:
    """The national number of a valid Brazilian phone."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text, "BR")
    except phonenumbers.NumberParseException as error:
        raise InvalidIdentifier("phone_invalid", "Telefone inválido.") from error
    if parsed.country_code != 55:
        raise InvalidIdentifier("phone_foreign", "O telefone não é do Brasil (+55).")
    if not phonenumbers.is_valid_number(parsed):
        raise InvalidIdentifier("phone_invalid", "Telefone inválido: confira DDD e número.")
    return str(parsed.national_number)


def _as_number(national: str) -> "PhoneNumber":
    import phonenumbers

    return phonenumbers.PhoneNumber(country_code=55, national_number=int(national))


def _placed(national: str, *, kind: Literal["mobile", "fixed"]) -> Phone:
    ddd = national[:2]
    zones = ddd_zones(ddd)
    e164 = f"+55{national}"
    return Phone(e164, kind, ddd, ddd_info(ddd)[0], zones, mask_phone(e164))


def _service(national: str) -> Phone:
    e164 = f"+55{national}"
    return Phone(e164, "service", None, None, (), f"***{national[-4:]}")


def _pix_email(text: str) -> PixKey:
    email = normalise_email(text)
    if len(email) > _PIX_EMAIL_LENGTH:
        raise InvalidIdentifier("pix_key_invalid", "Chave Pix inválida: e-mail longo demais.")
    return PixKey("email", email)
