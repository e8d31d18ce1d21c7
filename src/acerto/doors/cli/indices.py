"""`acerto indices`: which official series are here; `acerto indices update` asks the central bank."""

from datetime import date

import click
from django.utils.translation import gettext as _

from acerto.domain.indices import selectors, services
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.runtime import Runtime
from acerto.ports.series import SourceUnavailable


class SourceGaveNothing(AcertoError):
    """The source could not be used; what was there stays."""

    code = "series_source_unavailable"


@click.group(name="indices", invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Mostra de que mês a que mês vai cada índice e taxa oficial, e de onde veio."""
    if ctx.invoked_subcommand is not None:
        return
    found = selectors.coverage()
    values = {
        "series": [
            {
                "series": one.series,
                "label": one.label,
                "first": _iso(one.first),
                "last": _iso(one.last),
                "months": one.months,
                "missing": [_iso(month) for month in one.missing],
                "corrected": one.corrected,
                "source": one.source,
                "loaded_at": one.loaded_at.isoformat() if one.loaded_at else None,
            }
            for one in found
        ]
    }
    Output(as_json=as_json).result(values, text="\n".join(_sentence(one) for one in found))


@command.command(name="update", short_help="Busca no Banco Central o que saiu de novo.")
@click.option("--series", "wanted", multiple=True, help="Só esta série; pode ser repetida.")
@json_option
@click.pass_obj
def update(runtime: Runtime, *, wanted: tuple[str, ...], as_json: bool) -> None:
    """Busca os meses novos e as correções nas séries públicas do Banco Central (SGS).

    Sem conexão, nada muda: fica o que já havia.
    """
    output = Output(as_json=as_json)
    source = runtime.series_source()
    taken = []
    for series in _chosen(wanted, source.offered()):
        try:
            one = services.update(
                source=source, series=series, now=clock.now(), today=clock.today()
            )
        except SourceUnavailable as trouble:
            raise SourceGaveNothing(_told(series, trouble, done=len(taken))) from trouble
        taken.append(one)
        output.say(_update_sentence(one))
    values = [
        {"series": t.series, "added": t.added, "corrected": t.corrected, "last": _iso(t.last)}
        for t in taken
    ]
    added, corrected = sum(t.added for t in taken), sum(t.corrected for t in taken)
    output.result(
        {"source": source.name, "series": values},
        text=_("Valores novos: %(added)d; corrigidos: %(corrected)d.")
        % {"added": added, "corrected": corrected},
    )


def _chosen(wanted: tuple[str, ...], offered: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [name for name in wanted if name not in offered]
    if unknown:
        raise AcertoError(
            _("A série %(name)s não existe; há %(known)s.")
            % {"name": unknown[0], "known": ", ".join(offered)},
            code="unknown_series",
        )
    return wanted or offered


def _told(series: str, trouble: SourceUnavailable, *, done: int) -> str:
    label = selectors.label(series)
    last = next(one.last for one in selectors.coverage() if one.series == series)
    kept = _("até %s") % f"{last:%m/%Y}" if last else _("sem nenhum mês")
    text = _(
        "O Banco Central não deu a série %(label)s: %(detail)s. Fica o que já havia (%(label)s %(kept)s); "
        "tente de novo mais tarde."
    ) % {"label": label, "detail": trouble.detail, "kept": kept}
    if done:
        text += _(" As %d séries anteriores foram atualizadas.") % done
    return text


def _update_sentence(one: services.Taken) -> str:
    values = {
        "label": selectors.label(one.series),
        "added": one.added,
        "corrected": one.corrected,
        "last": f"{one.last:%m/%Y}" if one.last else "—",
    }
    return _("%(label)s: novos %(added)d, corrigidos %(corrected)d, até %(last)s.") % values


def _sentence(one: selectors.Coverage) -> str:
    if one.first is None or one.last is None:
        return _("%s: sem nenhum mês; rode `acerto indices update`.") % one.label
    text = _("%(label)s: de %(first)s a %(last)s, %(months)d meses. Fonte: %(source)s.") % {
        "label": one.label,
        "first": f"{one.first:%m/%Y}",
        "last": f"{one.last:%m/%Y}",
        "months": one.months,
        "source": one.source,
    }
    if one.missing:
        text += _(" Faltam %s.") % ", ".join(f"{month:%m/%Y}" for month in one.missing)
    return text


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
