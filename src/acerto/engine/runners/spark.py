"""The plan over a snapshot of Parquet, in Apache Spark: on one machine or on a cluster.

The plan is the very expression that runs in PostgreSQL (DESIGN decision 3), compiled for Spark and run as
one statement of SQL; workers need neither Python nor Acerto. Everything is read and written through Spark's
own file systems: a path, or a URL (file, hdfs, s3a, abfss…). docs/operate/spark.md, docs/adr/0015-spark.md.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from acerto.engine.plan import plan_sql
from acerto.engine.policy import Policy
from acerto.engine.snapshot_files import MANIFEST, FileFacts

from .outcome import Decided, Progress, manifest_text
from .spark_files import HadoopFiles, address
from .spark_progress import stages_done
from .spark_session import told_plainly
from .spark_tables import make_tables, read_manifest
from .watch import watched
from .workplace import put_in_place, refuse_taken, workplace

CASES_A_FILE = 2_000_000


def decide(
    *,
    session: Any,
    snapshot: Path | str,
    policy: Policy,
    policy_digest: str,
    on: date,
    out: Path | str,
    replace: bool = False,
    progress: Progress | None = None,
) -> Decided:
    """Decide every case of a snapshot on a day, and write decisions as Parquet under `out`.

    `session` is a SparkSession (spark_session.started, or one's own); its settings are left alone. The
    output appears whole or not at all, as far as its store renames folders at once (docs/operate/spark.md).
    Raises InvalidSnapshot, OutputTaken, CannotDecide, acerto.law.params.NotInForce.
    """
    files = HadoopFiles(session)
    source, target = address(snapshot), address(out)
    with told_plainly():
        refuse_taken(files=files, out=target, snapshot=source, replace=replace)
        manifest = read_manifest(files=files, snapshot=source)
        steps = manifest.step_ids(policy=policy.name, keys=policy.step_keys)
        with workplace(files=files, out=target) as work:
            inner, unknown = make_tables(
                session=session,
                files=files,
                snapshot=source,
                manifest=manifest,
                on=on,
                work=work,
            )
            result = f"{work}/result"
            _write(inner, policy, steps, on, result, progress)
            decided = _told(inner, files, result, out, on, unknown)
            text = manifest_text(
                manifest=manifest,
                policy=policy,
                policy_digest=policy_digest,
                steps=steps,
                decided=decided,
            )
            files.write(f"{result}/{MANIFEST}", text.encode())
            put_in_place(
                files=files,
                work=work,
                result=result,
                out=target,
                snapshot=source,
                replace=replace,
            )
    return decided


def decisions(*, session: Any, policy: Policy, steps: Mapping[str, int], on: date) -> Any:
    """The plan as a DataFrame over a session's snapshot_case, _title, _done and _factor."""
    return session.sql(plan_sql(policy=policy, on=on, step_ids=steps, dialect="pyspark"))


def _write(
    session: Any,
    policy: Policy,
    steps: Mapping[str, int],
    on: date,
    result: str,
    progress: Progress | None,
) -> None:
    """Decide into Parquet files under decided_on=DAY/, one for each task or two million cases."""
    decided = decisions(session=session, policy=policy, steps=steps, on=on)
    with watched(look=stages_done(session=session, of=decided), progress=progress):
        decided.write.option("maxRecordsPerFile", CASES_A_FILE).parquet(
            f"{result}/decided_on={on.isoformat()}", compression="zstd"
        )


def _told(
    session: Any,
    files: HadoopFiles,
    result: str,
    out: Path | str,
    on: date,
    unknown: tuple[str, ...],
) -> Decided:
    """Count and digest what was written, file by file, where the files lie."""
    day = f"decided_on={on.isoformat()}"
    folder = f"{result}/{day}"
    files.tidy(folder)
    rows, by_verdict = Counter[str](), Counter[int]()
    counted = session.read.parquet(folder).groupBy("_metadata.file_name", "verdict").count()
    for name, verdict, count in counted.collect():
        rows[name] += count
        by_verdict[verdict] += count
    found = session.read.format("binaryFile").load(folder)
    digests = found.selectExpr("substring_index(path, '/', -1)", "length", "sha2(content, 256)")
    facts = [
        FileFacts(f"{day}/{name}", rows[name], size, digest)
        for name, size, digest in sorted(map(tuple, digests.collect()))
    ]
    cases = by_verdict.total()
    return Decided(out, on, cases, dict(sorted(by_verdict.items())), unknown, tuple(facts))
