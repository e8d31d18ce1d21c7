"""One debtor whole; showing the full document; answering what the debtor said."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from acerto.domain.contact import answering, relinking
from acerto.domain.contact import screens as contact
from acerto.domain.dunning.screens import cases as case_list
from acerto.domain.dunning.screens import debtor as screen
from acerto.domain.parties.disclosure import disclose_tax_ids
from acerto.domain.receivables.screens import cases_of
from acerto.doors.kit import clock
from acerto.doors.kit.seat import needs

from .cases import query_of, read_filters

ANSWERS = {
    "accept": gettext_lazy("Contestação aceita: a pausa continua."),
    "decline": gettext_lazy(
        "Contestação não aceita: a pausa acabou e o título volta a ser cobrado."
    ),
}
"""What a person may answer to a claim, and what is said back."""


@require_GET
@never_cache
def debtor(request: HttpRequest, party_id: int) -> HttpResponse:
    """Everything about one debtor, and the next one of the list that the reader came from."""
    return _page(request, party_id)


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
    _case_id, party_id = found
    chosen, text = request.POST.get("answer", ""), request.POST.get("text", "")
    if chosen not in ANSWERS:
        messages.error(request, _("Escolha entre aceitar e não aceitar: nada mudou."))
        return _page(request, party_id, status=400, typed={claim_id: text})
    try:
        answering.answer_claim(
            claim_id=claim_id,
            accepted=chosen == "accept",
            text=text,
            now=clock.now(),
            actor_id=request.seat.user_id,
        )
    except answering.AlreadyAnswered as already:
        messages.warning(request, str(already))
    except answering.CannotSay as refused:
        messages.error(request, str(refused))
        return _page(request, party_id, status=400, typed={claim_id: text})
    else:
        messages.success(request, str(ANSWERS[chosen]))
    return redirect("console:debtor", party_id=party_id)


@require_POST
@needs("send_link")
def send_link(request: HttpRequest, link_id: int) -> HttpResponse:
    """A new link for a debtor whose own was closed by failed attempts."""
    party_id = relinking.link_party(link_id=link_id, reach=request.seat.reach)
    if party_id is None:
        raise Http404
    try:
        relinking.send_link_again(link_id=link_id, now=clock.now(), actor_id=request.seat.user_id)
    except (relinking.AlreadyAsked, relinking.NoPointInUse) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Novo link na fila: sai como mensagem de serviço."))
    return redirect("console:debtor", party_id=party_id)


def _page(
    request: HttpRequest,
    party_id: int,
    *,
    status: int = 200,
    typed: dict[int, str] | None = None,
) -> HttpResponse:
    """The debtor's page; `typed`: what was written in answer to a claim and not kept."""
    found = screen.debtor(
        party_id=party_id, reach=request.seat.reach, on=clock.today(), now=clock.now()
    )
    if found is None:
        raise Http404
    context = {
        "d": found,
        "kept": query_of(request.GET),
        "next": _next(request, found),
        "open_claims": [(claim, (typed or {}).get(claim.id, "")) for claim in found.open_claims],
    }
    return render(request, "console/debtor.html", context, status=status)


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
