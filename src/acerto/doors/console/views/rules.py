"""The law as Acerto knows it: every rule, with what backs it and what does not."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from acerto.core.places import all_states
from acerto.doors.kit import clock
from acerto.law import catalogue

from ..rule_cards import card, choices

# The name of each filter in the address, and in the catalogue.
FILTERS = {
    "busca": "text",
    "tema": "topic",
    "uf": "state",
    "divida": "debt_type",
    "canal": "channel",
    "efeito": "effect",
    "situacao": "status",
}
UNSOURCED = "sem_fonte"
LONGEST = 100


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The rules that fit the filters of the address; htmx gets the list alone."""
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in FILTERS}
    unsourced = bool(request.GET.get(UNSOURCED))
    wanted: dict[str, Any] = {FILTERS[name]: value for name, value in asked.items()}
    not_known = _not_known(asked)
    found = () if not_known else catalogue.select(**wanted, unsourced=unsourced)
    context: dict[str, Any] = {
        "cards": [card(rule) for rule in found],
        "total": len(catalogue.rules()),
        "unsourced_count": sum(rule.unsourced for rule in found),
        "kept": _kept(request.GET),
        "unknown": not_known,
    }
    if request.htmx:
        return render(request, "console/rules_list.html", context)
    context |= {"asked": asked, "unsourced": unsourced, "states": sorted(all_states()), **choices()}
    return render(request, "console/rules.html", context)


@require_GET
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule with its sources, its dates and its parameters as they stand today."""
    try:
        found = catalogue.rule(rule_id)
    except catalogue.UnknownRule:
        raise Http404 from None
    on = clock.today()
    context = {"c": card(found, on=on), "on": on, "holds": found.in_force(on=on)}
    return render(request, "console/rule.html", context | {"kept": _kept(request.GET)})


def _not_known(asked: dict[str, str]) -> list[str]:
    """A sentence for each value that its filter does not have."""
    said = choices()
    named = {
        "tema": (_("Tema"), "topics"),
        "divida": (_("Tipo de dívida"), "debt_types"),
        "canal": (_("Canal"), "channels"),
        "efeito": (_("Efeito"), "effect"),
        "situacao": (_("Situação"), "status"),
    }
    known = {name: {one.key for one in said[kind]} for name, (_name, kind) in named.items()}
    known["uf"] = set(all_states())
    text = _("O filtro “%(name)s” não tem o valor “%(value)s”.")
    return [
        text % {"name": named[name][0] if name in named else _("UF"), "value": asked[name]}
        for name in known
        if asked[name] and asked[name] not in known[name]
    ]


def _kept(query: QueryDict) -> str:
    """The filters of an address, for links to carry on."""
    kept = QueryDict(mutable=True)
    for name in (*FILTERS, UNSOURCED):
        if query.get(name):
            kept[name] = query[name]
    return kept.urlencode()
