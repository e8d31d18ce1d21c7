"""`acerto decide`: a day decided over a snapshot of Parquet, without a database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from acerto.doors.kit.console import Output, json_option, whole
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.files import named_policy
from acerto.doors.kit.speech import gettext as _
from acerto.engine.policy_file import DEFAULTS
from acerto.engine.snapshot_files import InvalidSnapshot
from acerto.engine.verdicts import VERDICT_TEXT, Verdict

if TYPE_CHECKING:
    from acerto.engine.runners.outcome import Decided

STEPS_OF_THE_BAR = 1_000
WEB = ("http://", "https://")


@click.command(name="decide", short_help="Decide um dia sobre um retrato em Parquet, sem banco.")
@click.option(
    "--snapshot",
    required=True,
    metavar="PASTA|URL",
    help="Retrato da carteira (acerto snapshot export): pasta, https://… ou, com Spark, a URL do depósito.",
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
    metavar="SAÍDA",
    help="Pasta nova para as decisões (com Spark, também URL).",
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Quem faz a conta; as linhas são as mesmas.",
)
@click.option("--master", default="", metavar="URL", help="Cluster de Spark. Padrão: esta máquina.")
@click.option("--memory", default="", help="Memória que pode usar, como 16GB.")
@click.option("--replace", is_flag=True, help="Troca a pasta de saída, se já existe.")
@json_option
def command(
    *,
    snapshot: str,
    policy_file: str,
    on: date,
    out: str,
    engine: str,
    master: str,
    memory: str,
    replace: bool,
    as_json: bool,
) -> None:
    """Decide cada caso do retrato no dia e grava as decisões em Parquet, com um manifesto.

    Não precisa de PostgreSQL. Interrompido, não deixa nada pela metade: rode de novo.
    """
    from acerto.engine.runners.outcome import CannotDecide, OutputTaken

    for name, place in (("--snapshot", snapshot), ("--out", out)):
        if not place.strip():
            raise AcertoError(_("%s está vazio: diga uma pasta.") % name, code="usage")
    policy, digest = named_policy(policy_file)
    output = Output(as_json=as_json)
    day = {"policy": policy, "policy_digest": digest, "on": on, "replace": replace}
    running = (
        _spark(snapshot, out, master, memory, output)
        if engine == "spark"
        else _duckdb(snapshot, out, master, memory, output)
    )
    try:
        with running as decide:
            decided = decide(output=output, **day)
    except (CannotDecide, InvalidSnapshot, OutputTaken) as error:
        raise AcertoError(error.message, code="snapshot") from None
    output.result(_values(decided), text=_text(decided))


Decide = Callable[..., "Decided"]


@contextmanager
def _duckdb(snapshot: str, out: str, master: str, memory: str, output: Output) -> Iterator[Decide]:
    """What decides in DuckDB, over a folder here or one brought from the web."""
    from acerto.engine.runners.duckdb import decide

    if master:
        raise AcertoError(_("--master é do Spark: use com --engine spark."), code="usage")
    for place in (snapshot, out):
        if "://" in place and not (place is snapshot and place.startswith(WEB)):
            text = _("“%s” não é uma pasta: para ler e gravar em depósitos use --engine spark.")
            raise AcertoError(text % place, code="usage")
    with _folder(snapshot, Path(out), output) as folder:
        yield _shown(decide, snapshot=folder, out=Path(out), memory=memory)


@contextmanager
def _folder(snapshot: str, out: Path, output: Output) -> Iterator[Path]:
    """The snapshot's folder, brought here first where it lies on the web."""
    if not snapshot.startswith(WEB):
        yield Path(snapshot)
        return
    from acerto.doors.kit.remote import fetched

    with fetched(url=snapshot, out=out, output=output) as folder:
        yield folder


@contextmanager
def _spark(snapshot: str, out: str, master: str, memory: str, output: Output) -> Iterator[Decide]:
    """What decides in Spark, over a folder or a store that its workers see."""
    from acerto.engine.runners.spark import decide
    from acerto.engine.runners.spark_session import started

    if snapshot.startswith(WEB) or out.startswith(WEB):
        text = _("O Spark lê de pastas e depósitos (file, hdfs, s3a, abfss…), não de https.")
        raise AcertoError(text, code="usage")
    output.say(_("Ligando o Spark…"))
    with started(master=master, memory=memory) as session:
        yield _shown(decide, session=session, snapshot=snapshot, out=out)


def _shown(decide: Decide, **where: Any) -> Decide:
    """`decide` under a bar."""

    def run(*, output: Output, on: date, **day: Any) -> "Decided":
        title = _("Decidindo %s") % f"{on:%d/%m/%Y}"
        with output.progress(title, total=STEPS_OF_THE_BAR) as advance:
            return decide(on=on, **day, **where, progress=_by_part(advance))

    return run


def _by_part(advance: Callable[[int], None]) -> Callable[[float], None]:
    """The bar's steps from the part of the whole that is done."""
    moved = 0

    def progress(part: float) -> None:
        nonlocal moved
        now = int(part * STEPS_OF_THE_BAR)
        advance(max(0, now - moved))
        moved = max(moved, now)

    return progress


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
