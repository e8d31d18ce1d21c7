"""`acerto replay`: a past run decided again from what it kept."""

from dataclasses import asdict
from datetime import date

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acerto.domain.dunning.archive import ArchiveChanged
from acerto.domain.dunning.replay import CannotReplay, Replayed, last_run, replay
from acerto.domain.tenancy.scope import scope
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option, whole
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.tenants import chosen_tenant, tenant_option

NAMES = {"law": "lei", "engine": "motor"}


class Differs(AcertoError):
    """The run does not give the decisions that are stored."""

    code = "replay_differs"


@click.command(name="replay", short_help="Refaz uma rodada guardada e confere as decisões.")
@click.option("--on", type=DAY, help="Dia da rodada. Padrão: hoje. Vale a última do dia.")
@click.option("--run", "run_id", type=int, metavar="NÚMERO", help="A rodada, pelo número.")
@tenant_option
@json_option
def command(*, on: date | None, run_id: int | None, slug: str | None, as_json: bool) -> None:
    """Decide de novo uma rodada, pelo retrato que ela guardou, e compara com as decisões guardadas.

    Não muda nada. Termina com erro quando alguma decisão difere.
    """
    output = Output(as_json=as_json)
    try:
        with output.progress(_("Refazendo a rodada")), scope(chosen_tenant(slug=slug)):
            found = replay(run_id=run_id or last_run(on=on or clock.today()))
    except (CannotReplay, ArchiveChanged) as problem:
        raise AcertoError(problem.message, code="cannot_replay") from None
    if found.different:
        raise Differs(_different(found))
    values = asdict(found) | {"on": found.on.isoformat(), "versions": _versions(found)}
    output.result(values, text=_same(found))


def _versions(found: Replayed) -> dict[str, dict[str, str]]:
    return {name: {"then": then, "now": now} for name, (then, now) in found.versions.items()}


def _same(found: Replayed) -> str:
    text = ngettext(
        "Rodada %(run)d, de %(on)s: %(rows)s decisão, igual à guardada.",
        "Rodada %(run)d, de %(on)s: %(rows)s decisões, todas iguais às guardadas.",
        found.rows,
    )
    told = {"run": found.run_id, "on": f"{found.on:%d/%m/%Y}", "rows": whole(found.rows)}
    return "\n".join([text % told, *_changed_versions(found)])


def _different(found: Replayed) -> str:
    text = _(
        "Rodada %(run)d, de %(on)s: %(different)s de %(rows)s decisões diferem das guardadas. "
        "Primeiros casos: %(cases)s."
    )
    told = {
        "run": found.run_id,
        "on": f"{found.on:%d/%m/%Y}",
        "different": whole(found.different),
        "rows": whole(found.rows),
        "cases": ", ".join(map(str, found.cases)),
    }
    return " ".join([text % told, *_changed_versions(found)])


def _changed_versions(found: Replayed) -> list[str]:
    """What has another version since: a reason for a difference."""
    return [
        _("Desde então mudou a versão: %(what)s %(then)s, agora %(now)s.")
        % {"what": NAMES[name], "then": then, "now": now}
        for name, (then, now) in found.versions.items()
        if then != now
    ]
