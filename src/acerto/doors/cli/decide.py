"""`acerto decide`: a day decided over a snapshot of Parquet, without a database."""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.speech import gettext as _
from acerto.engine.policy import Policy
from acerto.engine.policy_file import DEFAULTS, InvalidPolicy, default_policy_text, load_policy
from acerto.engine.snapshot_files import InvalidSnapshot
from acerto.engine.verdicts import VERDICT_TEXT, Verdict

if TYPE_CHECKING:
    from acerto.engine.runners.duckdb import Decided

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
    from acerto.engine.runners.duckdb import OutputTaken, decide

    policy, digest = _policy(policy_file)
    output = Output(as_json=as_json)
    moved = 0

    with output.progress(_("Decidindo %s") % f"{on:%d/%m/%Y}", total=STEPS_OF_THE_BAR) as advance:

        def progress(part: float) -> None:
            nonlocal moved
            now = int(part * STEPS_OF_THE_BAR)
            advance(max(0, now - moved))
            moved = max(moved, now)

        try:
            decided = decide(
                snapshot=snapshot,
                policy=policy,
                policy_digest=digest,
                on=on,
                out=out,
                memory=memory,
                replace=replace,
                progress=progress,
            )
        except (InvalidSnapshot, OutputTaken) as error:
            raise AcertoError(error.message, code="snapshot") from None
    output.result(
        {
            "out": str(decided.folder),
            "on": decided.on.isoformat(),
            "cases": decided.cases,
            "by_verdict": {Verdict(v).name.lower(): n for v, n in decided.by_verdict.items()},
            "unknown": list(decided.unknown),
        },
        text=_text(decided),
    )


def _policy(named: str) -> tuple[Policy, str]:
    """A policy by its file or by the name of one that is shipped, and the digest of its text."""
    text = default_policy_text(name=named) if named in DEFAULTS else _read(Path(named))
    try:
        return load_policy(text=text), sha256(text.encode()).hexdigest()
    except InvalidPolicy as error:
        raise AcertoError(str(error), code="invalid_policy") from None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise AcertoError(_("O arquivo %s não existe.") % path, code="no_file") from None
    except (OSError, UnicodeDecodeError):
        text = _("O arquivo %s não pode ser lido: salve-o como texto UTF-8.") % path
        raise AcertoError(text, code="unreadable") from None


def _text(decided: "Decided") -> str:
    """The outcome for people."""
    head = _("%(cases)s casos decididos para %(on)s em %(folder)s") % {
        "cases": _whole(decided.cases),
        "on": f"{decided.on:%d/%m/%Y}",
        "folder": decided.folder,
    }
    verdicts = [
        f"  {VERDICT_TEXT[Verdict(verdict)]}: {_whole(cases)}"
        for verdict, cases in decided.by_verdict.items()
    ]
    return "\n".join([head, *verdicts, *(f"  {sentence}" for sentence in decided.unknown)])


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", ".")
