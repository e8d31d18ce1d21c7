"""`acerto user`: lets people into a company."""

import secrets
import sys

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from acerto.domain.tenancy.models import Membership
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.selectors import members, user_id_by_email
from acerto.domain.tenancy.services import add_member, create_user
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.tenants import chosen_tenant, tenant_option

from .fields import EMAIL

GENERATED_BYTES = 12
ROLES = ", ".join(f"{role.value} ({role.label})" for role in Membership.Role)


class WeakPassword(AcertoError):
    """The password chosen is too easy."""

    code = "weak_password"


@click.group(name="user", short_help="Cadastra e mostra quem entra no Acerto.")
def command() -> None:
    """Cadastra e mostra as pessoas de uma empresa."""


@command.command(name="new", short_help="Dá acesso a alguém.")
@click.argument("email", metavar="E-MAIL", type=EMAIL)
@click.option("--name", default="", metavar="TEXTO", help="Nome da pessoa.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Membership.Role]),
    required=True,
    help=f"O que pode fazer: {ROLES}.",
)
@click.option("--reset-password", is_flag=True, help="Dá outra senha a quem já tem acesso.")
@tenant_option
@json_option
def new(
    *, email: str, name: str, role: str, reset_password: bool, slug: str | None, as_json: bool
) -> None:
    """Dá a E-MAIL acesso à empresa, com um papel.

    No terminal, a senha é perguntada; sem resposta, ou em programas, é sorteada e mostrada só desta
    vez. Quem já tem acesso fica com a senha que tem, e o papel passa a ser este.
    """
    tenant_id = chosen_tenant(slug=slug)
    user_id = user_id_by_email(email=email)
    made, drawn = user_id is None, None
    if user_id is None or reset_password:
        typed = _typed() if sys.stdin.isatty() and not as_json else ""
        drawn = None if typed else secrets.token_urlsafe(GENERATED_BYTES)
        user_id = create_user(email=email, password=typed or str(drawn), name=name)
    add_member(tenant_id=tenant_id, user_id=user_id, role=Membership.Role(role))
    values = {"email": email, "role": role, "created": made, "password": drawn}
    changed = made or reset_password
    Output(as_json=as_json).result(values, text=_sentence(email, role, drawn, changed=changed))


@command.command(name="show", short_help="Mostra quem tem acesso.")
@tenant_option
@json_option
def show(*, slug: str | None, as_json: bool) -> None:
    """Mostra o e-mail e o papel de cada pessoa da empresa."""
    with scope(chosen_tenant(slug=slug)):
        found = [
            {"email": one.user.email, "name": one.user.name, "role": one.role} for one in members()
        ]
    text = "\n".join(f"{one['email']}: {Membership.Role(one['role']).label}" for one in found)
    Output(as_json=as_json).result(
        {"users": found}, text=text or _("Ninguém; dê acesso com `acerto user new`.")
    )


def _typed() -> str:
    """The password that the person types twice, "" to have one drawn. Raises WeakPassword."""
    typed = click.prompt(
        _("Senha (Enter para sortear uma)"), default="", hide_input=True, show_default=False,
        confirmation_prompt=_("A mesma senha de novo"), err=True,
    )  # fmt: skip
    if typed:
        try:
            validate_password(typed)
        except ValidationError as problem:
            raise WeakPassword(" ".join(problem.messages)) from None
    return str(typed)


def _sentence(email: str, role: str, drawn: str | None, *, changed: bool) -> str:
    values = {"email": email, "role": Membership.Role(role).label, "password": drawn}
    text = _("%(email)s já tinha acesso; a senha é a mesma. Papel: %(role)s.")
    if drawn:
        text = _("%(email)s entra como %(role)s, com a senha %(password)s")
        text += "\n" + _("Ela não é mostrada de novo.")
    elif changed:
        text = _("%(email)s entra como %(role)s, com a senha que você escolheu.")
    return text % values
