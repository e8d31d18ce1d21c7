"""What holds for every page: no text that the database cannot take, nothing kept by browsers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .accounts import MailUnavailable

Answer = Callable[[HttpRequest], HttpResponse]
NUL = "\x00"


class TextMiddleware:
    """Refuses an address or a form with a NUL in it: PostgreSQL keeps no such text."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path or b"\x00" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
            return _refused(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Look at the form only here, where its token was looked at already."""
        for name, values in request.POST.lists():
            if NUL in name or any(NUL in value for value in values):
                return _refused(request)
        return None


class NoStoreMiddleware:
    """Nothing that a view answers stays in a browser or a proxy, unless the view says how long."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response


class MailTroubleMiddleware:
    """Says so, on a page, when a letter about an account could not go out."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page instead of the mail server's error; None for any other error."""
        if isinstance(error, MailUnavailable):
            return render(request, "kit/mail_down.html", status=503)
        return None


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "kit/bad_text.html", status=400)
