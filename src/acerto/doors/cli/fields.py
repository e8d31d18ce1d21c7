"""What people type into several commands: short names, CNPJs, e-mails, checked as they come."""

import re

import click
from django.utils.translation import gettext as _

from acerto.core.identifiers import (
    InvalidIdentifier,
    normalise_email,
    normalise_pix_key,
    normalise_tax_id,
)

_SHORT = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
LONGEST_SHORT = 50


class ShortName(click.ParamType):
    """A name for commands and addresses: small letters, digits and hyphens."""

    name = "nome-curto"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if len(value) > LONGEST_SHORT or not _SHORT.fullmatch(value):
            self.fail(
                _("“%s” não serve: use até 50 letras minúsculas sem acento, números e hífens.")
                % value,
                param,
                ctx,
            )
        return value


class Checked(click.ParamType):
    """Text in the one form that the core knows, or the core's own refusal."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            if self.name == "cnpj":
                return normalise_tax_id(value).value
            return (
                normalise_email(value) if self.name == "e-mail" else normalise_pix_key(value).value
            )
        except InvalidIdentifier as problem:
            self.fail(problem.message, param, ctx)


SHORT_NAME = ShortName()
TAX_ID = Checked("cnpj")
EMAIL = Checked("e-mail")
PIX_KEY = Checked("chave")


def required_text(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The text without spaces around it; an empty one is refused."""
    if not value.strip():
        raise click.BadParameter(_("não pode ficar vazio."), ctx=ctx, param=param)
    return value.strip()


class Text(click.ParamType):
    """Text that the column has room for."""

    name = "texto"

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if len(value) > self.longest:
            self.fail(_("tem mais de %d letras.") % self.longest, param, ctx)
        return value.strip()
