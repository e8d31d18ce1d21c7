"""`acerto decide`: a day decided over a snapshot of Parquet, without a database."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acerto.doors.kit.console import Output, json_option, whole
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.files import read_text, well_formed
from acerto.doors.kit.speech import gettext as _
from acerto.engine.policy import Policy
from acerto.engine.policy_file import DEFAULTS, default_policy_text
from acerto.engine.snapshot_files import InvalidSnapshot
from acerto.engine.verdicts import VERDICT_TEXT, Verdict

if TYPE_CHECKING:
    from acerto.engine.runners.outcome import Decided

STEPS_OF_THE_BAR = 1_000


@click.command(name="decide", short_help="Decide um dia sobre um retrato em Parquet, sem banco.")
@click.option(
    "--snapshot",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="PASTA",
    help="Retrato da carteira (acerto snapshot export).",
)
@click.option(
    "--policy",
    "policy_file",
    required=True,
    metavar="RÉGUA",
    help=f"Arquivo da régua, ou o nome de uma que vem com o Acerto: {', '.join(DEFAULTS)}.",
)
@click.option("--on", required=True, type=DAY, help="Dia a decidir.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="SAÍDA",
    help="Pasta nova para as decisões.",
)
@click.option("--memory", default="", help="Memória que pode usar, como 16GB.")
@click.option("--replace", is_flag=True, help="Troca a pasta de saída, se já existe.")
@json_option
def command(
    *,
    snapshot: Path,
    policy_file: str,
    on: date,
    out: Path,
    memory: str,
    replace: bool,
    as_json: bool,
) -> None:
    """Decide cada caso do retrato no dia e grava as decisões em Parquet, com um manifesto.

    Não precisa de PostgreSQL. Interrompido, não deixa nada pela metade: rode de novo.
    """
    from acerto.engine.runners.duckdb import decide
    from acerto.engine.runners.outcome import CannotDecide, OutputTaken

    policy, digest = _policy(policy_file)
    output = Output(as_json=as_json)
    title = _("Decidindo %s") % f"{on:%d/%m/%Y}"
    with output.progress(title, total=STEPS_OF_THE_BAR) as advance:
        try:
            decided = decide(
                snapshot=snapshot, policy=policy, policy_digest=digest, on=on, out=out, memory=memory,
                replace=replace, progress=_by_part(advance),
            )  # fmt: skip
        except (CannotDecide, InvalidSnapshot, OutputTaken) as error:
            raise AcertoError(error.message, code="snapshot") from None
    output.result(_values(decided), text=_text(decided))


def _by_part(advance: Callable[[int], None]) -> Callable[[float], None]:
    """The bar's steps from the part of the whole that is done."""
    moved = 0

    def progress(part: float) -> None:
        nonlocal moved
        now = int(part * STEPS_OF_THE_BAR)
        advance(max(0, now - moved))
        moved = max(moved, now)

    return progress


def _policy(named: str) -> tuple[Policy, str]:
    """A policy by its file or by the name of one that is shipped, and the digest of its text."""
    text = default_policy_text(name=named) if named in DEFAULTS else read_text(Path(named))
    return well_formed(text), sha256(text.encode()).hexdigest()


def _values(decided: "Decided") -> dict[str, object]:
    """The outcome for programs."""
    return {
        "out": str(decided.folder),
        "on": decided.on.isoformat(),
        "cases": decided.cases,
        "by_verdict": {Verdict(v).name.lower(): n for v, n in decided.by_verdict.items()},
        "unknown": list(decided.unknown),
    }


def _text(decided: "Decided") -> str:
    """The outcome for people."""
    head = _("%(cases)s casos decididos para %(on)s em %(folder)s") % {
        "cases": whole(decided.cases),
        "on": f"{decided.on:%d/%m/%Y}",
        "folder": decided.folder,
    }
    verdicts = [
        f"  {VERDICT_TEXT[Verdict(verdict)]}: {whole(cases)}"
        for verdict, cases in decided.by_verdict.items()
    ]
    return "\n".join([head, *verdicts, *(f"  {sentence}" for sentence in decided.unknown)])
