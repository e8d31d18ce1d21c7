"""Output that appears whole or not at all: made in a hidden folder beside its place, then renamed."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import Protocol

from acerto.engine.decision_files import FORMAT
from acerto.engine.snapshot_files import MANIFEST

from .outcome import CannotDecide, OutputTaken


class Files(Protocol):
    """The few things that a run does with folders; addresses are paths, or URLs of a store."""

    def exists(self, at: str) -> bool:
        """Is a file or a folder there?"""

    def is_folder(self, at: str) -> bool:
        """Is a folder there?"""

    def real(self, at: str) -> str:
        """The address with every link followed, as far as its store tells."""

    def is_above_here(self, at: str) -> bool:
        """Is it the folder that this process works in, or one that this lies in?"""

    def names(self, folder: str) -> list[str]:
        """What lies in a folder, by name; nothing in one that is not there."""

    def read(self, at: str) -> bytes | None:
        """A small file's bytes; None where there is none."""

    def make(self, folder: str) -> None:
        """Make a folder and those above it."""

    def rename(self, old: str, new: str) -> None:
        """Move a file or a folder within its store."""

    def remove(self, at: str) -> None:
        """Remove a file or a folder with what is in it; nothing where there is none."""

    def at_once(self, at: str) -> bool:
        """Does its store rename a folder at once, rather than copy what is in it?"""

    def held(self, folder: str) -> bool:
        """Does a living run hold a folder? False where the store cannot tell."""

    def hold(self, folder: str) -> AbstractContextManager[None]:
        """Hold a folder while the block runs, or while this process lives."""


class LocalFiles:
    """Files of this machine."""

    def exists(self, at: str) -> bool:
        """Is a file, a folder or a link there?"""
        return os.path.lexists(at)

    def is_folder(self, at: str) -> bool:
        """Is a folder there?"""
        return Path(at).is_dir()

    def real(self, at: str) -> str:
        """The absolute path with every link followed."""
        return os.path.realpath(at)

    def is_above_here(self, at: str) -> bool:
        """Is it the folder that this process works in, or one that this lies in?"""
        return Path.cwd().is_relative_to(self.real(at))

    def names(self, folder: str) -> list[str]:
        """What lies in a folder, by name."""
        return sorted(each.name for each in Path(folder).glob("*"))

    def read(self, at: str) -> bytes | None:
        """A small file's bytes; None where there is none."""
        return Path(at).read_bytes() if Path(at).is_file() else None

    def make(self, folder: str) -> None:
        """Make a folder and those above it, the last one for its owner alone."""
        Path(folder).parent.mkdir(parents=True, exist_ok=True)
        Path(folder).mkdir(mode=0o700, exist_ok=True)

    def rename(self, old: str, new: str) -> None:
        """Move a file or a folder. Raises CannotDecide."""
        try:
            Path(old).rename(new)
        except OSError:
            raise CannotDecide(
                f"{old} não pôde ser movido para {new}: confira as permissões, e que a pasta não está em "
                "uso por outro programa nem é um disco montado."
            ) from None

    def remove(self, at: str) -> None:
        """Remove a folder with what is in it, as far as one may."""
        shutil.rmtree(at, ignore_errors=True)

    def at_once(self, at: str) -> bool:
        """Every file system of a machine does."""
        return True

    def held(self, folder: str) -> bool:
        """Does a living run hold a folder?"""
        try:
            here = os.open(folder, os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(here, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(here)
        return False

    @contextmanager
    def hold(self, folder: str) -> Iterator[None]:
        """Hold a folder while the block runs, or while this process lives."""
        here = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(here, fcntl.LOCK_SH)
            yield
        finally:
            os.close(here)


LOCAL = LocalFiles()
DAYS = "decided_on="


def refuse_taken(*, files: Files, out: str, snapshot: str, replace: bool) -> None:
    """Refuse an output that is there already, unless it may be replaced: it is empty, or holds decisions
    and nothing else. One that overlaps the snapshot is refused in any case. Raises OutputTaken."""
    if _overlap(files.real(out), files.real(snapshot)):
        raise OutputTaken(
            f"A saída {out} e o retrato {snapshot} são a mesma pasta, ou uma está dentro da outra: "
            "escolha outra pasta para as decisões."
        )
    if not files.exists(out):
        return
    if not replace:
        raise OutputTaken(f"A pasta {out} já existe: escolha outra, ou use --replace.")
    if files.is_above_here(out):
        raise OutputTaken(
            f"{out} é a pasta em que você está, ou uma acima dela, e não pode ser trocada: escolha outra."
        )
    if not files.is_folder(out) or not _replaceable(files, out):
        raise OutputTaken(
            f"--replace só troca decisões do Acerto, ou uma pasta vazia, e {out} tem outra coisa: "
            "nada foi apagado. Escolha outra pasta."
        )


def _overlap(one: str, other: str) -> bool:
    a, b = PurePosixPath(one), PurePosixPath(other)
    return a.is_relative_to(b) or b.is_relative_to(a)


def _replaceable(files: Files, out: str) -> bool:
    """Is nothing but decisions in a folder, whole, or what a store that copies was left with?"""
    names = set(files.names(out))
    others = {name for name in names if not name.startswith(DAYS)}
    if not others:
        return not names or not files.at_once(out)
    return others == {MANIFEST} and _tells_decisions(files.read(f"{out}/{MANIFEST}"))


def _tells_decisions(text: bytes | None) -> bool:
    try:
        said = json.loads(text or b"")
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("format") == FORMAT


@contextmanager
def workplace(*, files: Files, out: str) -> Iterator[str]:
    """A folder beside the output, gone afterwards; those of killed runs go first.

    Raises OutputTaken where another run is at work beside the same output.
    """
    parent, _slash, name = out.rstrip("/").rpartition("/")
    hidden = f".{name}.partial-"
    beside = f"{parent}/" if _slash else ""
    for left in files.names(parent or (_slash or ".")):
        if left.startswith(hidden):
            if files.held(f"{beside}{left}"):
                raise OutputTaken(
                    f"Outra rodada está gravando em {out} agora: espere que ela termine, ou escolha outra "
                    "pasta."
                )
            files.remove(f"{beside}{left}")
    work = f"{beside}{hidden}{token_hex(4)}"
    files.make(work)
    try:
        with files.hold(work):
            yield work
    finally:
        files.remove(work)


def put_in_place(
    *, files: Files, work: str, result: str, out: str, snapshot: str, replace: bool
) -> None:
    """Make the result the output; what was there before goes only once the new one stands.

    Where a store copies instead of renaming, the manifest comes last: without it there is no answer.
    Raises OutputTaken for what may not be replaced and appeared meanwhile.
    """
    refuse_taken(files=files, out=out, snapshot=snapshot, replace=replace)
    if files.exists(out):
        files.rename(out, f"{work}/old")
    if files.at_once(out):
        files.rename(result, out)
        return
    files.make(out)
    for name in sorted(files.names(result), key=lambda name: name == MANIFEST):
        files.rename(f"{result}/{name}", f"{out}/{name}")
