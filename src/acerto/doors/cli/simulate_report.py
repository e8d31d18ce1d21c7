"""What `acerto simulate` says: a table for people, a chart, a page, the days, and all of it for programs."""

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from html import escape
from statistics import mean

from acerto.core.money import format_brl
from acerto.doors.kit.console import whole
from acerto.doors.kit.speech import gettext as _
from acerto.engine.simulation.chart import Line, Panel, svg
from acerto.engine.simulation.day import Count
from acerto.engine.simulation.results import CHANNELS, Curve, Estimate, Figure, curve
from acerto.engine.simulation.run import Simulation
from acerto.engine.verdicts import CHANNEL_TEXT, Channel

SMALL = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """A simulation and what its policies are called."""

    simulation: Simulation
    labels: tuple[str, ...]
    figures: tuple[Figure, ...]
    prices: Mapping[str, Decimal]
    party_kind: str = ""  # whom the policies are for


def values(facts: Facts, *, daily: bool = False) -> dict[str, object]:
    """Everything for programs; `daily` adds each day of each policy and seed."""
    simulation = facts.simulation
    found: dict[str, object] = {
        "on": simulation.on.isoformat(),
        "days": simulation.daily.shape[2],
        "policies": list(facts.labels),
        "seeds": list(simulation.seeds),
        "starts": [asdict(start) for start in simulation.starts],
        "figures": {
            each.key: {
                "policies": [asdict(estimate) for estimate in each.policies],
                "difference": asdict(each.difference) if each.difference else None,
            }
            for each in facts.figures
        },
        "unknown": list(simulation.unknown),
        "notes": _nobody(facts),
    }
    if daily:
        found["daily"] = {
            count.name.lower(): simulation.daily[..., count].tolist() for count in Count
        }
    return found


def table(facts: Facts) -> str:
    """The outcome for people: a row a figure, a column a policy, and their difference."""
    rows = _rows(facts)
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([_headline(facts), "", *lines, "", *_notes(facts)])


def chart(facts: Facts) -> str:
    """Money, its difference and contacts over the days, as SVG."""
    money = curve(simulation=facts.simulation, counts=(Count.RECOVERED_CENTS,))
    contacts = curve(simulation=facts.simulation, counts=CHANNELS)
    panels = [Panel(_("Dinheiro recebido, acumulado"), _lines(facts, money), _money)]
    if money.difference is not None:
        mean, low, high = money.difference
        name = _("%(b)s menos %(a)s") % {"a": facts.labels[0], "b": facts.labels[1]}
        line = Line(name, mean, low, high, style=2)
        panels.append(Panel(_("Diferença de dinheiro recebido"), (line,), _money))
    panels.append(Panel(_("Contatos enviados, acumulado"), _lines(facts, contacts), _count))
    title = _("Simulação: %s") % _(" e ").join(facts.labels)
    return svg(title=title, below=_short(facts), days=_("dias desde o primeiro"), panels=panels)


def page(facts: Facts) -> str:
    """The table and the chart as one HTML file that needs nothing else."""
    head, *rows = _rows(facts)
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "\n".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in _notes(facts))
    return (
        '<!doctype html>\n<html lang="pt-BR"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(_('Simulação de réguas'))}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{escape(_('Simulação de réguas'))}</h1><p>{escape(_headline(facts))}</p>\n"
        f"<table><thead><tr>{cells}</tr></thead><tbody>\n{body}\n</tbody></table>\n{notes}\n"
        f"{chart(facts)}</body></html>\n"
    )


STYLE = (
    "body{font-family:system-ui,sans-serif;max-width:66rem;margin:2rem auto;padding:0 1rem;color:#1f2937}"
    "table{border-collapse:collapse;margin:1rem 0}th,td{padding:.3rem .7rem;text-align:right;"
    "border-bottom:1px solid #d1d5db}th[scope=row],th:first-child{text-align:left;font-weight:500}"
    "td{white-space:nowrap}svg{max-width:100%;height:auto}"
)


def days(facts: Facts) -> str:
    """One row a policy, seed and day, as CSV; money in centavos."""
    simulation = facts.simulation
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["policy", "seed", "on", *(count.name.lower() for count in Count)])
    for label, seeds in zip(facts.labels, simulation.daily.tolist(), strict=True):
        for seed, of_seed in zip(simulation.seeds, seeds, strict=True):
            for day, counts in enumerate(of_seed):
                on = simulation.on + timedelta(days=day)
                writer.writerow([label, seed, on.isoformat(), *counts])
    return text.getvalue()


def _headline(facts: Facts) -> str:
    starts, days = facts.simulation.starts, facts.simulation.daily.shape[2]
    debtors, titles, overdue, owed = (
        round(mean(getattr(start, name) for start in starts))
        for name in ("debtors", "titles", "overdue_cents", "owed_cents")
    )
    text = _(
        "%(days)s dias desde %(on)s, %(debtors)s devedores, %(titles)s títulos, %(overdue)s vencidos"
        " de %(owed)s; sementes: %(seeds)s"
    )
    return text % {
        "days": whole(days),
        "on": f"{facts.simulation.on:%d/%m/%Y}",
        "debtors": whole(debtors),
        "titles": whole(titles),
        "overdue": format_brl(overdue),
        "owed": format_brl(owed),
        "seeds": len(facts.simulation.seeds),
    }


def _short(facts: Facts) -> str:
    simulation = facts.simulation
    values = {
        "days": whole(simulation.daily.shape[2]),
        "on": f"{simulation.on:%d/%m/%Y}",
        "debtors": whole(simulation.starts[0].debtors),
    }
    said = _("%(days)s dias desde %(on)s, %(debtors)s devedores") % values
    if len(simulation.seeds) < 2:
        return said
    return said + _("; faixas: 95 %% de confiança sobre %s sementes") % len(simulation.seeds)


def _rows(facts: Facts) -> list[list[str]]:
    """The table's cells, its head first. Channels that nobody used are left out."""
    names = _names()
    two = len(facts.labels) == 2
    rows = [["", *facts.labels, *([_("diferença (2ª − 1ª)")] if two else [])]]
    channels = {channel.name.lower() for channel in Channel}
    for each in facts.figures:
        if each.key in channels and not any(estimate.mean for estimate in each.policies):
            continue
        cells = [_cell(estimate, cents=each.cents) for estimate in each.policies]
        if each.difference is not None:
            cells.append(_cell(each.difference, cents=each.cents, signed=True))
        rows.append([names[each.key], *cells])
    return rows


def _names() -> dict[str, str]:
    return {
        "recovered_cents": _("Dinheiro recebido"),
        "late_cents": _("  do que estava vencido"),
        "titles_paid": _("Títulos pagos"),
        "cured": _("Casos que ficaram em dia"),
        "contacts": _("Contatos enviados"),
        **{channel.name.lower(): _("  por %s") % CHANNEL_TEXT[channel] for channel in Channel},
        "promised": _("Promessas feitas"),
        "kept": _("Promessas cumpridas"),
        "broken": _("Promessas quebradas"),
        "complaints": _("Reclamações"),
        "opt_outs": _("Canais fechados pela pessoa"),
        "cost_cents": _("Custo dos contatos"),
        "net_cents": _("Recebido menos custo"),
    }


def _cell(estimate: Estimate, *, cents: bool, signed: bool = False) -> str:
    text = _said(estimate.mean, cents, signed)
    if estimate.low is None or estimate.high is None:
        return text
    half = (estimate.high - estimate.low) / 2
    said = _said(half, cents, signed=False)
    return f"{text} ± {said[3:] if cents else said}" if round(half, 1) else text


def _said(value: float, cents: bool, signed: bool) -> str:
    """Money to the centavo; a count whole, and with a tenth where it is small and no whole one."""
    tenths = round(abs(value), 1)
    if cents:
        text = format_brl(round(abs(value)))
    elif tenths < SMALL and tenths % 1:
        text = f"{tenths:.1f}".replace(".", ",")
    else:
        text = whole(round(tenths))
    sign = "−" if value < 0 else "+" if signed else ""
    return f"{sign if any(digit in text for digit in '123456789') else ''}{text}"


def _notes(facts: Facts) -> list[str]:
    notes = [
        _("As decisões são as da régua; como as pessoas reagem é em parte suposto:")
        + " acerto simulate --show-parameters."
    ]
    if len(facts.simulation.seeds) > 1:
        notes.append(
            _("Depois de ±, 95 % de confiança sobre as sementes; as diferenças, semente a semente.")
        )
    else:
        notes.append(_("Uma semente só não dá intervalo: use --seeds 2 ou mais."))
    unpriced = [
        CHANNEL_TEXT[Channel[each.key.upper()]]
        for each in facts.figures
        if each.key.upper() in Channel.__members__
        and facts.prices
        and each.key not in facts.prices
        and any(estimate.mean for estimate in each.policies)
    ]
    if unpriced:
        notes.append(_("Sem preço, contados como de graça: %s.") % ", ".join(unpriced))
    return _nobody(facts) + notes + list(facts.simulation.unknown)


def _nobody(facts: Facts) -> list[str]:
    """That there was nobody to simulate, where zeros would say it in silence."""
    if any(start.cases for start in facts.simulation.starts):
        return []
    whom = {"consumer": _("consumidores"), "business": _("empresas")}.get(facts.party_kind, "")
    text = _("A carteira não tem ninguém do público desta régua (%s): nada foi simulado.")
    return [text % whom]


def _lines(facts: Facts, found: Curve) -> tuple[Line, ...]:
    """A line a policy; what is counted is never below nothing, whatever a band says."""
    return tuple(
        Line(label, mean_, low.clip(min=0), high, style=place)
        for place, (label, (mean_, low, high)) in enumerate(
            zip(facts.labels, found.policies, strict=True)
        )
    )


def _money(cents: float) -> str:
    sign, reais = ("−" if cents < 0 else ""), abs(cents) / 100
    for large, unit in ((1e9, "bi"), (1e6, "mi"), (1e3, "mil")):
        if reais >= large:
            return f"{sign}R$ {reais / large:.4g} {unit}".replace(".", ",")
    return f"{sign}R$ {reais:.4g}".replace(".", ",")


def _count(value: float) -> str:
    return f"−{whole(round(-value))}" if value < 0 else whole(round(value))
