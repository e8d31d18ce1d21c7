"""What goes past the API's routes, told as every refusal of the API: JSON, in Portuguese."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


@csrf_exempt
def not_found(request: HttpRequest) -> HttpResponse:
    """404: no address of the API."""
    text = _("Este endereço não existe na API: os que há estão em /api/v1/openapi.json.")
    return _told("not_found", text, status=404)


def in_json(view: View) -> View:
    """The view, its 405 told as the API tells everything."""

    @wraps(view)
    def told(request: HttpRequest, *words: Any, **named: Any) -> HttpResponse:
        response = view(request, *words, **named)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        allowed = response["Allow"]
        text = _("Este endereço não aceita %(method)s, só %(allowed)s.") % {
            "method": request.method,
            "allowed": allowed,
        }
        refused = _told("method_not_allowed", text, status=405)
        refused["Allow"] = allowed
        return refused

    return told


def _told(code: str, text: str, *, status: int) -> HttpResponse:
    told = {"errors": [{"field": "", "code": code, "message": text}]}
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
