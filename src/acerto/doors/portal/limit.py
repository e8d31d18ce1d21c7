"""How often one address may ask for the debtor's pages: enough for many people behind one network.

Phones of one operator share addresses, and mail programs post the one-click stop from few of them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

APP = "acerto.portal"
LIMITS = {"page": "240/60s/ip", "form": "60/60s/ip", "one_click": "600/60s/ip"}


def limited(view: Callable[..., HttpResponse], *, one_click: bool = False) -> Any:
    """Answer 429, kindly, where an address asks too often."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = "form" if request.method == "POST" else "page"
        action = "one_click" if one_click else action
        if (
            ratelimit.consume(request, app=APP, action=action, config=LIMITS, limit_get=True)
            is None
        ):
            return render(request, "portal/busy.html", status=429)
        return view(request, *args, **kwargs)

    return checked
