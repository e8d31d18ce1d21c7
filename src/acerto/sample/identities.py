"""Invented people: who owes in the sample, with the dirt that real files have.

Names, CPF and addresses are put together from lists and numbers; nobody is meant. A phone begins
with 90, which Brazil uses to announce a collect call, so that no subscriber's number begins so
(unverified beyond published descriptions of the numbering plan), while its shape is that of a
mobile. E-mails are at example.org, a domain reserved for examples (RFC 2606).
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from acerto.sample.dice import Dice
from acerto.sample.places import Place, people_thousands, place_of, places

DIRT_FACES = 1000
NO_EMAIL = 50
WRONG_CPF = 20
PHONE_WITHOUT_DDD = 30
NO_PHONE = 10
PHONE_FROM_ELSEWHERE = 40
NO_CEP = 10
SHOUTED_NAME = 100

CPF_BASES = 10**8
CPF_STRIDE = 61_803_399
"""Coprime to CPF_BASES: stepping by it visits every base once, so that no CPF repeats."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a creditor's file says of a debtor, as text, dirt included."""

    tax_id: str
    name: str
    email: str
    phone: str
    cep: str
    street: str
    city: str
    state: str


@cache
def _names() -> dict[str, list[str]]:
    text = files("acerto.sample").joinpath("data/names.yaml").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = yaml.safe_load(text)
    return lists


def check_digits(*, base: str) -> str:
    """Returns the two check digits of a CPF of nine digits. Source: Receita Federal, modulo 11."""
    digits = [int(char) for char in base]
    for _ in range(2):
        weights = range(len(digits) + 1, 1, -1)
        remainder = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
        digits.append(0 if remainder < 2 else 11 - remainder)
    return f"{digits[-2]}{digits[-1]}"


def _cpf(*, seed: int, index: int, place: Place, wrong: bool, dotted: bool) -> str:
    base = f"{(seed * 7_919 + (index + 1) * CPF_STRIDE) % CPF_BASES:08d}{place.cpf_region}"
    digits = check_digits(base=base)
    if wrong:
        digits = f"{digits[0]}{(int(digits[1]) + 1) % 10}"
    if dotted:
        return f"{base[:3]}.{base[3:6]}.{base[6:]}-{digits}"
    return base + digits


def _phone(*, dice: Dice, place: Place) -> str:
    dirt = dice.throw(faces=DIRT_FACES)
    elsewhere = places()[dice.throw(faces=len(places()))]
    number = dice.throw(faces=10**7)
    local = f"90{number // 10_000:03d}-{number % 10_000:04d}"
    if dirt < NO_PHONE:
        return ""
    if dirt < NO_PHONE + PHONE_WITHOUT_DDD:
        return local
    if dirt < NO_PHONE + PHONE_WITHOUT_DDD + PHONE_FROM_ELSEWHERE:
        return f"({elsewhere.ddd}) {local}"
    return f"({place.ddd}) {local}"


def _cep(*, dice: Dice, place: Place) -> str:
    dirt = dice.throw(faces=DIRT_FACES)
    cep = f"{place.cep_from + dice.throw(faces=place.cep_to - place.cep_from + 1):08d}"
    return "" if dirt < NO_CEP else f"{cep[:5]}-{cep[5:]}"


def _name(*, dice: Dice) -> tuple[str, str]:
    first = _names()["first"][dice.throw(faces=len(_names()["first"]))]
    families = _names()["family"]
    middle = families[dice.throw(faces=len(families))]
    last = families[dice.throw(faces=len(families))]
    name = f"{first} {last}" if middle == last else f"{first} {middle} {last}"
    return name, f"{first.split()[0]}.{last.split()[-1]}"


@cache
def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.lower())
    return split.encode("ascii", "ignore").decode("ascii")


def identity(*, index: int, seed: int) -> Identity:
    """Invents the debtor with this number: the same number and seed give the same debtor.

    About 2 in 100 have a CPF with a wrong check digit, 5 no e-mail, 3 a phone without area code,
    4 a phone of another region, 1 no phone, 1 no postal code.
    """
    dice = Dice(seed=seed, words=f"identity/{index}")
    place = place_of(nth=dice.throw(faces=people_thousands()))
    name, handle = _name(dice=dice)
    street = _names()["street"][dice.throw(faces=len(_names()["street"]))]
    return Identity(
        tax_id=_cpf(
            seed=seed,
            index=index,
            place=place,
            wrong=dice.throw(faces=DIRT_FACES) < WRONG_CPF,
            dotted=dice.throw(faces=4) > 0,
        ),
        name=name.upper() if dice.throw(faces=DIRT_FACES) < SHOUTED_NAME else name,
        email=""
        if dice.throw(faces=DIRT_FACES) < NO_EMAIL
        else f"{_plain(handle)}.{index}@example.org",
        phone=_phone(dice=dice, place=place),
        cep=_cep(dice=dice, place=place),
        street=f"{street}, {1 + dice.throw(faces=2400)}",
        city=place.city,
        state=place.state,
    )
