"""`acerto snapshot`: the portfolio as Parquet, written from the platform or checked."""

from datetime import date
from pathlib import Path

import click

from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.runtime import Needs
from acerto.doors.kit.speech import gettext as _
from acerto.engine.snapshot_files import PARTS, InvalidSnapshot, Manifest

from .lazy import Entry, LazyCommands

FOLDER = click.argument("folder", type=click.Path(path_type=Path), metavar="PASTA")
PART_NAMES = {
    "case": "casos",
    "title": "títulos em aberto",
    "done": "etapas feitas",
    "terms": "condições",
    "series": "meses de índices",
}


command = LazyCommands(
    name="snapshot",
    short_help="Exporta e confere retratos da carteira em Parquet.",
    help="Retratos da carteira: tudo o que a decisão de um dia lê, em arquivos Parquet.",
    table={
        "export": Entry(
            "snapshot", Needs.DATABASE, "Grava o retrato de um dia.", attribute="export"
        ),
        "validate": Entry("snapshot", Needs.NOTHING, "Confere um retrato.", attribute="validate"),
    },
)


@click.command(name="export", short_help="Grava o retrato de um dia.")
@FOLDER
@click.option("--on", type=DAY, help="Dia do retrato. Padrão: hoje.")
@click.option("--tenant", "slug", help="Empresa, pelo nome curto.")
@json_option
def export(*, folder: Path, on: date | None, slug: str | None, as_json: bool) -> None:
    """Grava em PASTA, que não pode existir, o que seria decidido no dia. Não muda nada no banco."""
    from acerto.domain.dunning.snapshot_export import FolderTaken, NotWritten, export_snapshot
    from acerto.domain.tenancy.scope import scope
    from acerto.doors.kit import clock
    from acerto.doors.kit.tenants import chosen_tenant

    output = Output(as_json=as_json)
    tenant_id = chosen_tenant(slug=slug)
    try:
        with output.progress(_("Gravando o retrato")), scope(tenant_id):
            manifest = export_snapshot(folder=folder, on=on or clock.today(), now=clock.now())
    except (FolderTaken, NotWritten) as problem:
        raise AcertoError(problem.message, code="folder") from None
    _say(output, folder, manifest)


@click.command(name="validate", short_help="Confere um retrato.")
@FOLDER
@json_option
def validate(*, folder: Path, as_json: bool) -> None:
    """Confere formato, colunas, somas e referências de um retrato; diz o arquivo em que há erro."""
    from acerto.engine.runners.checks import validate_snapshot

    output = Output(as_json=as_json)
    try:
        with output.progress(_("Conferindo o retrato")):
            manifest = validate_snapshot(folder=folder)
    except InvalidSnapshot as invalid:
        raise AcertoError(invalid.message, code="invalid_snapshot") from None
    _say(output, folder, manifest)


def _say(output: Output, folder: Path, manifest: Manifest) -> None:
    rows = {part: manifest.rows(part) for part in PARTS}
    lines = [
        _("Retrato de %(on)s em %(folder)s") % {"on": f"{manifest.on:%d/%m/%Y}", "folder": folder}
    ]
    lines += [f"  {rows[part]:,} {name}".replace(",", ".") for part, name in PART_NAMES.items()]
    output.result(
        {"folder": str(folder), "on": manifest.on.isoformat(), "rows": rows}, text="\n".join(lines)
    )
