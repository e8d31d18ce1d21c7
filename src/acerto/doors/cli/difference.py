"""`acerto policy diff`: what changes from one policy to another, over a snapshot."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acerto.core.money import format_brl
from acerto.doors.kit.console import Output, json_option, whole
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.files import named_policy, replace_option, require_place_for
from acerto.doors.kit.speech import gettext as _
from acerto.doors.kit.speech import ngettext
from acerto.engine.policy import Policy
from acerto.engine.snapshot_files import InvalidSnapshot, read_manifest
from acerto.engine.verdicts import CHANNEL_TEXT, VERDICT_TEXT, Channel, Verdict

if TYPE_CHECKING:
    from acerto.engine.runners.diff import Contacts, Move

MOVES_SHOWN = 20


@click.command(name="diff", short_help="Mostra o que muda de uma régua para outra.")
@click.argument("old", metavar="ATUAL")
@click.argument("new", metavar="NOVA")
@click.option(
    "--snapshot",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="PASTA",
    help="Retrato da carteira (acerto snapshot export).",
)
@click.option("--on", type=DAY, help="Dia a comparar. Padrão: o do retrato.")
@click.option(
    "--price", multiple=True, metavar="CANAL=REAIS", help="Preço de uma mensagem: sms=0,08."
)
@click.option(
    "--changes",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="ARQUIVO",
    help="Onde gravar a lista dos casos que mudam (.csv ou .parquet).",
)
@replace_option
@json_option
def command(
    *,
    old: str,
    new: str,
    snapshot: Path,
    on: date | None,
    price: tuple[str, ...],
    changes: Path | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Decide o mesmo dia pelas duas réguas e mostra quem recebe o quê em cada uma. Não muda nada.

    ATUAL e NOVA são arquivos, ou nomes de réguas que vêm com o Acerto.
    """
    if changes is not None:
        require_place_for(changes, replace=replace)
    show(
        old=named_policy(old)[0],
        new=named_policy(new)[0],
        snapshot=snapshot,
        on=on,
        price=price,
        changes=changes,
        output=Output(as_json=as_json),
    )


def show(
    *,
    old: Policy,
    new: Policy,
    snapshot: Path,
    on: date | None,
    price: Sequence[str],
    changes: Path | None,
    output: Output,
) -> None:
    """Compare and print. Raises AcertoError."""
    from acerto.engine.runners.diff import FORMATS, diff
    from acerto.engine.runners.outcome import CannotDecide

    if changes is not None and changes.suffix not in FORMATS:
        text = _("A lista vai para um arquivo .csv ou .parquet, não “%s”.") % changes.name
        raise AcertoError(text, code="changes_format")
    prices = _prices(price)
    try:
        day = on or read_manifest(folder=snapshot).on
        with output.progress(_("Comparando as réguas")):
            found = diff(
                snapshot=snapshot, old=old, new=new, on=day, prices=prices, changes=changes
            )
    except (CannotDecide, InvalidSnapshot) as error:
        raise AcertoError(error.message, code="invalid_snapshot") from None
    # Days and exact costs as text.
    values = json.loads(json.dumps(asdict(found) | {"changes": changes}, default=str))
    lines = [
        ngettext(
            "%(on)s: %(n)s de %(all)s casos muda.",
            "%(on)s: %(n)s de %(all)s casos mudam.",
            found.changed,
        )
        % {"on": f"{day:%d/%m/%Y}", "n": whole(found.changed), "all": whole(found.cases)},
        *_side(_("Régua atual: %s") % old.name, found.old),
        *_side(_("Régua nova: %s") % new.name, found.new),
        *([_("O que muda:")] if found.moves else []),
        *(_move(each) for each in found.moves[:MOVES_SHOWN]),
    ]
    output.result(values, text="\n".join(lines))


def _prices(said: Sequence[str]) -> dict[str, Decimal]:
    """Centavos a message by channel, from "sms=0,08"."""
    known = {channel.name.lower() for channel in Channel}
    prices: dict[str, Decimal] = {}
    for one in said:
        name, _equals, text = one.partition("=")
        number = text.strip().replace(",", ".")
        if name not in known or not number.replace(".", "", 1).isdecimal():
            text = _(
                "“%(said)s” não é um preço: escreva CANAL=REAIS, como sms=0,08; canais: %(known)s."
            )
            values = {"said": one, "known": ", ".join(sorted(known))}
            raise AcertoError(text % values, code="price")
        prices[name] = Decimal(number) * 100
    return prices


def _side(title: str, contacts: "Sequence[Contacts]") -> list[str]:
    lines = [title]
    for each in contacts:
        cost = each.cost_cents
        lines.append(
            _("  %(segment)s, %(step)s por %(channel)s: %(cases)s, %(money)s%(cost)s")
            % {
                "segment": each.segment,
                "step": each.step,
                "channel": _channel(each.channel),
                "cases": whole(each.cases),
                "money": format_brl(each.total_cents),
                "cost": "" if cost is None else _(", custo %s") % format_brl(round(cost)),
            }
        )
    return lines


def _move(move: "Move") -> str:
    old, new = _outcome(move.old), _outcome(move.new)
    return _("  %(old)s → %(new)s: %(cases)s, %(money)s") % {
        "old": old,
        "new": new,
        "cases": whole(move.cases),
        "money": format_brl(move.total_cents),
    }


def _outcome(outcome: tuple[str, str, str]) -> str:
    verdict, step, channel = outcome
    if not verdict:
        return _("fora da régua")
    words = [VERDICT_TEXT[Verdict[verdict.upper()]]]
    if step:
        words.append(_("%(step)s por %(channel)s") % {"step": step, "channel": _channel(channel)})
    return ": ".join(words)


def _channel(name: str) -> str:
    return CHANNEL_TEXT[Channel[name.upper()]].lower()
