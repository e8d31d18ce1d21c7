"""A function run in a process of its own, so that the memory counted is its own and nobody else's.

The process is `python -m benchmarks.apart MODULE FUNCTION NAMES FD`; what the function gives comes back as
JSON through the file descriptor.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from select import select
from time import perf_counter
from types import FrameType
from typing import Any, NoReturn

LOOK_SECONDS = 0.2
STOP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """What a function gave, its seconds, the highest resident set of its process (bytes), and how much
    the watched folder held beyond what lay there before (bytes)."""

    value: Any
    seconds: float
    peak_bytes: int
    disk_bytes: int

    @property
    def peak_gib(self) -> float:
        """The highest resident set in GiB."""
        return self.peak_bytes / 1024**3


class Failed(Exception):
    """The function raised, or its process was killed (by the kernel, for want of memory?)."""


def apart(*, act: Callable[..., Any], watch: Path, **names: str) -> Measured:
    """Call `act` with these names in a fresh process, which does not outlive this call. Raises Failed.

    The seconds are the call's own: starting Python and importing the module are not in them.
    """
    before = most = _held(watch)
    ours, theirs = os.pipe()
    command = [sys.executable, "-m", "benchmarks.apart", act.__module__, act.__name__]
    process = subprocess.Popen([*command, json.dumps(names), str(theirs)], pass_fds=[theirs])
    os.close(theirs)
    try:
        with os.fdopen(ours, encoding="utf-8") as answer:
            while not select([answer], [], [], LOOK_SECONDS)[0]:
                most = max(most, _held(watch))
            said = answer.read()
        process.wait(STOP_SECONDS)
    finally:
        _end(process)
    if not said:
        raise Failed(f"{act.__name__}: its process ended with {process.returncode}")
    found = json.loads(said)
    if found["error"]:
        raise Failed(f"{act.__name__}: {found['error']}")
    return Measured(found["value"], found["seconds"], found["peak_bytes"], most - before)


def run_program(*, main: Callable[[], int]) -> NoReturn:
    """End with what `main` gives; what failed apart is told without a traceback.

    Ctrl+C, SIGTERM and SIGHUP end it as an exception would, so that nothing is left behind.
    """
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _leave)
    try:
        sys.exit(main())
    except Failed as failed:
        sys.exit(str(failed))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def serve(module: str, function: str, names: str, descriptor: str) -> None:
    """Inside the process: call and answer."""
    act = getattr(import_module(module), function)
    value, error = None, ""
    started = perf_counter()
    try:
        value = act(**json.loads(names))
    except Exception as problem:
        error = f"{type(problem).__name__}: {problem}"
    seconds = perf_counter() - started
    found = {"value": value, "error": error, "seconds": seconds, "peak_bytes": _peak_bytes()}
    with os.fdopen(int(descriptor), "w", encoding="utf-8") as answer:
        json.dump(found, answer)


def _peak_bytes() -> int:
    """The kernel's high water mark of this program; `ru_maxrss` would count the parent's before exec."""
    status = Path("/proc/self/status")
    if status.exists():
        found = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(found["VmHWM"].split()[0]) * 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def _held(folder: Path) -> int:
    """Bytes of the files in a folder, those that vanish meanwhile left out."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total


def _end(process: subprocess.Popen[bytes]) -> None:
    """A process that still runs is of no use: whoever waited for it was interrupted."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    serve(*sys.argv[1:])
