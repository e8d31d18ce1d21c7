"""Choosing the company, for people who sit in several. Outside any scope."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from acerto.domain.tenancy import screens, selectors
from acerto.doors.kit.middleware import SESSION_KEY


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """List the companies of the person who asks; a POST sits them in one of theirs."""
    own = [seat.tenant_id for seat in selectors.seats(user_id=request.user.pk)]
    if request.method == "POST":
        wanted = request.POST.get("tenant", "")
        if wanted.isdecimal() and int(wanted) in own:
            request.session[SESSION_KEY] = int(wanted)
        return redirect("console:overview")
    names = screens.tenant_names(tenant_ids=own)
    now = request.session.get(SESSION_KEY)
    return render(request, "console/seat.html", {"names": names, "now": now})
