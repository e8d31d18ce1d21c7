"""Why a case was, or was not, contacted on a day."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from acerto.domain.dunning.archive import ArchiveChanged
from acerto.domain.dunning.screens.words import outcome
from acerto.domain.dunning.why import Facts, NoDecision, NoFacts, NoSuchCase, no_facts_text
from acerto.domain.dunning.why import why as chain
from acerto.doors.kit import clock
from acerto.engine.verdicts import CHANNEL_TEXT, Channel


@require_GET
@never_cache
def why(request: HttpRequest, case_id: int) -> HttpResponse:
    """The chain of one decision, from what was known to what went out."""
    on = _day(request.GET.get("dia", ""))
    try:
        found = chain(case_id=case_id, on=on, reach=request.seat.reach)
    except NoSuchCase:
        raise Http404 from None
    except ArchiveChanged as changed:
        context = {"problem": changed.message, "on": on, "case_id": case_id}
        return render(request, "console/why.html", context, status=500)
    context = {"on": on, "case_id": case_id, "person": found.name}
    context["debtor_id"] = found.party_id
    if isinstance(found, NoDecision):
        return render(request, "console/why.html", context | {"nothing": found}, status=404)
    row = found.decision
    context |= {
        "w": found,
        "row": row,
        "outcome": outcome(verdict=row["verdict"], reason=row["reason"]),
        "facts": found.facts if isinstance(found.facts, Facts) else None,
        "no_facts": no_facts_text(why=found.facts) if isinstance(found.facts, NoFacts) else "",
        "channel": CHANNEL_TEXT[Channel(row["channel"])] if row["channel"] else "",
    }
    return render(request, "console/why.html", context)


def _day(said: str) -> date:
    """The day asked for; today where none is."""
    try:
        return date.fromisoformat(said) if said else clock.today()
    except ValueError:
        raise Http404 from None
