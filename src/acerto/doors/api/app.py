"""The API: its routes, its key, and how it says no."""

from importlib.metadata import version

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from acerto.law.calculation import InvalidRequest
from acerto.law.params import NotInForce
from acerto.law.series import MonthMissing

from .auth import TokenAuth
from .body import OnceParser
from .debt import router
from .refusals import of_body, of_calculation

api = NinjaAPI(
    title="Acerto",
    version=version("acerto"),
    description="Valores em centavos, taxas em decimais (0.02 é 2%), datas em ISO.",
    urls_namespace="api",
    docs_url=None,
    auth=TokenAuth(),
    parser=OnceParser(),
)
api.add_router("", router)


@api.exception_handler(ValidationError)
def invalid_body(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422: what was sent does not have the shape asked for."""
    return api.create_response(request, {"errors": of_body(error.errors)}, status=422)


@api.exception_handler(InvalidRequest)
@api.exception_handler(NotInForce)
@api.exception_handler(MonthMissing)
def incalculable(
    request: HttpRequest, error: InvalidRequest | NotInForce | MonthMissing
) -> HttpResponse:
    """422: the calculation cannot be made of it."""
    return api.create_response(request, {"errors": [of_calculation(error)]}, status=422)


@api.exception_handler(AuthenticationError)
def no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401: no key, or one that is not good any more."""
    text = _(
        "Falta uma chave válida: mande Authorization: Bearer CHAVE. Peça uma com acerto token."
    )
    told = {"errors": [{"field": "", "code": "no_key", "message": text}]}
    response = api.create_response(request, told, status=401)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What never became a request: a body that is not JSON, or tells a field twice."""
    if isinstance(error.__cause__, InvalidRequest):
        return incalculable(request, error.__cause__)
    text = _("O corpo do pedido não é JSON válido.")
    told = {"errors": [{"field": "", "code": "not_json", "message": text}]}
    return api.create_response(request, told, status=error.status_code)
