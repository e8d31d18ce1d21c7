"""Pauses of a debtor: setting one with its evidence, ending one; the hours that the person asked for."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from acerto.domain.contact import flags, narrow, stops
from acerto.domain.contact import screens as contact
from acerto.domain.contact.models import Hold, Purpose
from acerto.domain.parties import screens as parties
from acerto.domain.receivables import screens as receivables
from acerto.domain.tenancy.screens import user_names
from acerto.doors.kit import clock
from acerto.doors.kit.seat import needs
from acerto.doors.kit.terms import debt_type_name

from ..contact_forms import PERSON, FlagForm, HoursForm

Places = list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
@never_cache
@needs("flag")
def new(request: HttpRequest, party_id: int) -> HttpResponse:
    """What happened, since when, in what it rests, and what it pauses."""
    person, places = _debtor(request, party_id)
    form = FlagForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid() and _set(request, party_id, form):
        return redirect("console:debtor", party_id=party_id)
    laws = [
        (str(Hold.Reason(reason).label), _law(reason))
        for reason, _name in form["reason"].field.choices
    ]
    context = {"person": person, "form": form, "laws": laws}
    return render(request, "console/pause_new.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@needs("end_flag")
def end(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Ask, with the evidence in sight, then end the pause."""
    found = contact.hold(hold_id=hold_id, reach=request.seat.reach)
    if found is None:
        raise Http404
    hold, party_id = found
    person = _person(request, party_id)
    if request.method == "POST":
        try:
            flags.end_flag(hold_id=hold_id, now=clock.now(), actor_id=request.seat.user_id)
        except flags.FlagRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Pausa encerrada: a régua volta a valer amanhã."))
        return redirect("console:debtor", party_id=party_id)
    context = {
        "person": person,
        "hold": hold,
        "evidence": flags.evidence(hold_id=hold_id),
        "set_by": user_names(user_ids={hold.set_by or 0}).get(hold.set_by or 0, ""),
    }
    return render(request, "console/pause_end.html", context)


@require_http_methods(["GET", "POST"])
@needs("flag")
def hours(request: HttpRequest, party_id: int) -> HttpResponse:
    """When the person asked to be sought; inside the law's hours, never beyond them."""
    person = _person(request, party_id)
    form = HoursForm(request.POST or None, openings=narrow.openings_of(party_id=party_id))
    if request.method == "POST" and form.is_valid():
        try:
            narrow.set_hours(
                openings=form.openings(),
                party_id=party_id,
                now=clock.now(),
                actor_id=request.seat.user_id,
            )
        except narrow.HoursRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Horários guardados: valem a partir de agora."))
            return redirect("console:debtor", party_id=party_id)
    return render(request, "console/hours.html", {"person": person, "form": form})


def _set(request: HttpRequest, party_id: int, form: FlagForm) -> bool:
    cleaned = form.cleaned_data
    cases = form.ids("case")
    fact = flags.Fact(
        reason=Hold.Reason(cleaned["reason"]),
        event_on=cleaned["event_on"],
        evidence=cleaned["evidence"],
        ends_on=cleaned["ends_on"],
    )
    where = flags.Where(party_id=party_id)
    if not form.whole_person:
        where = flags.Where(case_ids=cases, title_ids=form.ids("title"))
    try:
        flags.set_flag(where=where, fact=fact, now=clock.now(), actor_id=request.seat.user_id)
    except flags.FlagRefused as refused:
        form.add_error(refused.field or None, refused.message)
        return False
    messages.success(request, _("Em pausa: nada do que a regra abrange sai a partir de agora."))
    return True


def _law(reason: str) -> dict[str, object]:
    law = stops.law_of(reason=reason, on=clock.today())
    return {"law": law, "purposes": [str(Purpose(purpose).label) for purpose in law.purposes]}


def _person(request: HttpRequest, party_id: int) -> parties.PartyFacts:
    person = parties.party(party_id=party_id)
    if person is None or not receivables.cases_of(party_id=party_id, reach=request.seat.reach):
        raise Http404
    return person


def _debtor(request: HttpRequest, party_id: int) -> tuple[parties.PartyFacts, Places]:
    """The person, and everything of theirs that may be paused."""
    person = _person(request, party_id)
    cases = receivables.cases_of(party_id=party_id, reach=request.seat.reach)
    debts = receivables.debts(case_ids=[case.id for case in cases], on=clock.today())
    places: Places = [(PERSON, _("A pessoa, com todas as dívidas"))]
    for case in cases:
        name = f"{case.creditor_name}, {debt_type_name(case.debt_type)}"
        places.append((f"case:{case.id}", _("Tudo o que deve a %s") % name))
        for title in debts[case.id].titles:
            places.append(
                (
                    f"title:{title.title_id}",
                    _("Título %(contract)s, parcela %(instalment)s, vence %(due)s")
                    % {
                        "contract": title.contract,
                        "instalment": title.instalment,
                        "due": f"{title.due_on:%d/%m/%Y}",
                    },
                )
            )
    return person, places
