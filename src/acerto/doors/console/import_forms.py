"""The upload, and the mapping as a form: which column of the file is which of our fields."""

from typing import Any

import yaml
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from acerto.domain.intake.field_names import FIELD_NAMES
from acerto.domain.intake.mapping import Mapping, load_mapping
from acerto.domain.intake.models import Import
from acerto.domain.tenancy.screens import CreditorName

from .uploads import LARGEST_BYTES

FIELDS = {
    "titles": [name for name in FIELD_NAMES if name not in (
        "paid_on", "amount", "memo", "provider_id", "method",
    )],
    "payments": [
        "contract", "tax_id", "debtor_ref", "paid_on", "amount", "memo", "provider_id", "method",
        "currency",
    ],
}  # fmt: skip
NEEDED = {"titles": ("contract", "due_on", "principal"), "payments": ("paid_on", "amount")}
USUAL = {"titles": ("tax_id", "name", "email", "instalment"), "payments": ("contract", "tax_id")}
COLUMN = "column_"


class UploadForm(forms.Form):
    """A file, whose it is, and what it holds."""

    file = forms.FileField(
        label=_("Arquivo CSV"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    creditor = forms.TypedChoiceField(label=_("Credor"), coerce=int)
    kind = forms.ChoiceField(label=_("O que há no arquivo"), choices=Import.Kind.choices)

    def __init__(self, *args: Any, creditors: list[CreditorName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["creditor"].choices = [(c.id, c.name) for c in creditors]

    def clean_file(self) -> UploadedFile:
        """A file that the screen can carry."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > LARGEST_BYTES:
            raise forms.ValidationError(
                _("O arquivo passa de 50 MB. Use na máquina o comando `acerto import`.")
            )
        return file


class MappingForm(forms.Form):
    """The columns of one file, guessed first, then as the person says."""

    mode = forms.ChoiceField(
        label=_("O arquivo traz"),
        choices=[
            ("partial", _("só novidades: o que não veio fica como está")),
            ("full", _("a carteira inteira: o que não veio é encerrado como retirado")),
        ],
    )
    decimal = forms.ChoiceField(
        label=_("Centavos depois de"),
        choices=[("auto", _("descobrir")), ("comma", _("vírgula")), ("point", _("ponto"))],
    )
    date_format = forms.ChoiceField(
        label=_("Datas"),
        choices=[
            ("auto", _("descobrir")),
            ("dmy", _("dia/mês/ano")),
            ("iso", _("ano-mês-dia")),
            ("mdy", _("mês/dia/ano")),
        ],
    )

    def __init__(self, *args: Any, base: Mapping, header: tuple[str, ...], **kwargs: Any) -> None:
        """`base`: the guess, whose constants and encoding stay."""
        super().__init__(*args, **kwargs)
        self.base = base
        choices = [("", _("não vem no arquivo")), *((name, name) for name in header)]
        if base.kind == "payments":
            del self.fields["mode"]
        for name in self.fields:
            self.fields[name].initial = getattr(base, name)
        for name in FIELDS[base.kind]:
            self.fields[COLUMN + name] = forms.ChoiceField(
                label=FIELD_NAMES[name],
                choices=choices,
                required=name in NEEDED[base.kind] and name not in base.constants,
                initial=base.columns.get(name, ""),
            )

    def first(self) -> list[forms.BoundField]:
        """Columns that are needed, guessed or wrong: what a person has to look at."""
        return [bound for bound in self._columns() if self._matters(bound)]

    def others(self) -> list[forms.BoundField]:
        """Columns that a file may bring and this one seems not to."""
        return [bound for bound in self._columns() if not self._matters(bound)]

    def _columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(COLUMN)]

    def _matters(self, bound: forms.BoundField) -> bool:
        field = bound.name.removeprefix(COLUMN)
        usual = field in USUAL[self.base.kind]
        return bool(usual or bound.field.required or bound.value() or bound.errors)

    def mapping(self) -> Mapping:
        """The mapping that a valid form says. Raises InvalidMapping."""
        cleaned = self.cleaned_data
        columns = {
            name.removeprefix(COLUMN): value
            for name, value in cleaned.items()
            if name.startswith(COLUMN) and value
        }
        known = self.base.model_dump()
        constants = {k: v for k, v in self.base.constants.items() if k not in columns}
        plain = {name: cleaned[name] for name in cleaned if not name.startswith(COLUMN)}
        said = {**known, **plain, "columns": columns, "constants": constants}
        return load_mapping(yaml.safe_dump(said, allow_unicode=True))
