"""Where invented people live: states by population, cities, area codes and postal codes.

Source: populations of the 2022 census (IBGE), in thousands, those of a state shared out among the
cities listed; the range of postal codes of each city (Correios, unverified); the ninth digit of a
CPF tells the fiscal region of issue (Receita Federal).
"""

import csv
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Place:
    """A city with its area code (DDD), its range of postal codes and the CPF's region digit."""

    state: str
    people_thousands: int
    city: str
    ddd: str
    cep_from: int
    cep_to: int
    cpf_region: int


@cache
def places() -> tuple[Place, ...]:
    """Returns every place of the sample, in the order of the file."""
    text = files("acerto.sample").joinpath("data/places.csv").read_text(encoding="utf-8")
    return tuple(
        Place(
            state=row["state"],
            people_thousands=int(row["people_thousands"]),
            city=row["city"],
            ddd=row["ddd"],
            cep_from=int(row["cep_from"]),
            cep_to=int(row["cep_to"]),
            cpf_region=int(row["cpf_region"]),
        )
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    )


@cache
def _heads() -> tuple[int, ...]:
    return tuple(accumulate(place.people_thousands for place in places()))


def people_thousands() -> int:
    """Returns how many thousands live in all places together."""
    return _heads()[-1]


def place_of(*, nth: int) -> Place:
    """Returns where the nth thousand of the population lives: 0 <= nth < people_thousands()."""
    return places()[bisect_right(_heads(), nth)]
