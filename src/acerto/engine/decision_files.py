"""Decisions as files: a folder of Parquet and a manifest, in a format with a version.

    manifest.json                    what decided: snapshot, policy, law, engine; every file with its digest
    decided_on=AAAA-MM-DD/*.parquet  one row a case (snapshot.DECISION)

docs/formats/snapshot.md tells the same in words.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from acerto.engine.snapshot import DECISION
from acerto.engine.snapshot_files import MANIFEST, FileFacts, digest_of, json_object

FORMAT = "acerto-decisions"
VERSION = 1


class InvalidDecisions(Exception):
    """A folder that holds no decisions, or broken ones. `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class DecisionsManifest:
    """What decisions say of themselves. `snapshot_at`: when their snapshot was made, where that is known."""

    on: date
    snapshot_on: date
    snapshot_at: datetime | None
    policy: str
    policy_sha256: str
    law_version: str
    engine_version: str
    steps: Mapping[str, int]
    cases: int
    files: tuple[FileFacts, ...]


def manifest_text(*, facts: Mapping[str, Any], files: Iterable[FileFacts]) -> str:
    """The text of manifest.json beside decisions."""
    said = {
        "format": FORMAT,
        "version": VERSION,
        **facts,
        "columns": list(DECISION.names),
        "files": [asdict(each) for each in files],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def read_decisions(*, folder: Path) -> DecisionsManifest:
    """The manifest of a folder of decisions, its files held against their digests. Raises InvalidDecisions."""
    try:
        said = json_object((folder / MANIFEST).read_bytes(), where=str(folder / MANIFEST))
    except OSError:
        raise InvalidDecisions(f"{folder} não tem decisões do Acerto: falta {MANIFEST}.") from None
    if (said.get("format"), said.get("version")) != (FORMAT, VERSION):
        raise InvalidDecisions(f"{folder} não tem decisões do Acerto na versão {VERSION}.")
    manifest = _manifest(said)
    for each in manifest.files:
        path = folder / each.path
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise InvalidDecisions(f"Falta o arquivo {path}, que está no manifesto.")
        if digest_of(path) != each.sha256:
            raise InvalidDecisions(f"{path} mudou depois de gravado: a soma SHA-256 não confere.")
    return manifest


def _manifest(said: Mapping[str, Any]) -> DecisionsManifest:
    try:
        made_at = said["snapshot"].get("made_at")
        return DecisionsManifest(
            on=date.fromisoformat(said["decided_on"]),
            snapshot_on=date.fromisoformat(said["snapshot"]["on"]),
            snapshot_at=datetime.fromisoformat(made_at) if made_at else None,
            policy=str(said["policy"]["name"]),
            policy_sha256=str(said["policy"]["sha256"]),
            law_version=str(said["law_version"]),
            engine_version=str(said["engine_version"]),
            steps={str(key): int(number) for key, number in said["steps"].items()},
            cases=int(said["cases"]),
            files=tuple(FileFacts(**each) for each in said["files"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidDecisions(f"O {MANIFEST} das decisões está incompleto: {error}.") from None
