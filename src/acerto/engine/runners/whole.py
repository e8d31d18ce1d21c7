"""Whether a snapshot's files are those of its manifest, byte by byte, and may be decided on a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from acerto.engine.snapshot_files import (
    PARTS,
    FileFacts,
    InvalidSnapshot,
    Manifest,
    digest_of,
    files_of,
    read_manifest,
)

THREADS = 2  # hashlib lets go of the interpreter: the sums of two files are made at a time


def checked_manifest(*, folder: Path) -> Manifest:
    """The manifest of a folder whose files are exactly those that it lists. Raises InvalidSnapshot."""
    manifest = read_manifest(folder=folder)
    for part in PARTS:
        names = [f"{part}/{path.name}" for path in files_of(folder=folder, part=part)]
        check_listed(names=names, manifest=manifest, where=str(folder))
    for each in manifest.files:
        _check_size(folder, each)
    with ThreadPoolExecutor(THREADS) as threads:
        digests = threads.map(digest_of, [folder / each.path for each in manifest.files])
        for each, digest in zip(manifest.files, digests, strict=True):
            if digest != each.sha256:
                raise _changed(folder / each.path, "a soma SHA-256 não confere")
    return manifest


def check_listed(*, names: list[str], manifest: Manifest, where: str) -> None:
    """Refuse files of a part, by their paths in the snapshot, that its manifest does not list."""
    listed = {each.path for each in manifest.files}
    for name in names:
        if name not in listed:
            raise InvalidSnapshot(f"{where}/{name} não está no manifesto.")


def check_day(*, manifest: Manifest, on: date) -> None:
    """Refuse a day before the snapshot's own: what was true then is not in it. Raises InvalidSnapshot."""
    if on < manifest.on:
        raise InvalidSnapshot(
            f"O retrato é de {manifest.on:%d/%m/%Y} e não diz como a carteira estava em {on:%d/%m/%Y}: "
            "escolha o dia dele ou um depois, ou use um retrato daquele dia."
        )


def _check_size(folder: Path, each: FileFacts) -> None:
    path = folder / each.path
    if not path.is_file():
        raise InvalidSnapshot(f"Falta o arquivo {path}, que está no manifesto.")
    if path.stat().st_size != each.bytes:
        raise _changed(path, "o tamanho não confere")


def _changed(path: Path, why: str) -> InvalidSnapshot:
    return InvalidSnapshot(f"{path} mudou depois de gravado: {why}.")
