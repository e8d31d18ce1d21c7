"""What every runner over Parquet answers, and how it refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from acerto import __version__
from acerto.engine import decision_files
from acerto.engine.policy import Policy
from acerto.engine.snapshot_files import FileFacts, Manifest
from acerto.engine.verdicts import Verdict
from acerto.law.version import law_version

Progress = Callable[[float], None]
"""Told now and then how much of the whole is done, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a run over files gave: cases by verdict, and where the decisions lie (a folder or a URL)."""

    folder: Path | str
    on: date
    cases: int
    by_verdict: Mapping[int, int]
    unknown: tuple[str, ...]  # what is missing in the law or the series, once each
    files: tuple[FileFacts, ...]


class CannotDecide(Exception):
    """The engine gave up. `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class OutputTaken(Exception):
    """The output folder is there already. `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def manifest_text(
    *,
    manifest: Manifest,
    policy: Policy,
    policy_digest: str,
    steps: Mapping[str, int],
    decided: Decided,
) -> str:
    """The text of the manifest beside decisions; `manifest` is the snapshot's, `steps` the ids used."""
    facts: dict[str, Any] = {
        "decided_on": decided.on.isoformat(),
        "snapshot": {
            "on": manifest.on.isoformat(),
            "made_by": manifest.made_by,
            "made_at": manifest.made_at.isoformat() if manifest.made_at else None,
            "files": {each.path: each.sha256 for each in manifest.files},
        },
        "policy": {"name": policy.name, "sha256": policy_digest},
        "law_version": law_version(),
        "engine_version": __version__,
        "steps": dict(steps),
        "cases": decided.cases,
        "by_verdict": {
            Verdict(verdict).name.lower(): count for verdict, count in decided.by_verdict.items()
        },
        "unknown": list(decided.unknown),
    }
    return decision_files.manifest_text(facts=facts, files=decided.files)
