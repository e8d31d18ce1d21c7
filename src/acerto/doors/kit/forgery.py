"""A form that failed the forgery check: said kindly, nothing changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was too old, came from elsewhere, or came without its cookie."""
    return render(request, "kit/stale.html", status=403)
