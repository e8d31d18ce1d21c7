"""What people type, checked before any service sees it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acerto.core.money import InvalidAmount, format_brl, parse_cents
from acerto.domain.payments.models import Payment
from acerto.domain.payments.services import OLDEST_DAY


class PaymentForm(forms.Form):
    """One payment received. `titles`: (id, name) of the open titles, or groups of them, to name one."""

    amount = forms.CharField(
        label=_("Valor recebido"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    paid_on = forms.DateField(
        label=_("Pago em"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    method = forms.ChoiceField(label=_("Como"), choices=Payment.Method.choices)
    title_id = forms.TypedChoiceField(
        label=_("O devedor disse qual título está pagando?"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    memo = forms.CharField(label=_("Observação"), max_length=200, required=False)

    def __init__(
        self, *args: Any, today: date, titles: list[tuple[Any, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["title_id"].choices = [
            ("", _("Não: pague primeiro o mais antigo que ainda se pode cobrar")),
            *titles,
        ]

    def clean_amount(self) -> int:
        """Centavos."""
        try:
            cents = parse_cents(self.cleaned_data["amount"], decimal=",")
        except InvalidAmount as invalid:
            raise forms.ValidationError(invalid.message) from invalid
        if cents <= 0:
            raise forms.ValidationError(_("O valor precisa ser maior que zero."))
        return cents

    def clean_paid_on(self) -> date:
        """A day that has come, in a year that makes sense."""
        day: date = self.cleaned_data["paid_on"]
        if day < OLDEST_DAY:
            raise forms.ValidationError(_("O ano dessa data não faz sentido: confira."))
        if day > self.today:
            raise forms.ValidationError(_("Esse dia ainda não chegou."))
        return day

    @staticmethod
    def amount_text(cents: int) -> str:
        """Centavos as this form reads them back."""
        return format_brl(cents).removeprefix("R$ ")
