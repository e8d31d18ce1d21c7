"""The values of the law as a person reads them, in Portuguese."""

from collections.abc import Callable
from decimal import Decimal

from acerto.core.money import format_brl
from acerto.law.catalogue import words
from acerto.law.schema import (
    CapsValue,
    ClaimValue,
    LossClassValue,
    ParamEntry,
    PeriodValue,
    TermValue,
    WindowValue,
    WordingValue,
)

NO_LIMIT = "sem limite"
NONE_OF_THEM = "nenhum"
_CENTS = "_cents"
_CLAIM_START_DUE = "do vencimento"


def value_in_words(entry: ParamEntry) -> str:
    """What a parameter says: "2%", "5 dias úteis", "seg a sex das 8h às 20h", "sem limite"."""
    value = entry.value
    if value is None:
        return NO_LIMIT
    if isinstance(value, int) and entry.name.endswith(_CENTS):
        return format_brl(value)
    if isinstance(value, dict):
        return "; ".join(_group(key, said) for key, said in value.items())
    if isinstance(value, tuple):
        return _of_many(value)
    return _of_one(value)


def _of_many(values: tuple[object, ...]) -> str:
    if not values:
        return NONE_OF_THEM
    separator = ", " if isinstance(values[0], str) else "; "
    return separator.join(_of_one(one) for one in values)


def _of_one(value: object) -> str:
    tell = _TELLERS.get(type(value))
    return tell(value) if tell else str(value)


def _rate(rate: Decimal) -> str:
    percent = f"{(rate * 100).normalize():f}"
    return percent.replace(".", ",") + "%"


def _term(term: TermValue) -> str:
    return _amount(term.count, term.unit)


def _amount(count: int, unit: str) -> str:
    one, many = words()["units"][unit].split(",")
    return f"{count} {one if count == 1 else many}"


def _window(window: WindowValue) -> str:
    first, last = _day(window.days[0]), _day(window.days[-1])
    days = first if first == last else f"{first} a {last}"
    return f"{days} das {window.start:%H:%M} às {window.end:%H:%M}"


def _caps(caps: CapsValue) -> str:
    said = (
        (caps.attempts_day, "tentativa", "por dia"),
        (caps.contacts_day, "contato", "por dia"),
        (caps.contacts_week, "contato", "por semana"),
    )
    return ", ".join(
        f"{count} {what if count == 1 else what + 's'} {span}"
        for count, what, span in said
        if count is not None
    )


def _claim(claim: ClaimValue) -> str:
    start = _CLAIM_START_DUE if claim.starts == "due" else _word(claim.starts)
    name = "cobrança" if claim.claim == "collection" else _word(claim.claim)
    return f"{name}: {_amount(claim.count, claim.unit)} {start}"


def _loss_class(one: LossClassValue) -> str:
    secured = "com garantia" if one.secured else "sem garantia"
    limit = f"até {format_brl(one.up_to_cents)}" if one.up_to_cents else "acima disso"
    return f"{secured} {limit}, mais de {_term(one.after)}, {_word(one.needs)}"


def _wording(wording: WordingValue) -> str:
    count = len(wording.patterns)
    return f"{count} {'expressão' if count == 1 else 'expressões'}. {wording.why}"


def _period(period: PeriodValue) -> str:
    return f"de {period.first:%d/%m/%Y} a {period.last:%d/%m/%Y}"


def _day(weekday: str) -> str:
    return "sáb" if weekday == "sab" else weekday


def _group(key: str, members: tuple[str, ...]) -> str:
    name = words()["debt_types"].get(key, _word(key))
    return f"{name} ({', '.join(members)})" if members else name


def _word(code: str) -> str:
    return words()["values"].get(code, code)


_TELLERS: dict[type, Callable[..., str]] = {
    Decimal: _rate,
    TermValue: _term,
    WindowValue: _window,
    CapsValue: _caps,
    ClaimValue: _claim,
    LossClassValue: _loss_class,
    PeriodValue: _period,
    WordingValue: _wording,
    str: _word,
}
