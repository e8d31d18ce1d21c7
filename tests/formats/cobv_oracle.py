"""The rule of the cobv's amount in fractions, day by day, written from the specification alone.

API Pix 2.9.0 (CobVValor, CobDataDeVencimento, componentesValor) and the central bank's Manual de Padrões
para Iniciação do Pix (equation 11; n is 1, 30 on calendar days and 1, 21, 252 on bank days).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

HOLIDAYS_IN_TEXT = """
2023-01-01 2023-02-20 2023-02-21 2023-04-07 2023-04-21 2023-05-01 2023-06-08 2023-09-07 2023-10-12
2023-11-02 2023-11-15 2023-12-25 2024-01-01 2024-02-12 2024-02-13 2024-03-29 2024-04-21 2024-05-01
2024-05-30 2024-09-07 2024-10-12 2024-11-02 2024-11-15 2024-11-20 2024-12-25 2025-01-01 2025-03-03
2025-03-04 2025-04-18 2025-04-21 2025-05-01 2025-06-19 2025-09-07 2025-10-12 2025-11-02 2025-11-15
2025-11-20 2025-12-25 2026-01-01 2026-02-16 2026-02-17 2026-04-03 2026-04-21 2026-05-01 2026-06-04
2026-09-07 2026-10-12 2026-11-02 2026-11-15 2026-11-20 2026-12-25
"""
HOLIDAYS = {date.fromisoformat(day) for day in HOLIDAYS_IN_TEXT.split()}


def bank_day(day: date) -> bool:
    return day.isoweekday() <= 5 and day not in HOLIDAYS


def rolled(day: date) -> date:
    return day if bank_day(day) else rolled(day + timedelta(days=1))


def centavos(exact: Fraction) -> int:
    """Half up, of an amount in centavos that is not negative."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def days_between(first: date, last: date, *, bank: bool) -> int:
    """The days after `first` up to `last`."""
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    return sum(1 for day in days if bank_day(day) or not bank)


def rebate(original: int, mode: int, value: int) -> Fraction:
    return Fraction(value) if mode == 1 else Fraction(original * value, 100 * 100)


def interest_a_day(base: int, mode: int, value: int) -> Fraction:
    if mode in (1, 5):
        return Fraction(value)
    a_period = Fraction(base * value, 100 * 100)
    return a_period / {2: 1, 3: 30, 4: 365, 6: 1, 7: 21, 8: 252}[mode]


def discount(original: int, due: date, pay_on: date, given: Mapping[str, Any]) -> Fraction:
    if given["mode"] <= 2:
        for until, value in sorted(given["until"]):
            if pay_on <= rolled(until):
                part = Fraction(value)
                return part if given["mode"] == 1 else original * part / (100 * 100)
        return Fraction(0)
    early = days_between(pay_on, due, bank=given["mode"] in (4, 6))
    a_day = Fraction(given["value"])
    if given["mode"] >= 5:
        a_day = original * a_day / (100 * 100)
    return a_day * early


def amount(charge: Mapping[str, Any], pay_on: date) -> dict[str, int]:
    """fine, interest, rebate, discount and final in centavos; every value in hundredths."""
    original, due = charge["original"], rolled(charge["due_on"])
    parts = {"fine": 0, "interest": 0, "rebate": 0, "discount": 0}
    if charge.get("rebate"):
        parts["rebate"] = centavos(rebate(original, *charge["rebate"]))
    base = original - parts["rebate"]
    if pay_on >= rolled(due + timedelta(days=1)):
        if charge.get("fine"):
            mode, value = charge["fine"]
            fine = Fraction(value) if mode == 1 else Fraction(base * value, 100 * 100)
            parts["fine"] = centavos(fine)
        if charge.get("interest"):
            mode, value = charge["interest"]
            days = days_between(due, pay_on, bank=mode >= 5)
            parts["interest"] = centavos(interest_a_day(base, mode, value) * days)
    if pay_on <= due and charge.get("discount"):
        parts["discount"] = centavos(discount(original, due, pay_on, charge["discount"]))
    plus, minus = parts["fine"] + parts["interest"], parts["rebate"] + parts["discount"]
    return parts | {"final": original + plus - minus}
