"""`acerto blocklist`: takes in and shows lists of people who closed a channel."""

from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acerto.domain.contact import blocklist_file, blocklists, list_screens
from acerto.domain.contact.models import BlockList
from acerto.domain.tenancy.scope import scope
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.tenants import chosen_tenant, tenant_option


@click.group(name="blocklist", short_help="Listas de quem não quer ser procurado.")
def command() -> None:
    """Traz e mostra listas de bloqueio: Não Me Ligue, listas estaduais, a da empresa."""


@command.command(name="import", short_help="Traz uma lista de um arquivo.")
@click.argument("file", type=click.Path(exists=False, dir_okay=False, path_type=Path))
@click.option("--list", "name", required=True, help="Qual lista: veja `acerto blocklist show`.")
@click.option(
    "--on",
    "taken_on",
    type=DAY,
    help="O dia da lista, como 2026-11-21; sem ela, hoje.",
)
@click.option("--source", required=True, help="De onde a lista veio.")
@click.option("--added", is_flag=True, help="O arquivo traz só acréscimos, não a lista inteira.")
@click.option("--sure", is_flag=True, help="Confirma uma lista que libera a maioria.")
@tenant_option
@json_option
def import_(
    *,
    file: Path,
    name: str,
    taken_on: date | None,
    source: str,
    added: bool,
    sure: bool,
    slug: str | None,
    as_json: bool,
) -> None:
    """Lê telefones e e-mails, um por linha, e passa a respeitá-los.

    Uma lista completa e mais nova toma o lugar da anterior; o mesmo arquivo duas vezes não muda nada.
    """
    read = blocklist_file.read_list(content=_content(file))
    taken = blocklists.Taken(
        name=name,
        mode=BlockList.Mode.ADDED if added else BlockList.Mode.FULL,
        taken_on=taken_on or clock.today(),
        source=source,
        digest=read.digest,
    )
    out = Output(as_json=as_json)
    with scope(chosen_tenant(slug=slug)):
        done = _take_in(taken=taken, read=read, sure=sure)
    for error in read.errors:
        out.say(_("Linha %(row)d: %(message)s") % {"row": error.row, "message": error.message})
    values = {
        "list": name,
        "rows": done.rows,
        "added": done.added,
        "removed": done.removed,
        "wrong": done.wrong,
        "already": done.already,
    }
    text = _("%s: este arquivo já tinha sido importado; nada mudou.") % name
    out.result(values, text=text if done.already else _counted(name, done))


@command.command(name="show", short_help="Mostra as listas e o que cada uma barra.")
@tenant_option
@json_option
def show(*, slug: str | None, as_json: bool) -> None:
    """Mostra cada lista, a lei dela e a última leitura."""
    with scope(chosen_tenant(slug=slug)):
        found = list_screens.block_lists(on=clock.today())
    lines = []
    for one in found:
        stops = ", ".join(one.purposes) or _("não barra a cobrança")
        when = f"{one.taken_on:%d/%m/%Y}, {one.people}" if one.taken_on else _("nunca importada")
        lines.append(f"{one.name}: {one.title} ({when})")
        lines.append(f"    {stops}; {', '.join(one.channels)}; {one.citation} ({one.rule})")
    values = {
        "lists": [
            {
                "name": one.name,
                "channels": one.channels,
                "purposes": one.purposes,
                "citation": one.citation,
                "rule": one.rule,
                "basis": one.basis,
                "taken_on": one.taken_on.isoformat() if one.taken_on else None,
                "people": one.people,
            }
            for one in found
        ]
    }
    Output(as_json=as_json).result(values, text="\n".join(lines))


def _counted(name: str, done: blocklists.Done) -> str:
    parts = (
        ngettext("%d número", "%d números", done.rows) % done.rows,
        ngettext("%d novo", "%d novos", done.added) % done.added,
        _("%d a menos") % done.removed,
        ngettext("%d ilegível", "%d ilegíveis", done.wrong) % done.wrong,
    )
    return f"{name}: {', '.join(parts)}."


def _take_in(
    *, taken: blocklists.Taken, read: blocklist_file.ListFile, sure: bool
) -> blocklists.Done:
    try:
        return blocklists.take_in(
            taken=taken,
            entries=read.entries,
            wrong=read.wrong,
            sure=sure,
            now=clock.now(),
            actor_id=None,
        )
    except blocklists.ListRefused as refused:
        raise AcertoError(_with_advice(refused), code=refused.code) from refused


def _with_advice(refused: blocklists.ListRefused) -> str:
    if refused.code == "most_removed":
        return refused.message + " " + _("Para confirmar, repita com --sure.")
    if refused.code == "unknown_list":
        return refused.message + " " + _("As que há: `acerto blocklist show`.")
    return refused.message


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise AcertoError(_("O arquivo %s não existe.") % file, code="no_file") from None
    except OSError:
        raise AcertoError(_("O arquivo %s não pode ser lido.") % file, code="unreadable") from None
