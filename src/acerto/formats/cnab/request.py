"""A remittance asked for in JSON: names and types checked before anything is written."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from .layout import Width
from .order import Action, Order
from .problem import InvalidOrder
from .remittance import remittance_layout, write_remittance
from .values import Value

_KEYS = ("bank", "layout", "company", "file_number", "written_on", "written_time", "orders")
_TIME = re.compile(r"([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]")
_DAYS = re.compile(r"[0-9]{1,4}")
_SOME_DAYS = ("protest_days", "write_off_days")
_WIDTHS: Mapping[str, Width] = {"CNAB240": 240, "CNAB400": 400, "240": 240, "400": 400}


def remittance_from(told: object) -> Iterator[str]:
    """The lines of the remittance that a JSON object asks for. Raises InvalidOrder.

    Keys: bank, layout ("CNAB240" or "CNAB400"), company, file_number, written_on, perhaps
    written_time (HHMMSS), orders. Names ending in _on are ISO dates, in _cents whole centavos, in
    _rate percentages as text; all other values are text or whole numbers.
    """
    request = _mapping(told, "o pedido")
    for name in request:
        if name not in _KEYS:
            text = f"O pedido não tem o campo {name}; os que há são {', '.join(_KEYS)}."
            raise InvalidOrder("field_unknown", 0, name, text)
    orders = request.get("orders")
    if not isinstance(orders, list) or not orders:
        raise _bad("orders", "Falta orders, a lista de pedidos.")
    width = _WIDTHS.get(str(request.get("layout")))
    if width is None:
        raise _bad("layout", "layout deve ser CNAB240 ou CNAB400.")
    number = request.get("file_number")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise _bad("file_number", "file_number deve ser o número da remessa, 1 ou mais.")
    written_on = _value("written_on", request.get("written_on"), order=0)
    if not isinstance(written_on, date):
        raise _bad("written_on", "Falta written_on, o dia da remessa (2026-11-22).")
    time = str(request.get("written_time") or "000000")
    if not _TIME.fullmatch(time):
        raise _bad("written_time", "written_time deve ser a hora como 143000 (HHMMSS).")
    return write_remittance(
        layout=remittance_layout(bank=str(request.get("bank", "")), width=width),
        company=_values(_mapping(request.get("company"), "company"), order=0),
        orders=[_order(one, number) for number, one in enumerate(orders, start=1)],
        file_number=number,
        written_on=written_on,
        written_time=time,
    )


def _order(told: object, number: int) -> Order:
    values = dict(_mapping(told, f"o pedido {number}"))
    name = values.pop("action", None)
    try:
        action = Action(str(name))
    except ValueError:
        known = ", ".join(Action)
        text = f"Pedido {number}: action deve ser um de {known}."
        raise InvalidOrder("action_unknown", number, "action", text) from None
    return Order(action, _values(values, order=number))


def _values(told: Mapping[str, Any], *, order: int) -> dict[str, Value]:
    return {name: _value(name, value, order=order) for name, value in told.items()}


def _value(name: str, value: object, *, order: int) -> Value:
    if value is None:
        return None
    where = f"Pedido {order}: " if order else ""
    if name.endswith("_on"):
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            text = f"{where}{name} deve ser uma data como 2026-11-22."
            raise InvalidOrder("value_invalid", order, name, text) from None
    if name.endswith(("_cents", "_hundredths")):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        text = f"{where}{name} deve ser um número inteiro de centavos."
        raise InvalidOrder("value_invalid", order, name, text)
    if name.endswith("_rate"):
        return _rate(name, value, where=where, order=order)
    if name.endswith("_days") and (isinstance(value, bool) or not _DAYS.fullmatch(str(value))):
        text = f"{where}{name} deve ser um número inteiro de dias, sem sinal nem fração."
        raise InvalidOrder("value_invalid", order, name, text)
    if name in _SOME_DAYS and not str(value).strip("0"):
        text = f"{where}{name} deve ser 1 ou mais; para não pedir, deixe o campo de fora."
        raise InvalidOrder("value_invalid", order, name, text)
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    text = f"{where}{name} deve ser texto ou número inteiro."
    raise InvalidOrder("value_invalid", order, name, text)


def _rate(name: str, value: object, *, where: str, order: int) -> Decimal:
    try:
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,8})?", str(value)):
            raise InvalidOperation
        return Decimal(str(value))
    except InvalidOperation:
        text = f'{where}{name} deve ser uma porcentagem como "1.50".'
        raise InvalidOrder("value_invalid", order, name, text) from None


def _mapping(told: object, what: str) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise _bad("", f"Falta {what}: um objeto JSON, com nomes e valores.")
    return told


def _bad(field: str, text: str) -> InvalidOrder:
    return InvalidOrder("request_invalid", 0, field, text)
