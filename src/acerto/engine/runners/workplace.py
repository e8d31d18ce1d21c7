"""Output that appears whole or not at all: made in a hidden folder beside its place, then renamed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Protocol

from acerto.engine.snapshot_files import MANIFEST

from .outcome import OutputTaken


class Files(Protocol):
    """The few things that a run does with folders; addresses are paths, or URLs of a store."""

    def exists(self, at: str) -> bool:
        """Is a file or a folder there?"""

    def names(self, folder: str) -> list[str]:
        """What lies in a folder, by name; nothing in one that is not there."""

    def make(self, folder: str) -> None:
        """Make a folder and those above it."""

    def rename(self, old: str, new: str) -> None:
        """Move a file or a folder within its store."""

    def remove(self, at: str) -> None:
        """Remove a file or a folder with what is in it; nothing where there is none."""

    def at_once(self, at: str) -> bool:
        """Does its store rename a folder at once, rather than copy what is in it?"""


class LocalFiles:
    """Files of this machine."""

    def exists(self, at: str) -> bool:
        """Is a file or a folder there?"""
        return Path(at).exists()

    def names(self, folder: str) -> list[str]:
        """What lies in a folder, by name."""
        return sorted(each.name for each in Path(folder).glob("*"))

    def make(self, folder: str) -> None:
        """Make a folder and those above it, the last one for its owner alone."""
        Path(folder).parent.mkdir(parents=True, exist_ok=True)
        Path(folder).mkdir(mode=0o700, exist_ok=True)

    def rename(self, old: str, new: str) -> None:
        """Move a file or a folder."""
        Path(old).rename(new)

    def remove(self, at: str) -> None:
        """Remove a folder with what is in it, as far as one may."""
        shutil.rmtree(at, ignore_errors=True)

    def at_once(self, at: str) -> bool:
        """Every file system of a machine does."""
        return True


LOCAL = LocalFiles()


def refuse_taken(*, files: Files, out: str, replace: bool) -> None:
    """Refuse an output that is there already, unless it may be replaced. Raises OutputTaken."""
    if files.exists(out) and not replace:
        raise OutputTaken(f"A pasta {out} já existe: escolha outra, ou use --replace.")


@contextmanager
def workplace(*, files: Files, out: str) -> Iterator[str]:
    """A folder beside the output, gone afterwards; those of killed runs go first."""
    parent, _slash, name = out.rstrip("/").rpartition("/")
    hidden = f".{name}.partial-"
    beside = f"{parent}/" if _slash else ""
    for left in files.names(parent or (_slash or ".")):
        if left.startswith(hidden):
            files.remove(f"{beside}{left}")
    work = f"{beside}{hidden}{token_hex(4)}"
    files.make(work)
    try:
        yield work
    finally:
        files.remove(work)


def put_in_place(*, files: Files, work: str, result: str, out: str) -> None:
    """Make the result the output; what was there before goes only once the new one stands.

    Where a store copies instead of renaming, the manifest comes last: without it there is no answer.
    """
    if files.exists(out):
        files.rename(out, f"{work}/old")
    if files.at_once(out):
        files.rename(result, out)
        return
    files.make(out)
    for name in sorted(files.names(result), key=lambda name: name == MANIFEST):
        files.rename(f"{result}/{name}", f"{out}/{name}")
