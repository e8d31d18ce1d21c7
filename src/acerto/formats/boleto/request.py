"""A boleto asked for in JSON: `bank` and `input`, as in docs/formats/boleto.md."""

from collections.abc import Mapping
from datetime import date

from .account import account_from, day
from .banks import Issued, issue
from .errors import InvalidBoleto


def issue_from(values: object, *, today: date) -> Issued:
    """The boleto of {"bank": …, "input": {…, "due_on": …, "amount_cents": …}}. Raises InvalidBoleto.

    `today` is the day of issue, which decides what due dates its code can say. Without `due_on` it has
    no due date; other keys beside `bank` and `input` are for others to read.
    """
    if not isinstance(values, Mapping):
        raise InvalidBoleto("not_an_object", "", "O pedido é um objeto JSON com bank e input.")
    given = values.get("input")
    if not isinstance(given, Mapping):
        raise InvalidBoleto("missing", "input", "Falta input, um objeto com os dados do boleto.")
    given = dict(given)
    due_on = day(given.pop("due_on", None), name="due_on")
    amount_cents = _cents(given.pop("amount_cents", None))
    return issue(
        bank_code=_bank(values.get("bank")),
        account=account_from(given),
        due_on=due_on,
        amount_cents=amount_cents,
        today=today,
    )


def _bank(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:03d}"
    if not isinstance(value, str):
        raise InvalidBoleto("missing", "bank", "Falta bank, os três dígitos do banco, como 341.")
    return value.strip()


def _cents(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidBoleto(
            "amount_cents",
            "amount_cents",
            "Falta amount_cents, o valor em centavos, um número inteiro (0 deixa em aberto).",
        )
    return value
