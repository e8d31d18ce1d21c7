"""A debt as somebody types it, checked field by field before the law sees it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acerto.core.money import InvalidAmount, parse_cents
from acerto.core.places import all_states
from acerto.doors.kit.terms import MODES, PARTIES, debt_types, indexes
from acerto.law.calculation import TERM_FIELDS, InvalidRequest, Payment, Request
from acerto.law.calculation_file import parse_month, parse_rate
from acerto.law.rules.agreed import InvalidTerms, Terms
from acerto.law.rules.limits import charge_kind
from acerto.law.rules.prescription import WRITTEN, kind_of

MOST_PAYMENTS = 60
ISO = "%Y-%m-%d"
RATES = ("fine_rate", "interest_month_rate", "discount_rate", "payoff_month_rate")


class _Money(forms.CharField):
    """An amount as people write it, in centavos."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = parse_cents(text, decimal=",")
        except InvalidAmount as invalid:
            raise forms.ValidationError(invalid.message) from invalid
        if cents <= 0:
            raise forms.ValidationError(_("O valor precisa ser maior que zero."))
        return cents


class _Rate(forms.CharField):
    """A percentage as people write it, with or without the sign; None where nothing was agreed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_rate(text.rstrip("% ") + "%")
        except InvalidRequest as invalid:
            raise forms.ValidationError(invalid.sentence) from invalid


class _Month(forms.CharField):
    """A month, as its first day."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"placeholder": "06/2026", "autocomplete": "off"})
        super().__init__(max_length=10, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_month(text)
        except InvalidRequest as invalid:
            raise forms.ValidationError(invalid.sentence) from invalid


def _date(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format=ISO)
    return forms.DateField(widget=widget, input_formats=[ISO, "%d/%m/%Y"], **kwargs)


class PaymentRow(forms.Form):
    """A payment already made; both fields empty is no payment."""

    on = _date(label=_("Pago em"), required=False)
    amount = _Money(label=_("Valor pago"), required=False)

    def clean(self) -> dict[str, Any]:
        """Both or none."""
        told = super().clean() or self.cleaned_data
        if self.errors:
            return told
        if told.get("on") and not told.get("amount"):
            self.add_error("amount", _("Falta o valor deste pagamento."))
        if told.get("amount") and not told.get("on"):
            self.add_error("on", _("Falta o dia deste pagamento."))
        return told


PaymentRows = forms.formset_factory(
    PaymentRow, extra=0, max_num=MOST_PAYMENTS, absolute_max=MOST_PAYMENTS, validate_max=True
)
ROWS = "pagamentos"


class CalculatorForm(forms.Form):
    """The debt, its terms and the day of the calculation."""

    principal = _Money(label=_("Valor da dívida (R$)"))
    due_on = _date(label=_("Vencimento"))
    on = _date(label=_("Calcular até"))
    debt_type = forms.ChoiceField(label=_("Tipo de dívida"), required=False)
    party_kind = forms.ChoiceField(label=_("Quem deve"), choices=list(PARTIES.items()))
    interest_mode = forms.ChoiceField(label=_("Juros de mora"), choices=list(MODES.items()))
    interest_month_rate = _Rate(label=_("Juros ao mês (%)"))
    fine_rate = _Rate(label=_("Multa (%)"))
    correction_index = forms.ChoiceField(label=_("Índice de correção"), required=False)
    discount_rate = _Rate(label=_("Desconto por pontualidade (%)"))
    discount_days = forms.IntegerField(
        label=_("Dias antes do vencimento"),
        min_value=0,
        max_value=9999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    payoff_month_rate = _Rate(label=_("Taxa do contrato, para pagar antes (% ao mês)"))
    state = forms.ChoiceField(label=_("Estado de quem deve"), required=False)
    interest_from = _date(label=_("Juros desde"), required=False)
    correct_until = _Month(label=_("Corrigir até o mês"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["debt_type"].choices = debt_types()
        self.fields["correction_index"].choices = [("", _("Nenhum")), *indexes()]
        states = [(state, state) for state in sorted(all_states())]
        self.fields["state"].choices = [("", _("Só feriados nacionais")), *states]

    def to_request(self, *, rows: Any) -> Request | None:
        """The debt for the law; None when something does not fit, and the form says what."""
        told = self.cleaned_data
        try:
            return Request(
                terms=_terms(told),
                principal_cents=told["principal"],
                due_on=told["due_on"],
                state=told["state"] or None,
                interest_from=told["interest_from"],
                correct_until=told["correct_until"],
                payments=tuple(_payments(rows.cleaned_data)),
                kind=kind_of(debt_type=told["debt_type"] or WRITTEN),
            )
        except InvalidTerms as invalid:
            self.add_error(self.known(TERM_FIELDS.get(invalid.code, "")), invalid.message)
        except InvalidRequest as invalid:
            self.add_error(self.known(invalid.field), invalid.sentence)
        return None

    def known(self, field: str) -> str | None:
        """The field of this name; None puts an error over the whole."""
        return field if field in self.fields else None


def _terms(told: Mapping[str, Any]) -> Terms:
    return Terms(
        party_kind=told["party_kind"],
        interest_mode=told["interest_mode"],
        correction_index=told["correction_index"] or None,
        discount_days=told["discount_days"] or 0,
        debt_type=charge_kind(debt_type=told["debt_type"] or WRITTEN),
        **{name: told[name] for name in RATES},
    )


def _payments(rows: list[dict[str, Any]]) -> list[Payment]:
    return [Payment(row["on"], row["amount"]) for row in rows if row.get("amount")]
