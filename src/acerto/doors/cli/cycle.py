"""`acerto cycle`: decides a day and queues what goes out."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acerto.core.money import format_brl
from acerto.domain.dunning.figures import Figure
from acerto.domain.dunning.policies import step_names
from acerto.domain.dunning.services import CannotRun, RunResult, run_day, take_in_decisions
from acerto.domain.dunning.write_back import REASONS
from acerto.domain.tenancy.scope import scope
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option, whole
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.tenants import chosen_tenant, tenant_option
from acerto.engine.verdicts import STEP_DUE, VERDICT_TEXT, Objection, Verdict, reason_text


@click.command(name="cycle", short_help="Decide o dia: quem recebe o quê, e por quê.")
@click.option(
    "--on",
    type=DAY,
    help="Dia a decidir. Padrão: hoje. Um dia passado só é mostrado: nada é guardado nem enviado.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="Refaz o dia de hoje com a régua atual; o que ainda não saiu é cancelado.",
)
@click.option(
    "--decisions",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="PASTA",
    help="Traz as decisões de hoje feitas fora (acerto decide), em vez de decidir aqui.",
)
@tenant_option
@json_option
def command(
    *, on: date | None, replace: bool, decisions: Path | None, slug: str | None, as_json: bool
) -> None:
    """Decide toda a carteira num dia, guarda cada decisão e põe os contatos na fila.

    Com --decisions, o que mudou desde o retrato fica de fora, e a próxima rodada do dia o decide.
    """
    if decisions is not None and replace:
        raise AcertoError(_("--decisions e --replace não vão juntos."), code="options")
    output = Output(as_json=as_json)
    tenant_id = chosen_tenant(slug=slug)
    day = on or clock.today()
    left: dict[str, int] = {}
    with output.progress(_("Decidindo %s") % f"{day:%d/%m/%Y}"):
        result = _run(tenant_id, day, replace, decisions, left)
    with scope(tenant_id):
        steps = step_names()
    values = _values(result, steps)
    if decisions is not None:
        values["left_out"] = left
    output.result(values, text="\n".join([_summary(result), *_left_out(left)]))


def _run(
    tenant_id: int, day: date, replace: bool, decisions: Path | None, left: dict[str, int]
) -> RunResult:
    try:
        with scope(tenant_id):
            if decisions is not None:
                result, out = take_in_decisions(folder=decisions, on=day, now=clock.now())
                left.update(out)
                return result
            return run_day(on=day, now=clock.now(), replace=replace)
    except CannotRun as problem:
        raise AcertoError(str(problem), code=problem.code) from problem


def _left_out(left: dict[str, int]) -> list[str]:
    """How many of the decisions made outside did not come in, and why."""
    lines = [f"  {REASONS[why]}: {whole(count)}" for why, count in left.items()]
    return [_("Ficaram de fora:"), *lines] if lines else []


def _values(result: RunResult, steps: dict[int, str]) -> dict[str, object]:
    values = asdict(result)
    values["figures"] = [_named(figure, steps) for figure in result.figures]
    values["decided_on"] = result.decided_on.isoformat()
    values["run_seconds"] = round(values.pop("seconds"), 3)
    values["stored"] = result.run_id is not None
    return values


def _named(figure: Figure, steps: dict[int, str]) -> dict[str, object]:
    """A figure for programs: what its key stands for beside the numbers that are stored."""
    values = asdict(figure)
    if figure.kind == "verdict":
        verdict, reason = _decoded(figure)
        values["verdict"] = verdict.name.lower()
        values["reason"] = "step_due" if reason == STEP_DUE else Objection(reason).name.lower()
        values["text"] = reason_text(reason=reason)
    if figure.kind == "step":
        values["step"] = steps[int(figure.key)]
    return values


def _decoded(figure: Figure) -> tuple[Verdict, int]:
    verdict, reason = (int(part) for part in figure.key.split(":"))
    return Verdict(verdict), reason


def _summary(result: RunResult) -> str:
    cases = _count(result, "total", "cases")
    decided = ngettext("%s caso decidido", "%s casos decididos", cases) % whole(cases)
    still_open = ngettext("%s título em aberto", "%s títulos em aberto", result.titles)
    head = f"{result.decided_on:%d/%m/%Y}: {decided}, {still_open % whole(result.titles)}."
    lines = [head, *(_verdict_line(f) for f in result.figures if f.kind == "verdict")]
    if result.run_id is None:
        lines.append(_("Só mostrado: nada foi guardado nem posto na fila."))
    else:
        lines.append(_("Contatos postos na fila agora: %s.") % whole(result.queued))
    lines.append(_("Tempo: %s s.") % f"{result.seconds:.2f}".replace(".", ","))
    return "\n".join(lines)


def _verdict_line(figure: Figure) -> str:
    verdict, reason = _decoded(figure)
    return (
        f"  {VERDICT_TEXT[verdict]:<22} {whole(figure.count):>9}  "
        f"{format_brl(figure.cents):>20}  {reason_text(reason=reason)}"
    )


def _count(result: RunResult, kind: str, key: str) -> int:
    return next((f.count for f in result.figures if (f.kind, f.key) == (kind, key)), 0)
