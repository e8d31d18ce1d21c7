"""One debtor whole; showing the full document; answering what the debtor said."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from acerto.domain.contact import answering
from acerto.domain.contact import screens as contact
from acerto.domain.dunning.screens import cases as case_list
from acerto.domain.dunning.screens import debtor as screen
from acerto.domain.parties.disclosure import disclose_tax_ids
from acerto.domain.receivables.screens import cases_of
from acerto.doors.kit import clock
from acerto.doors.kit.seat import needs

from .cases import query_of, read_filters


@require_GET
@never_cache
def debtor(request: HttpRequest, party_id: int) -> HttpResponse:
    """Everything about one debtor, and the next one of the list that the reader came from."""
    found = screen.debtor(
        party_id=party_id, reach=request.seat.reach, on=clock.today(), now=clock.now()
    )
    if found is None:
        raise Http404
    context = {"d": found, "kept": query_of(request.GET), "next": _next(request, found)}
    return render(request, "console/debtor.html", context)


@require_POST
@never_cache
@needs("unmask")
def unmask(request: HttpRequest, party_id: int) -> HttpResponse:
    """The full CPF or CNPJ, once, with an audit entry."""
    _in_reach(request, party_id)
    disclosed = disclose_tax_ids(party_id=party_id, now=clock.now(), actor_id=request.seat.user_id)
    context = {"disclosed": disclosed, "party_id": party_id}
    template = "unmasked_part.html" if request.htmx else "unmasked.html"
    return render(request, f"console/{template}", context)


@require_POST
@needs("answer_claim")
def answer(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Accept or decline what a debtor said."""
    found = contact.claim_case(claim_id=claim_id, reach=request.seat.reach)
    if found is None:
        raise Http404
    accepted = request.POST.get("answer") == "accept"
    try:
        answering.answer_claim(
            claim_id=claim_id, accepted=accepted, now=clock.now(), actor_id=request.seat.user_id
        )
    except answering.AlreadyAnswered as already:
        messages.warning(request, str(already))
    else:
        text = _("Contestação aceita: a pausa continua.") if accepted else _(
            "Contestação respondida: a pausa acabou e o título volta a ser cobrado."
        )  # fmt: skip
        messages.success(request, text)
    _case_id, party_id = found
    return redirect("console:debtor", party_id=party_id)


def _in_reach(request: HttpRequest, party_id: int) -> None:
    if not cases_of(party_id=party_id, reach=request.seat.reach):
        raise Http404


def _next(request: HttpRequest, found: screen.Debtor) -> case_list.CaseRow | None:
    """The case after this one in the list, or None where the reader did not come from a list."""
    came_from = request.GET.get("caso", "")
    here = next((c for c in found.cases if str(c.facts.id) == came_from), None)
    if here is None:
        return None
    overdue = here.decision.overdue_cents if here.decision else 0
    page = case_list.page(
        filters=read_filters(request.GET),
        reach=request.seat.reach,
        tenant_id=request.tenant,
        on=clock.today(),
        now=clock.now(),
        after=case_list.After(overdue_cents=overdue, case_id=here.facts.id),
        size=1,
    )
    return page.rows[0] if page.rows else None
