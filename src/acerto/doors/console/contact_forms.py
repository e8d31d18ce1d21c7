"""Forms of pauses, preferred hours, limits and block lists."""

from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acerto.domain.contact.flags import LONGEST_EVIDENCE, MOST_YEARS_AGO, SETTABLE
from acerto.domain.contact.models import BlockList, Hold
from acerto.domain.contact.narrow import Opening

LARGEST_BYTES = 50 * 1024 * 1024
PERSON = "person"
DAYS = (
    _("Segunda"),
    _("Terça"),
    _("Quarta"),
    _("Quinta"),
    _("Sexta"),
    _("Sábado"),
    _("Domingo"),
)


def _day_field(label: str, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


class FlagForm(forms.Form):
    """A fact that pauses the collection. `places`: (key, name) of cases and titles."""

    reason = forms.ChoiceField(label=_("O que aconteceu"))
    where = forms.MultipleChoiceField(
        label=_("O que fica em pausa"), widget=forms.CheckboxSelectMultiple
    )
    event_on = _day_field(_("Dia do fato"), required=False)
    evidence = forms.CharField(
        label=_("Em que se apoia"),
        required=False,
        max_length=LONGEST_EVIDENCE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ends_on = _day_field(_("Vale até (se já se sabe)"), required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(Hold.Reason.choices)
        self.fields["reason"].choices = [(reason, names[reason]) for reason in SETTABLE]
        self.fields["where"].choices = places
        self.fields["where"].initial = [PERSON]

    def ids(self, kind: str) -> tuple[int, ...]:
        """The chosen ids of "case" or "title"."""
        chosen = (place.split(":") for place in self.cleaned_data["where"] if ":" in place)
        return tuple(int(number) for name, number in chosen if name == kind)

    @property
    def whole_person(self) -> bool:
        """Whether every debt of the person is paused."""
        return PERSON in self.cleaned_data["where"]


class HoursForm(forms.Form):
    """From and to for each weekday; a day left empty is closed, all empty leaves it to the law."""

    def __init__(self, *args: Any, openings: list[Opening], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {one.weekday: one for one in openings}
        for day, name in enumerate(DAYS):
            one = kept.get(day)
            for edge, label in (("starts", _("das")), ("ends", _("às"))):
                self.fields[f"{edge}_{day}"] = forms.TimeField(
                    label=f"{name}, {label}",
                    required=False,
                    initial=getattr(one, edge) if one else None,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each day's name and its two fields."""
        return [
            (str(name), self[f"starts_{day}"], self[f"ends_{day}"]) for day, name in enumerate(DAYS)
        ]

    def clean(self) -> dict[str, Any]:
        """A day has both ends or none."""
        cleaned: dict[str, Any] = super().clean() or {}
        for day in range(len(DAYS)):
            if (cleaned.get(f"starts_{day}") is None) != (cleaned.get(f"ends_{day}") is None):
                self.add_error(f"ends_{day}", _("Diga o começo e o fim, ou deixe o dia vazio."))
        return cleaned

    def openings(self) -> list[Opening]:
        """What a valid form says."""
        found = []
        for day in range(len(DAYS)):
            starts: time | None = self.cleaned_data[f"starts_{day}"]
            ends: time | None = self.cleaned_data[f"ends_{day}"]
            if starts is not None and ends is not None:
                found.append(Opening(day, starts, ends))
        return found


class CapsForm(forms.Form):
    """Fewer contacts than the law's caps; empty leaves a number to the law."""

    contacts_day = forms.IntegerField(label=_("Contatos por dia"), required=False, min_value=1)
    contacts_week = forms.IntegerField(
        label=_("Contatos em sete dias"), required=False, min_value=1
    )


class BlockListForm(forms.Form):
    """A list's file, which list it is, of which day, from where."""

    name = forms.ChoiceField(label=_("Lista"))
    file = forms.FileField(
        label=_("Arquivo"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    taken_on = _day_field(_("Lista do dia"), required=True)
    source = forms.CharField(label=_("De onde veio"), max_length=200)
    mode = forms.ChoiceField(label=_("O arquivo traz"), choices=BlockList.Mode.choices)
    sure = forms.BooleanField(
        label=_("O arquivo está completo, mesmo que libere muita gente"), required=False
    )

    def __init__(
        self, *args: Any, lists: list[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = lists
        self.fields["taken_on"].initial = today
        self.today = today

    def clean_file(self) -> Any:
        """A file that the screen can carry."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(
                _("O arquivo passa de 50 MB. Use na máquina o comando `acerto blocklist import`.")
            )
        return file

    def clean_taken_on(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["taken_on"]
        if day > self.today:
            raise forms.ValidationError(_("Esse dia ainda não chegou."))
        if day.year < self.today.year - MOST_YEARS_AGO:
            raise forms.ValidationError(_("Confira o ano: faz tempo demais."))
        return day
