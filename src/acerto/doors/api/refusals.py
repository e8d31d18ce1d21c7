"""Why a request was refused, in Portuguese, field by field."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acerto.law.calculation import InvalidRequest
from acerto.law.params import NotInForce
from acerto.law.series import MonthMissing

# The kinds of error of the validator, in words; what is not here gets OTHER.
SAID = {
    "missing": gettext_lazy("Campo obrigatório."),
    "extra_forbidden": gettext_lazy("Este campo não existe."),
    "int_type": gettext_lazy("É esperado um número inteiro, sem aspas."),
    "date_type": gettext_lazy("É esperada uma data, como 2026-01-31."),
    "date_parsing": gettext_lazy("É esperada uma data, como 2026-01-31."),
    "date_from_datetime_parsing": gettext_lazy("É esperada uma data, como 2026-01-31."),
    "date_from_datetime_inexact": gettext_lazy("É esperada uma data, como 2026-01-31."),
    "month": gettext_lazy("É esperado um mês, como 2026-01."),
    "state": gettext_lazy("É esperada a sigla de um estado, como SP."),
    "decimal_type": gettext_lazy('É esperada uma taxa em decimais, como "0.02".'),
    "decimal_parsing": gettext_lazy('É esperada uma taxa em decimais, como "0.02".'),
    "decimal_max_places": gettext_lazy("São aceitas até 8 casas decimais."),
    "finite_number": gettext_lazy('É esperada uma taxa em decimais, como "0.02".'),
    "greater_than_equal": gettext_lazy("O mínimo é %(ge)s."),
    "less_than_equal": gettext_lazy("O máximo é %(le)s."),
    "literal_error": gettext_lazy("São aceitos: %(expected)s."),
    "string_type": gettext_lazy("É esperado um texto."),
    "string_too_long": gettext_lazy("O texto pode ter até %(max_length)s caracteres."),
    "list_type": gettext_lazy("É esperada uma lista."),
    "too_long": gettext_lazy("São aceitos até %(max_length)s itens."),
    "model_attributes_type": gettext_lazy("São esperados campos com nome e valor."),
    "model_type": gettext_lazy("São esperados campos com nome e valor."),
    "dict_type": gettext_lazy("São esperados campos com nome e valor."),
}
OTHER = gettext_lazy("Este valor não é aceito aqui.")
# How the validator numbers what it read: the body, and the name of our one argument.
OUTER = ("body", "asked")


def of_body(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The errors of a body that does not have the shape asked for."""
    return [
        {
            "field": _field(error["loc"]),
            "code": str(error["type"]),
            "message": _message(error),
        }
        for error in errors
    ]


def of_calculation(error: InvalidRequest | NotInForce | MonthMissing) -> dict[str, str]:
    """The error of a debt that cannot be worked out."""
    if isinstance(error, InvalidRequest):
        return {"field": error.field, "code": error.code, "message": error.sentence}
    field = "on" if isinstance(error, MonthMissing) else "due_on"
    return {"field": field, "code": error.code, "message": error.message}


def _field(place: Iterable[Any]) -> str:
    parts = list(place)
    while parts and parts[0] in OUTER:
        parts.pop(0)
    return ".".join(str(part) for part in parts)


def _message(error: Mapping[str, Any]) -> str:
    context = dict(error.get("ctx") or {})
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace(" or ", _(" ou "))
    return str(SAID.get(error["type"], OTHER)) % context
