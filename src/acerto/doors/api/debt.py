"""One debt worked out, line by line."""

from django.http import HttpRequest
from ninja import Router

from acerto.domain.indices.selectors import series_book
from acerto.domain.tenancy.scope import scope
from acerto.law.calculation import calculate
from acerto.law.calculation_values import values_of

from .schemas import CalculationOut, DebtIn, ErrorsOut

router = Router()


@router.post(
    "/debt",
    response={200: CalculationOut, 401: ErrorsOut, 422: ErrorsOut},
    summary="Faz a conta de uma dívida, linha por linha, com a lei de cada linha",
    operation_id="debt",
)
def debt(request: HttpRequest, asked: DebtIn) -> dict[str, object]:
    """Nada fica guardado. Os mesmos números de `acerto debt` e da tela Calculadora."""
    with scope(request.auth.seat.tenant_id):  # type: ignore[attr-defined]
        found = calculate(request=asked.to_request(), on=asked.on, series=series_book())
    return values_of(found)
