"""`acerto token`: a key with which a program speaks to the API for a person of a company."""

import click
from django.utils.translation import gettext as _

from acerto.domain.tenancy.tokens import LONGEST_DAYS, NotAMember, issue_token
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.tenants import chosen_tenant, tenant_option


@click.command(name="token", short_help="Dá uma chave da API a alguém da empresa.")
@click.argument("email", metavar="E-MAIL")
@tenant_option
@click.option(
    "--days",
    type=click.IntRange(1, LONGEST_DAYS),
    default=90,
    show_default=True,
    help="Por quantos dias a chave vale.",
)
@json_option
def command(*, email: str, slug: str | None, days: int, as_json: bool) -> None:
    """Mostra uma chave para a API, em nome de E-MAIL, na empresa.

    A chave não fica guardada: deixa de valer no fim do prazo, quando a pessoa troca de senha ou quando
    sai da empresa.
    """
    tenant_id = chosen_tenant(slug=slug)
    try:
        token = issue_token(email=email, tenant_id=tenant_id, now=clock.now(), days=days)
    except NotAMember:
        raise AcertoError(
            _("%s não é da equipe desta empresa; confira o e-mail e --tenant.") % email,
            code=NotAMember.code,
        ) from None
    Output(as_json=as_json).result({"token": token, "days": days}, text=token)
