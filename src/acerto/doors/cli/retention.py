"""`acerto retention`: how long what the runs read, and their decisions, are kept."""

import click
from django.utils.translation import gettext as _

from acerto.domain.dunning.keeping import folder, retention, set_retention
from acerto.domain.tenancy.scope import scope
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option, size
from acerto.doors.kit.tenants import chosen_tenant, tenant_option


@click.command(
    name="retention", short_help="Mostra e muda por quanto tempo as rodadas são guardadas."
)
@click.option(
    "--snapshots",
    type=click.IntRange(1, 36_500),
    metavar="DIAS",
    help="Retratos das rodadas, em dias.",
)
@click.option(
    "--decisions", type=click.IntRange(1, 1_200), metavar="MESES",
    help="Decisões no banco, em meses; as mais antigas vão para arquivos.",
)  # fmt: skip
@tenant_option
@json_option
def command(
    *, snapshots: int | None, decisions: int | None, slug: str | None, as_json: bool
) -> None:
    """Mostra o que vale para a empresa; com uma opção, muda. O que passou do prazo sai na próxima faxina."""
    with scope(chosen_tenant(slug=slug)):
        kept = retention()
        if snapshots is not None or decisions is not None:
            kept = set_retention(
                snapshot_days=snapshots or kept.snapshot_days,
                decision_months=decisions or kept.decision_months,
                now=clock.now(),
            )
        place = folder()
    used = sum(path.stat().st_size for path in place.rglob("*.parquet")) if place.is_dir() else 0
    values = {
        "snapshots": kept.snapshot_days,
        "decisions": kept.decision_months,
        "folder": str(place),
        "bytes": used,
    }
    text = _(
        "Retratos das rodadas: %(snapshots)d dias. Decisões no banco: %(decisions)d meses; depois, em arquivos."
        "\nEm %(folder)s há %(size)s."
    )  # fmt: skip
    Output(as_json=as_json).result(values, text=text % {**values, "size": size(used)})
