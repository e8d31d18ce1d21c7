"""Which company a command works for."""

import click
from django.utils.translation import gettext as _

from acerto.domain.tenancy.selectors import tenant_id_by_slug, tenant_ids, tenants

from .errors import AcertoError

tenant_option = click.option(
    "--tenant",
    "slug",
    metavar="NOME-CURTO",
    help="Empresa (nome curto). Dispensável quando só há uma.",
)


class NoSuchTenant(AcertoError):
    """The command does not know whose rows to work on."""

    code = "tenant"


def chosen_tenant(*, slug: str | None) -> int:
    """The tenant of a slug, or the only one there is. Raises NoSuchTenant."""
    if slug:
        found = tenant_id_by_slug(slug=slug)
        if found is None:
            raise NoSuchTenant(
                _("Não há empresa com o nome curto “%(slug)s”; há: %(known)s.")
                % {"slug": slug, "known": _known()}
            )
        return found
    every = tenant_ids()
    if not every:
        raise NoSuchTenant(
            _(
                "Ainda não há empresa cadastrada: crie a sua com `acerto company new`, ou rode "
                "`acerto demo` para ver o exemplo."
            )
        )
    if len(every) > 1:
        raise NoSuchTenant(
            _("Há mais de uma empresa: diga qual com --tenant NOME-CURTO (%s).") % _known()
        )
    return every[0]


def _known() -> str:
    return ", ".join(slug for slug, _name in tenants()) or _("nenhuma")
