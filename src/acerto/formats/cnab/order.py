"""What a company can ask a bank to do with a title, and the values that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .values import Value


class Action(StrEnum):
    """An order about a title; not every bank takes every one."""

    REGISTER = "register"
    WRITE_OFF = "write_off"
    GRANT_REBATE = "grant_rebate"
    CANCEL_REBATE = "cancel_rebate"
    CHANGE_DUE_DATE = "change_due_date"
    PROTEST = "protest"
    DO_NOT_PROTEST = "do_not_protest"
    STOP_PROTEST = "stop_protest"
    STOP_PROTEST_AND_WRITE_OFF = "stop_protest_and_write_off"


@dataclass(frozen=True, slots=True)
class Order:
    """One order. `values` are fields of the bank's table by name, and a few that become several:

    `interest_day_cents` or `interest_month_rate` (per cent), `fine_cents` or `fine_rate` (per
    cent), `discount_cents` or `discount_rate` with `discount_until_on`, `protest_days`,
    `write_off_days`.
    """

    action: Action
    values: Mapping[str, Value]


def filled(values: Mapping[str, Value], *, options: Mapping[str, Any]) -> dict[str, Value]:
    """The values with those that follow from them; what was said itself is never overridden."""
    follow: dict[str, Value] = {}
    if "agreement" in values:
        follow["agreement_2"] = values["agreement"]  # some headers carry it twice
    for what, codes in options.get("charges", {}).items():
        follow |= _charge(what, codes, values)
    if "fine_mark" in options and values.get("fine_rate"):
        follow["fine_mark"] = options["fine_mark"]
    for name in ("protest", "write_off"):
        if days_told(values, name) and f"{name}_code" in options:
            follow[f"{name}_code"] = options[f"{name}_code"]
    if days_told(values, "protest") and "write_off_code_with_protest" in options:
        follow |= {"write_off_code": options["write_off_code_with_protest"], "write_off_days": "0"}
    if days_told(values, "protest") and "protest_instruction" in options:
        follow["instruction_1"] = options["protest_instruction"]
        follow[options.get("protest_days_as", "protest_days")] = values["protest_days"]
    return {**follow, **{name: value for name, value in values.items() if value is not None}}


def spoken_for(options: Mapping[str, Any]) -> set[str]:
    """The names that are no fields of a table but become some."""
    names = {"protest_days"} if "protest_instruction" in options else set()
    for what, codes in options.get("charges", {}).items():
        names |= {told_as(what, how) for how in codes}
    return names


def _charge(what: str, codes: Mapping[str, str], values: Mapping[str, Value]) -> dict[str, Value]:
    """Code and hundredths of a charge, as this bank tells an amount from a percentage."""
    for how, code in codes.items():
        value = values.get(told_as(what, how))
        if not value:
            continue
        follow = {f"{what}_hundredths": _hundredths(value) if how == "percent" else value}
        return {**follow, f"{what}_code": code} if code else follow
    return {}


def days_told(values: Mapping[str, Value], name: str) -> bool:
    """Whether there are days before a protest or a write-off; blanks and zeros are none."""
    return str(values.get(f"{name}_days") or "").strip("0 ") != ""


def told_as(what: str, how: str) -> str:
    if what == "interest":
        return "interest_day_cents" if how == "amount" else "interest_month_rate"
    return f"{what}_cents" if how == "amount" else f"{what}_rate"


def _hundredths(rate: Value) -> Value:
    """A percentage in hundredths; one that is finer stays as it is, and is then refused."""
    scaled = Decimal(str(rate)) * 100
    return int(scaled) if scaled == scaled.to_integral_value() else scaled
