"""`acerto simulate`: what one policy, or two, would bring over the coming days."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from errno import ENOENT
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acerto.core.calendar import SAO_PAULO
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.files import (
    named_policy,
    not_written,
    read_text,
    replace_option,
    require_place_for,
)
from acerto.doors.kit.speech import gettext as _
from acerto.engine.policy import Policy
from acerto.engine.policy_file import DEFAULTS
from acerto.engine.snapshot_files import InvalidSnapshot, read_manifest
from acerto.engine.verdicts import Channel

if TYPE_CHECKING:
    from acerto.engine.simulation.from_snapshot import Snapshot
    from acerto.engine.simulation.generated import Generated
    from acerto.engine.simulation.parameters import Parameters
    from acerto.engine.simulation.run import Simulation

DEBTORS = 10_000
LONGEST = 730
MOST_DEBTORS = 100_000_000
MOST_SEEDS = 1_000
STEPS_OF_THE_BAR = 1_000
FORMATS = (".svg", ".html", ".csv", ".json")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for, understood."""

    policies: tuple[Policy, ...]
    labels: tuple[str, ...]
    on: date
    days: int
    source: "Generated | Snapshot"
    parameters: "Parameters"
    prices: dict[str, Decimal]


@click.command(name="simulate", short_help="Simula o que uma régua, ou duas, trariam.")
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="RÉGUA",
    help=f"Arquivo da régua, ou uma que vem com o Acerto: {', '.join(DEFAULTS)}. Duas vezes, compara.",
)
@click.option("--days", type=int, default=90, show_default=True, help="Quantos dias, de 1 a 730.")
@click.option("--debtors", type=int, help="Quantos devedores inventar. Padrão: 10000.")
@click.option(
    "--snapshot",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="PASTA",
    help="Parte de uma carteira real (acerto snapshot export) em vez de uma inventada.",
)
@click.option(
    "--seeds",
    type=int,
    default=5,
    show_default=True,
    help="Quantas vezes simular, cada uma com outra sorte; com duas ou mais há intervalos.",
)
@click.option("--on", type=DAY, help="Primeiro dia. Padrão: o do retrato, ou hoje.")
@click.option(
    "--price", multiple=True, metavar="CANAL=REAIS", help="Preço de uma mensagem, como sms=0,08."
)
@click.option(
    "--parameters",
    "parameters_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="ARQUIVO",
    help="Outro comportamento das pessoas (veja --show-parameters).",
)
@click.option("--show-parameters", is_flag=True, help="Mostra os parâmetros e de onde vêm, e para.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="SAÍDA",
    help="Gráfico (.svg), relatório (.html), dias (.csv) ou tudo (.json).",
)
@replace_option
@click.option("--workers", type=int, help="Processos ao mesmo tempo. Padrão: um por núcleo.")
@json_option
def command(
    *,
    policies: tuple[str, ...],
    days: int,
    debtors: int | None,
    snapshot: Path | None,
    seeds: int,
    on: date | None,
    price: tuple[str, ...],
    parameters_file: Path | None,
    show_parameters: bool,
    out: Path | None,
    replace: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Simula devedores que respondem, pagam, prometem, faltam e reclamam, sob uma régua ou sob duas.

    As decisões são as da régua de verdade, dia por dia; as pessoas e a sorte são as mesmas para as duas.
    """  # fmt: skip
    if show_parameters:
        from acerto.engine.simulation.parameters import shipped_text

        click.echo(shipped_text(), nl=False)
        return
    _require_sizes(days=days, debtors=debtors, snapshot=snapshot, seeds=seeds, workers=workers)
    if out is not None:
        _require_out(out, replace=replace)
    wish = _understood(policies, days, debtors, snapshot, on, price, parameters_file)
    output = Output(as_json=as_json)
    found = _simulated(wish, seeds=seeds, workers=workers, output=output)
    _tell(wish, found, out=out, output=output)


def _require_sizes(
    *, days: int, debtors: int | None, snapshot: Path | None, seeds: int, workers: int | None
) -> None:
    said: list[tuple[str, int | None, int]] = [
        ("--days", days, LONGEST),
        ("--debtors", debtors, MOST_DEBTORS),
        ("--seeds", seeds, MOST_SEEDS),
        ("--workers", workers, 64),
    ]
    for name, value, most in said:
        if value is not None and not 1 <= value <= most:
            text = _("%(name)s vai de 1 a %(most)s, não %(value)s.")
            raise AcertoError(text % {"name": name, "most": most, "value": value}, code="size")
    if snapshot is not None and debtors is not None:
        text = _("--debtors inventa uma carteira e --snapshot traz uma: use um dos dois.")
        raise AcertoError(text, code="population")


def _require_out(out: Path, *, replace: bool) -> None:
    if out.suffix not in FORMATS:
        text = _("O resultado vai para um arquivo .svg, .html, .csv ou .json, não “%s”.")
        raise AcertoError(text % out.name, code="out_format")
    require_place_for(out, replace=replace)
    if not out.parent.is_dir():
        raise not_written(FileNotFoundError(ENOENT, str(out)), file=out)


def _understood(
    named: Sequence[str],
    days: int,
    debtors: int | None,
    snapshot: Path | None,
    on: date | None,
    price: Sequence[str],
    parameters_file: Path | None,
) -> Wish:
    from acerto.engine.simulation.parameters import InvalidParameters, load_parameters

    if not 1 <= len(named) <= 2:
        text = _("Diga uma régua com --policy, ou duas, para comparar.")
        raise AcertoError(text, code="policies")
    policies = tuple(named_policy(name)[0] for name in named)
    kinds = {policy.party_kind for policy in policies}
    if len(kinds) > 1:
        text = _(
            "As duas réguas são de públicos diferentes (consumidores e empresas): não se comparam."
        )
        raise AcertoError(text, code="party_kind")
    try:
        own = None if parameters_file is None else read_text(parameters_file)
        parameters = load_parameters(text=own)
        first = _first_day(on, snapshot)
    except (InvalidParameters, InvalidSnapshot) as error:
        raise AcertoError(error.message, code="simulation") from None
    source = _source(policies, first, days, debtors, snapshot, parameters)
    return Wish(policies, _labels(named, policies), first, days, source, parameters, _prices(price))


def _first_day(on: date | None, snapshot: Path | None) -> date:
    """The day said, else the snapshot's, else today. Raises InvalidSnapshot for one before the snapshot's."""
    if snapshot is None:
        return on or datetime.now(tz=SAO_PAULO).date()
    from acerto.engine.runners.whole import check_day

    manifest = read_manifest(folder=snapshot)
    check_day(manifest=manifest, on=on or manifest.on)
    return on or manifest.on


def _source(
    policies: Sequence[Policy],
    on: date,
    days: int,
    debtors: int | None,
    snapshot: Path | None,
    parameters: "Parameters",
) -> "Generated | Snapshot":
    from acerto.engine.simulation.from_snapshot import Snapshot
    from acerto.engine.simulation.generated import Generated

    kind = policies[0].party_kind
    if snapshot is not None:
        return Snapshot(snapshot, kind, on + timedelta(days=days))
    scopes = [set(policy.debt_types) for policy in policies if policy.debt_types]
    both = set.intersection(*scopes) if scopes else {parameters.contract.debt_type}
    if not both:
        text = _("As duas réguas não têm nenhum tipo de dívida em comum: não se comparam.")
        raise AcertoError(text, code="debt_types")
    own = parameters.contract.debt_type
    return Generated(debtors or DEBTORS, on, kind, own if own in both else min(both), parameters)


def _labels(named: Sequence[str], policies: Sequence[Policy]) -> tuple[str, ...]:
    """A policy's name, and its file where that alone does not tell the two apart."""
    names = [policy.name for policy in policies]
    if len(set(names)) == len(names):
        return tuple(names)
    said = [f"{name} ({Path(file).stem})" for name, file in zip(names, named, strict=True)]
    if len(set(said)) == len(said):
        return tuple(said)
    return tuple(f"{letter}: {name}" for letter, name in zip("AB", names, strict=True))


def _prices(said: Sequence[str]) -> dict[str, Decimal]:
    """Centavos a message by channel, from "sms=0,08"."""
    known = {channel.name.lower() for channel in Channel}
    prices: dict[str, Decimal] = {}
    for one in said:
        name, _equals, text = one.partition("=")
        number = text.strip().replace(",", ".")
        if name not in known or not (number.isascii() and number.replace(".", "", 1).isdecimal()):
            text = _(
                "“%(said)s” não é um preço: escreva CANAL=REAIS, como sms=0,08; canais: %(known)s."
            )
            values = {"said": one, "known": ", ".join(sorted(known))}
            raise AcertoError(text % values, code="price")
        prices[name] = Decimal(number) * 100
        if prices[name] > 10**6:
            text = _("“%s” é caro demais para ser o preço de uma mensagem.")
            raise AcertoError(text % one, code="price")
    return prices


def _simulated(wish: Wish, *, seeds: int, workers: int | None, output: Output) -> "Simulation":
    from acerto.engine.simulation.run import CannotSimulate, simulate
    from acerto.law.params import NotInForce

    moved = 0

    def progress(part: float) -> None:
        nonlocal moved
        now = int(part * STEPS_OF_THE_BAR)
        if now > moved:
            advance(now - moved)
            moved = now

    with output.progress(_("Simulando"), total=STEPS_OF_THE_BAR) as advance:
        try:
            return simulate(
                policies=wish.policies, source=wish.source, on=wish.on, days=wish.days,
                seeds=range(1, seeds + 1), parameters=wish.parameters,
                workers=workers or os.cpu_count() or 1, progress=progress,
            )  # fmt: skip
        except (CannotSimulate, InvalidSnapshot, NotInForce) as error:
            raise AcertoError(error.message, code="simulation") from None


def _tell(wish: Wish, found: "Simulation", *, out: Path | None, output: Output) -> None:
    from acerto.engine.simulation.results import figures

    from . import simulate_report as report

    numbers = figures(simulation=found, prices=wish.prices)
    kind = wish.policies[0].party_kind
    facts = report.Facts(found, wish.labels, numbers, wish.prices, kind)
    values = report.values(facts)
    if out is not None:
        text = {
            ".svg": report.chart,
            ".html": report.page,
            ".csv": report.days,
            ".json": lambda facts: json.dumps(
                report.values(facts, daily=True), ensure_ascii=False, indent=1
            ),
        }[out.suffix](facts)
        try:
            out.write_text(text, "utf-8")
        except OSError as problem:
            raise not_written(problem, file=out) from None
    output.result(values | {"out": str(out) if out else None}, text=report.table(facts))
    if out is not None:
        output.say(_("Gravado em %s.") % out)
