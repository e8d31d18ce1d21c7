"""Filters that several lists share."""

from .errors import InvalidRequest
from .people import CPF_LENGTH

CNPJ_LENGTH = 14


def charge_filters(
    *,
    tax_id: str | None = None,
    status: str | None = None,
    with_location: bool | None = None,
    agreement: str | None = None,
) -> dict[str, str]:
    """By debtor, status, location and agreement, whichever are given. Raises InvalidRequest."""
    found = tax_filter(tax_id)
    if status is not None:
        found["status"] = str(status)
    if with_location is not None:
        found["locationPresente"] = str(with_location).lower()
    if agreement is not None:
        found["convenio"] = agreement
    return found


def tax_filter(tax_id: str | None) -> dict[str, str]:
    """cpf or cnpj by its length. Raises InvalidRequest."""
    if tax_id is None:
        return {}
    if len(tax_id) not in (CPF_LENGTH, CNPJ_LENGTH):
        raise InvalidRequest("tax_id", "O CPF tem 11 posições e o CNPJ, 14, sem pontuação.")
    return {"cpf" if len(tax_id) == CPF_LENGTH else "cnpj": tax_id}
