"""`acerto creditor`: makes and shows the creditors of a company."""

import click
from django.utils.translation import gettext as _

from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.selectors import creditor_by_code, creditors
from acerto.domain.tenancy.services import create_creditor
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.tenants import chosen_tenant, tenant_option

from .fields import EMAIL, PIX_KEY, SHORT_NAME, TAX_ID, Text, required_text

SHOWN = ("code", "legal_name", "trade_name", "tax_id", "email")


@click.group(name="creditor", short_help="Cadastra e mostra credores.")
def command() -> None:
    """Cadastra e mostra os credores de uma empresa: de quem é o dinheiro."""


@command.command(name="new", short_help="Cadastra um credor, ou atualiza o que já existe.")
@click.argument("code", metavar="CÓDIGO", type=SHORT_NAME)
@click.option(
    "--name",
    "legal_name",
    type=Text(200),
    required=True,
    callback=required_text,
    help="Razão social.",
)
@click.option(
    "--trade-name",
    type=Text(200),
    default="",
    metavar="TEXTO",
    help="Nome que as pessoas conhecem.",
)
@click.option("--tax-id", type=TAX_ID, required=True, help="CNPJ ou CPF.")
@click.option(
    "--address", type=Text(300), required=True, callback=required_text, help="Endereço completo."
)
@click.option("--email", type=EMAIL, required=True, help="E-mail de atendimento.")
@click.option(
    "--phone", type=Text(20), default="", metavar="TELEFONE", help="Telefone de atendimento."
)
@click.option(
    "--dpo", "dpo_contact", type=Text(200), help="Contato do encarregado de dados. Padrão: --email."
)
@click.option(
    "--privacy-url", type=Text(200), default="", metavar="ENDEREÇO", help="Página de privacidade."
)
@click.option("--pix-key", type=PIX_KEY, default=None, help="Chave Pix em que se paga.")
@click.option(
    "--pix-city",
    type=Text(15),
    default="",
    metavar="CIDADE",
    help="Cidade da chave, até 15 letras.",
)
@tenant_option
@json_option
def new(*, slug: str | None, as_json: bool, code: str, **fields: str | None) -> None:
    """Cadastra o credor CÓDIGO, com o que a lei pede em cada cobrança (CDC art. 42-A).

    Repetido, põe os dados em dia; os títulos ficam.
    """
    tenant_id = chosen_tenant(slug=slug)
    known = {name: value for name, value in fields.items() if value}
    known.setdefault("dpo_contact", str(fields["email"]))
    with scope(tenant_id):
        there = creditor_by_code(code=code) is not None
    create_creditor(tenant_id=tenant_id, code=code, **known)
    text = _("Credor “%s” atualizado.") if there else _("Credor “%s” cadastrado.")
    Output(as_json=as_json).result({"code": code, "created": not there}, text=text % code)


@command.command(name="show", short_help="Mostra os credores da empresa.")
@tenant_option
@json_option
def show(*, slug: str | None, as_json: bool) -> None:
    """Mostra o código e o nome de cada credor."""
    with scope(chosen_tenant(slug=slug)):
        found = creditors()
    values = [{name: getattr(one, name) for name in SHOWN} for one in found]
    text = "\n".join(f"{one.code}: {one.legal_name}" for one in found)
    Output(as_json=as_json).result(
        {"creditors": values}, text=text or _("Nenhum credor; crie um com `acerto creditor new`.")
    )
