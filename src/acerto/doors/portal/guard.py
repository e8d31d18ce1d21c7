"""What stands before every view of the debtor's page: headers, forgery check, who may go on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from . import visits
from .limit import limited

View = Callable[..., HttpResponse]

LANGUAGE = "pt-br"  # until every sentence of the page is translated

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


class FormCheck(CsrfViewMiddleware):
    """Django's forgery check for pages that send no referrer.

    Under `Referrer-Policy: no-referrer` browsers post `Origin: null`, which Django refuses. It is
    let through to the token check where the browser itself says that the form is of this site, or
    is too old to say.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return bool(super()._origin_verified(request))

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        """Say kindly that the form was too old, on a page that tells nothing."""
        return render(request, "portal/stale.html", status=403)


def discreet(view: View) -> View:
    """Answer in Portuguese, out of caches, frames, search engines and referrers."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with override(LANGUAGE):
            response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return answer


def door(view: View) -> View:
    """A page with forms: discreet, limited, and with our forgery check in place of Django's."""
    return csrf_exempt(discreet(limited(decorator_from_middleware(FormCheck)(view))))


def confirmed(view: View) -> View:
    """A page for the debtor only: the view gets the visit; anybody else goes to the entry."""

    @wraps(view)
    def checked(request: HttpRequest, token: str) -> HttpResponse:
        visit = visits.read(request, token=token)
        if visit is None:
            return redirect("portal:home", token=token)
        response = view(request, visit)
        visits.touch(visit)
        return response

    return door(checked)
