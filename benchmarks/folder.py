"""Where a benchmark over files works: enough disk or none taken, and nothing left behind."""

import os
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

DEFAULT = Path("build/bench")


def add_folder(parser: ArgumentParser) -> None:
    """The option that says where the files of a benchmark go."""
    parser.add_argument(
        "--folder", type=Path, default=DEFAULT, help="where the files go meanwhile (build/bench)"
    )


@contextmanager
def workplace(*, parent: Path, needs_bytes: int) -> Iterator[Path]:
    """A folder under `parent`, gone afterwards, also on an error or where apart.run_program is stopped.

    What a killed run left there goes first. Ends the program when the disk has not so much free.
    """
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob("run-*"):
        if _abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
    free = shutil.disk_usage(parent).free
    if free < needs_bytes:
        sys.exit(
            f"This needs about {needs_bytes / 1e9:.1f} GB of disk in {parent}, and {free / 1e9:.1f} GB "
            "are free: make room, name another place with --folder, or ask for fewer titles."
        )
    folder = Path(mkdtemp(prefix=f"run-{os.getpid()}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _abandoned(folder: Path) -> bool:
    """Whether the run that made it is gone."""
    try:
        os.kill(int(folder.name.split("-")[1]), 0)
    except ProcessLookupError:
        return True
    except (ValueError, PermissionError):
        return False
    return False
