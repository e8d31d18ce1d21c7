"""`acerto sample`: writes a portfolio to try Acerto with."""

import json
import os
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from acerto.doors.kit import clock
from acerto.doors.kit.console import json_option
from acerto.doors.kit.days import DAY
from acerto.doors.kit.files import not_written, replace_option, require_place_for
from acerto.sample.holders import HOLDERS
from acerto.sample.portfolio import Written, write
from acerto.sample.shipped import CARD_PAYMENTS_MAPPING, CARD_TITLES_MAPPING

ENCODINGS = {"utf-8": "utf-8-sig", "latin-1": "latin-1"}
PART = ".part"
STEP = 1000
"""Debtors between two movements of the progress bar."""


@click.command(name="sample", short_help="Gera uma carteira de exemplo.")
@click.option(
    "--titles",
    type=int,
    help="Quantos títulos gerar. Sem isto, os 30.000 portadores de cartão, uma vez cada.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Arquivo CSV de títulos a escrever.",
)
@click.option(
    "--payments",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Arquivo CSV com os pagamentos já recebidos.",
)
@click.option(
    "--on",
    type=DAY,
    help="Dia em que a carteira é vista: a última fatura venceu pouco antes dele. Padrão: hoje.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Semente das identidades.")
@click.option(
    "--encoding",
    type=click.Choice(sorted(ENCODINGS)),
    default="utf-8",
    show_default=True,
    help="Codificação dos arquivos (utf-8 leva a marca BOM).",
)
@replace_option
@json_option
def command(
    *,
    titles: int | None,
    out: Path,
    payments: Path | None,
    on: date | None,
    seed: int,
    encoding: str,
    replace: bool,
    as_json: bool,
) -> None:
    """Gera uma carteira de exemplo: comportamento real, identidades inventadas.

    A mesma semente e o mesmo dia dão sempre os mesmos arquivos.
    """
    if titles is not None and titles < 1:
        raise click.UsageError(_("--titles precisa ser pelo menos 1."))
    if payments and payments.resolve() == out.resolve():
        raise click.UsageError(_("--out e --payments precisam ser arquivos diferentes."))
    for file in (out, payments):
        if file:
            require_place_for(file, replace=replace)
    day = on or clock.today()
    started = time.perf_counter()
    written = _write(
        titles=titles, out=out, payments=payments, on=day, seed=seed, encoding=ENCODINGS[encoding]
    )
    answer = {
        "on": day.isoformat(),
        "debtors": written.debtors,
        "titles": written.titles,
        "payments": written.payments,
        "seconds": round(time.perf_counter() - started, 2),
        "titles_file": str(out),
        "payments_file": str(payments) if payments else None,
        "titles_mapping": str(CARD_TITLES_MAPPING),
        "payments_mapping": str(CARD_PAYMENTS_MAPPING),
    }
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _sentence(answer))


def _sentence(answer: dict[str, object]) -> str:
    lines = [
        _counted(answer) + _(" em %(titles_file)s (%(seconds)s s)."),
        _("Mapeamento para importar: %(titles_mapping)s"),
    ]
    if answer["payments_file"]:
        lines.append(_("%(payments)s pagamentos em %(payments_file)s."))
        lines.append(_("Mapeamento dos pagamentos: %(payments_mapping)s"))
    return "\n".join(lines) % answer


def _counted(answer: dict[str, object]) -> str:
    titles = ngettext("%(titles)s título", "%(titles)s títulos", int(str(answer["titles"])))
    debtors = int(str(answer["debtors"]))
    return titles + ngettext(" de %(debtors)s devedor", " de %(debtors)s devedores", debtors)


def _write(
    *, titles: int | None, out: Path, payments: Path | None, on: date, seed: int, encoding: str
) -> Written:
    """Writes beside the targets and moves into place at the end: nothing is left half-written."""
    parts = {
        target: target.with_name(f".{target.name}.{os.getpid()}{PART}")
        for target in (out, payments)
        if target
    }
    written = Written(debtors=0, titles=0, payments=0)
    try:
        with ExitStack() as stack:
            opened = {
                target: stack.enter_context(part.open("x", encoding=encoding, newline=""))
                for target, part in parts.items()
            }
            steps = write(
                on=on,
                seed=seed,
                titles=titles,
                out=opened[out],
                payments=opened[payments] if payments else None,
            )
            bar = stack.enter_context(_bar())
            task = bar.add_task(_("Gerando"), total=titles or HOLDERS)
            for written in steps:
                if written.debtors % STEP == 0:
                    bar.update(task, completed=written.titles if titles else written.debtors)
            bar.update(task, completed=titles or HOLDERS)
        for target, part in parts.items():
            part.replace(target)
    except OSError as problem:
        known = {str(part): target for target, part in parts.items()}
        raise not_written(problem, file=known.get(str(problem.filename), out)) from problem
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    return written


def _bar() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
