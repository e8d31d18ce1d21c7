"""The form of a comparison: the new text of a policy, the day, and what a message costs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acerto.engine.verdicts import CHANNEL_TEXT, Channel

LARGEST_TEXT = 200_000
MOST_DAYS_AHEAD = 30
PRICE = "price_"


class CompareForm(forms.Form):
    """A policy's text, edited here; `today` is the first day that may be compared."""

    text = forms.CharField(
        label=_("Régua nova"),
        max_length=LARGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false"}),
    )
    on = forms.DateField(
        label=_("Dia"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        for channel in Channel:
            self.fields[PRICE + channel.name.lower()] = forms.DecimalField(
                label=_("Uma mensagem por %s custa, em reais") % CHANNEL_TEXT[channel],
                required=False,
                localize=True,
                min_value=Decimal(0),
                max_value=Decimal(1000),
                decimal_places=4,
                max_digits=8,
            )

    def clean_on(self) -> date:
        """Today or a day soon: what is to come later depends on too much that is unknown."""
        on: date = self.cleaned_data["on"]
        if not 0 <= (on - self._today).days <= MOST_DAYS_AHEAD:
            raise forms.ValidationError(_("Escolha um dia de hoje a daqui a 30 dias."))
        return on

    def prices(self) -> dict[str, Decimal]:
        """Centavos a message by channel, where a price was given."""
        given = {
            name: self.cleaned_data.get(name) for name in self.fields if name.startswith(PRICE)
        }
        return {
            name.removeprefix(PRICE): price * 100
            for name, price in given.items()
            if price is not None
        }

    @property
    def price_fields(self) -> list[forms.BoundField]:
        """The fields of prices, for the template."""
        return [self[name] for name in self.fields if name.startswith(PRICE)]
