"""What the debtor may write. Every message is kind and says what to do."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acerto.core.identifiers import InvalidIdentifier, normalise_tax_id
from acerto.domain.contact.models import Channel, Claim
from acerto.domain.contact.portal_claims import LONGEST_TEXT
from acerto.domain.contact.portal_page import Page

HOW = [
    ("", gettext_lazy("Não lembro")),
    ("Pix", "Pix"),
    ("boleto", gettext_lazy("Boleto")),
    ("cartão", gettext_lazy("Cartão")),
    ("transferência", gettext_lazy("Transferência")),
    ("na loja", gettext_lazy("Na loja ou em dinheiro")),
]


class EntryForm(forms.Form):
    """The full CPF or CNPJ."""

    tax_id = forms.CharField(max_length=24, strip=True)

    def clean_tax_id(self) -> str:
        try:
            return normalise_tax_id(self.cleaned_data["tax_id"]).value
        except InvalidIdentifier as error:
            raise forms.ValidationError(
                _("Confira o número: um CPF tem 11 dígitos e um CNPJ tem 14.")
            ) from error


class ClaimForm(forms.Form):
    """Which titles, and an optional text."""

    titles = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": gettext_lazy("Marque pelo menos uma parcela."),
            "invalid_choice": gettext_lazy("Marque uma das parcelas da lista."),
        },
    )
    text = forms.CharField(required=False, max_length=LONGEST_TEXT, strip=True)

    kind = Claim.Kind.NOT_MINE

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["titles"].choices = [(card.title_id, "") for card in page.titles]  # type: ignore[attr-defined]

    def words(self) -> str:
        """What is kept, encrypted, for the person who answers."""
        return str(self.cleaned_data["text"])


class SaysPaidForm(ClaimForm):
    """When and how it was paid, both optional."""

    paid_on = forms.DateField(
        required=False,
        error_messages={
            "invalid": gettext_lazy("Escreva a data como 31/12/2026, ou deixe em branco.")
        },
    )
    how = forms.ChoiceField(choices=HOW, required=False)

    kind = Claim.Kind.SAYS_PAID

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, page=page, **kwargs)
        self.today = page.on

    def clean_paid_on(self) -> date | None:
        day: date | None = self.cleaned_data["paid_on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("Esta data ainda não chegou. Confira a data."))
        return day

    def words(self) -> str:
        day, how = self.cleaned_data["paid_on"], self.cleaned_data["how"]
        said = [
            _("Data informada: %(day)s.") % {"day": f"{day:%d/%m/%Y}"} if day else "",
            _("Forma informada: %(how)s.") % {"how": how} if how else "",
            self.cleaned_data["text"],
        ]
        return "\n".join(part for part in said if part)


class ChannelForm(forms.Form):
    """Close a channel, or open it again."""

    channel = forms.ChoiceField(choices=Channel.choices)
    act = forms.ChoiceField(choices=[("stop", "stop"), ("resume", "resume")])
