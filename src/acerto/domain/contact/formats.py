"""How amounts, dates and numbers of companies read in a message."""

from datetime import date

from django import template

from acerto.core.money import format_brl

register = template.Library()


@register.filter
def brl(cents: int) -> str:
    """Centavos as "R$ 1.234,56"."""
    return format_brl(cents)


@register.filter
def dia(day: date) -> str:
    """A day as "31/12/2026"."""
    return f"{day:%d/%m/%Y}"


@register.filter
def cnpj(tax_id: str) -> str:
    """A CNPJ as "12.345.678/0001-95"; anything else as it is."""
    if len(tax_id) != 14:
        return tax_id
    return f"{tax_id[:2]}.{tax_id[2:5]}.{tax_id[5:8]}/{tax_id[8:12]}-{tax_id[12:]}"
