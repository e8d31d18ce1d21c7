"""Puts the person who asks into one tenant, for the whole of a back-office view."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from acerto.domain.tenancy import screens, selectors
from acerto.domain.tenancy.scope import scope

from .seat import Seat

SESSION_KEY = "tenant"


class SeatMiddleware:
    """Wraps every view of the namespace `console` in the scope of the tenant that the user chose.

    The last middleware: it calls the view itself, so that the answer is rendered inside the scope.
    """

    namespace = "console"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer for the view, or None where it is not of the back office."""
        match = request.resolver_match
        if match is None or match.app_name != self.namespace:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        seats = selectors.seats(user_id=request.user.pk)
        if not seats:
            return render(request, "kit/no_seat.html", status=403)
        chosen = request.session.get(SESSION_KEY)
        sitting = next((seat for seat in seats if seat.tenant_id == chosen), seats[0])
        with scope(sitting.tenant_id):
            request.seat = _seat(request, sitting, len(seats))  # type: ignore[attr-defined]
            request.tenant = sitting.tenant_id  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            if not getattr(response, "is_rendered", True):
                response = response.render()
        return response


def _seat(request: HttpRequest, sitting: selectors.Seat, seats: int) -> Seat:
    member = screens.member(membership_id=sitting.membership_id)
    return Seat(
        tenant_id=sitting.tenant_id,
        tenant_name=member.tenant_name,
        user_id=request.user.pk,
        role=member.role,
        role_name=member.role_name,
        reach=member.creditor_ids,
        seats=seats,
    )
