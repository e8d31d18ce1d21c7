"""The company's own limits: narrower hours and fewer contacts than the law allows, never more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acerto.domain.contact import caps, narrow
from acerto.domain.tenancy.screens import creditors
from acerto.doors.kit import clock
from acerto.doors.kit.seat import needs

from ..contact_forms import CapsForm, HoursForm


@require_http_methods(["GET", "POST"])
@needs("limits")
def limits(request: HttpRequest, creditor_id: int | None = None) -> HttpResponse:
    """Hours and caps of the whole company, or of one creditor; empty leaves it to the law."""
    own = creditors(reach=request.seat.reach)
    if creditor_id is not None and creditor_id not in {one.id for one in own}:
        return redirect("console:limits")
    hours = HoursForm(request.POST or None, openings=narrow.openings_of(creditor_id=creditor_id))
    most = CapsForm(request.POST or None, initial=caps.caps_of(creditor_id=creditor_id))
    sound = request.method == "POST" and hours.is_valid() and most.is_valid()
    if sound and _keep(request, hours, most, creditor_id):
        return redirect(request.path)
    context = {
        "form": hours,
        "most": most,
        "creditors": own,
        "creditor": next((one for one in own if one.id == creditor_id), None),
        "law": caps.law_caps(on=clock.today()),
    }
    return render(request, "console/limits.html", context)


def _keep(request: HttpRequest, hours: HoursForm, most: CapsForm, creditor_id: int | None) -> bool:
    try:
        narrow.set_hours(
            openings=hours.openings(),
            creditor_id=creditor_id,
            now=clock.now(),
            actor_id=request.seat.user_id,
        )
    except narrow.HoursRefused as refused:
        hours.add_error(None, refused.message)
        return False
    caps.set_caps(**most.cleaned_data, creditor_id=creditor_id)
    messages.success(request, _("Limites guardados: valem a partir de agora."))
    return True
