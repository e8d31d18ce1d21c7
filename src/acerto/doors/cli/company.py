"""`acerto company`: makes and shows the companies of this installation."""

import click
from django.utils.translation import gettext as _

from acerto.domain.dunning.policies import active_policies, publish_defaults
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.selectors import tenant_id_by_slug, tenants
from acerto.domain.tenancy.services import create_tenant
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.errors import AcertoError

from .fields import SHORT_NAME, Text, required_text


class CompanyThere(AcertoError):
    """Another company has this short name."""

    code = "company_exists"


@click.group(name="company", short_help="Cadastra e mostra empresas.")
def command() -> None:
    """Cadastra e mostra as empresas. As linhas de uma não são vistas por outra."""


@command.command(name="new", short_help="Cadastra uma empresa, com as réguas de partida.")
@click.argument("slug", metavar="NOME-CURTO", type=SHORT_NAME)
@click.option(
    "--name", type=Text(200), required=True, callback=required_text, help="Nome da empresa."
)
@json_option
def new(*, slug: str, name: str, as_json: bool) -> None:
    """Cadastra a empresa NOME-CURTO e põe em vigor as réguas que vêm com o Acerto.

    Repetido com o mesmo nome, não muda nada.
    """
    tenant_id = tenant_id_by_slug(slug=slug)
    if tenant_id is not None and (known := dict(tenants())[slug]) != name:
        raise CompanyThere(
            _("O nome curto “%(slug)s” já é da empresa %(known)s; escolha outro.")
            % {"slug": slug, "known": known}
        )
    made = tenant_id is None
    if tenant_id is None:
        tenant_id = create_tenant(name=name, slug=slug, now=clock.now())
    with scope(tenant_id):
        publish_defaults(now=clock.now())
        policies = [one.policy.name for one in active_policies()]
    text = _("Empresa %(name)s cadastrada como “%(slug)s”. Réguas em vigor: %(policies)s.")
    if not made:
        text = _("A empresa %(name)s (“%(slug)s”) já existia. Réguas em vigor: %(policies)s.")
    values = {"slug": slug, "name": name, "created": made, "policies": policies}
    Output(as_json=as_json).result(values, text=text % {**values, "policies": ", ".join(policies)})


@command.command(name="show", short_help="Mostra as empresas.")
@json_option
def show(*, as_json: bool) -> None:
    """Mostra o nome curto e o nome de cada empresa."""
    found = tenants()
    text = "\n".join(f"{slug}: {name}" for slug, name in found)
    Output(as_json=as_json).result(
        {"companies": [{"slug": slug, "name": name} for slug, name in found]},
        text=text or _("Nenhuma empresa; crie uma com `acerto company new`."),
    )
