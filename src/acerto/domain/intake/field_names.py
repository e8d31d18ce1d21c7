"""What each field of a file is called in Portuguese."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

FIELD_NAMES = {
    "contract": _("Contrato"),
    "instalment": _("Parcela"),
    "due_on": _("Vencimento"),
    "issued_on": _("Emissão"),
    "principal": _("Valor"),
    "tax_id": _("CPF ou CNPJ"),
    "debtor_ref": _("Código do devedor"),
    "name": _("Nome"),
    "email": _("E-mail"),
    "phone": _("Telefone"),
    "cep": _("CEP"),
    "street": _("Endereço"),
    "city": _("Cidade"),
    "state": _("UF"),
    "debt_type": _("Tipo da dívida"),
    "party_kind": _("Consumidor ou empresa"),
    "fine_percent": _("Multa (%)"),
    "interest_month_percent": _("Juros ao mês (%)"),
    "discount_percent": _("Desconto (%)"),
    "discount_days": _("Dias antes, para o desconto"),
    "payoff_month_percent": _("Desconto por antecipação ao mês (%)"),
    "interest_mode": _("Juros do contrato ou da lei"),
    "correction_index": _("Índice de correção"),
    "currency": _("Moeda"),
    "co_debtor_tax_id": _("CPF ou CNPJ do codevedor"),
    "co_debtor_name": _("Nome do codevedor"),
    "paid_on": _("Pago em"),
    "amount": _("Valor pago"),
    "memo": _("Observação"),
    "provider_id": _("Identificador no provedor"),
    "method": _("Meio"),
}


def named(fields: Iterable[str]) -> str:
    """Fields as people call them, each with its key in a mapping file."""
    return ", ".join(f"{FIELD_NAMES[field]} ({field})" for field in fields)
