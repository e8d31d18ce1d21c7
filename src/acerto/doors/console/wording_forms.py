"""The form of the wording check."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acerto.domain.contact.models import Channel

LONGEST_TEXT = 20_000
LONGEST_SUBJECT = 200


class WordingForm(forms.Form):
    """A text to be read as the law reads it. `channels`: those whose messages can be judged."""

    channel = forms.ChoiceField(label=_("Canal"))
    neutral = forms.BooleanField(
        label=_("A pessoa ainda não confirmou que o contato é dela"), required=False
    )
    subject = forms.CharField(
        label=_("Assunto (e-mail)"), required=False, max_length=LONGEST_SUBJECT
    )
    text = forms.CharField(
        label=_("Texto da mensagem"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "true"}),
    )

    def __init__(self, *args: Any, channels: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(Channel.choices)
        self.fields["channel"].choices = [(one, names[one]) for one in channels]

    def clean_text(self) -> str:
        """The text with one kind of line end, as it is counted."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise forms.ValidationError(_("Cole o texto a conferir."))
        return text
