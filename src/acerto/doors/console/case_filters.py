"""What the address of the list of cases asks for that does not exist, in words."""

from collections.abc import Iterator

from django.http import QueryDict
from django.utils.translation import gettext as _

from acerto.core.places import all_states
from acerto.domain.dunning.screens.steps import step_names
from acerto.domain.dunning.screens.words import BAND, outcomes
from acerto.domain.tenancy.screens import creditors

SIGNS = ("claim", "hold")
LONGEST_SHOWN = 40


def unknown(*, query: QueryDict, reach: frozenset[int]) -> list[str]:
    """A sentence for each value that its filter does not have; empty when all are known."""
    text = _("O filtro “%(name)s” não tem o valor “%(value)s”.")
    return [
        text % {"name": name, "value": value[:LONGEST_SHOWN]}
        for name, value in _wrong(query, reach)
    ]


def _wrong(query: QueryDict, reach: frozenset[int]) -> Iterator[tuple[str, str]]:
    asked = {name: value for name, value in query.items() if value}
    if (value := asked.get("faixa")) and value not in BAND:
        yield _("Atraso"), value
    if (value := asked.get("decisao")) and value not in {one.key for one in outcomes()}:
        yield _("Decisão"), value
    if (value := asked.get("uf")) and value.upper() not in all_states():
        yield _("UF"), value
    if (value := asked.get("sinal")) and value not in SIGNS:
        yield _("Sinal"), value
    if (value := asked.get("credor")) and value not in {str(c.id) for c in creditors(reach=reach)}:
        yield _("Credor"), value
    if (value := asked.get("etapa")) and value not in map(str, step_names()):
        yield _("Etapa"), value
    if (value := asked.get("depois")) and not _is_place(value):
        yield _("Página"), value


def _is_place(text: str) -> bool:
    cents, _dot, case_id = text.partition(".")
    parts = (cents, case_id)
    return all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts)
