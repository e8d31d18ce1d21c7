"""Starting Spark, and what stops it said in a sentence."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .allowance import memory_bytes
from .outcome import CannotDecide

HERE = "local[*]"
MIB = 2**20
LEAST_MIB = 10**9 // MIB
OVERHEAD = (384, 10)  # MiB at least, and one part in ten, that a process needs beside its heap


@contextmanager
def started(
    *, master: str = "", memory: str = "", settings: Mapping[str, str] | None = None
) -> Iterator[Any]:
    """A SparkSession, stopped afterwards: under spark-submit as it says, else at `master` or on this machine.

    `memory` ("16GB") bounds each of Spark's processes; `settings` are Spark's own. Raises CannotDecide.
    """
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    ours = _settings(submitted, master, memory) | dict(settings or {})
    with TemporaryDirectory() as folder, told_plainly():
        builder = _builder().appName("acerto decide")
        for name, value in ours.items():
            builder = builder.config(name, value)
        session = _begun(builder, log=Path(folder) / "spark.log")
        try:
            yield session
        finally:
            session.stop()


def _settings(submitted: bool, master: str, memory: str) -> dict[str, str]:
    if submitted and (master or memory):
        raise CannotDecide("Com spark-submit, diga --master e a memória ao próprio spark-submit.")
    if submitted:
        return {}
    settings = {
        "spark.master": master or HERE,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if memory:
        heap = f"{heap_mib(memory)}m"
        settings |= {"spark.driver.memory": heap, "spark.executor.memory": heap}
    return settings


def _begun(builder: Any, *, log: Path) -> Any:
    """The session; what its Java process says goes into a file, for what people need to know is raised."""
    sys.stderr.flush()
    before = os.dup(2)
    try:
        with log.open("wb") as file:
            os.dup2(file.fileno(), 2)
            return builder.getOrCreate()
    except Exception as error:
        said = log.read_text("utf-8", errors="replace").strip().splitlines()
        no_java = "JAVA_GATEWAY_EXITED" in str(error) and said
        text = f"O Spark não ligou. Diagnóstico: {said[-1] if no_java else _diagnosis(str(error))}"
        raise CannotDecide(text) from None
    finally:
        os.dup2(before, 2)
        os.close(before)


def heap_mib(memory: str) -> int:
    """The heap, in MiB, of a process that may use so much memory ("16GB") in all. Raises CannotDecide."""
    whole = memory_bytes(memory) // MIB
    if whole < LEAST_MIB:
        raise CannotDecide(f"{memory} é pouco para o Spark: dê 1GB ou mais.")
    least, part = OVERHEAD
    return whole - max(least, whole // part)


def _builder() -> Any:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise CannotDecide(
            "O Spark precisa do Java 17 ou mais novo. No Debian: apt-get install openjdk-17-jre-headless"
        )
    try:
        import pyspark
        from pyspark.sql import SparkSession
    except ImportError:
        raise CannotDecide("Falta o PySpark: pip install 'acerto[spark]'.") from None
    # Where local-cluster and the executors it starts find the jars that came with PySpark.
    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    return SparkSession.builder


@contextmanager
def told_plainly() -> Iterator[None]:
    """What stops Spark on its way, as a sentence that says what to do. Raises CannotDecide."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
    except ImportError:  # nothing of it runs, then
        yield
        return
    try:
        yield
    except (Py4JError, PySparkException) as error:
        raise CannotDecide(_sentence(error)) from None


def _sentence(error: Exception) -> str:
    text = str(error)
    diagnosis = f"Diagnóstico: {_diagnosis(text)}"
    if "OutOfMemoryError" in text:
        return f"A memória do Spark não bastou: dê mais com --memory. {diagnosis}"
    if "FAILED_READ_FILE" in text or "java.io." in text:
        return (
            "O Spark não pôde ler ou gravar um arquivo: confira o retrato (acerto snapshot validate), "
            f"as permissões e o espaço no disco. {diagnosis}"
        )
    return f"O Spark parou antes do fim; rode de novo depois de ver por quê. {diagnosis}"


def _diagnosis(text: str) -> str:
    """The line of Java's words that says what happened: the innermost cause, else what was thrown."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    causes = [line for line in lines if line.startswith("Caused by:")]
    thrown = [line for line in lines if line.startswith(": ")]
    return next(iter([*causes[::-1], *thrown, *lines]), "sem palavras").removeprefix(": ")
