"""What the back office shows of imports."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db.models import Exists, OuterRef

from .models import ErrorFile, Import
from .reading import open_sheet, scan

SHOWN = 30
LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """One import and what it changed."""

    id: int
    creditor_name: str
    kind: str
    kind_name: str
    mode: str
    file_name: str
    state: str
    state_name: str
    rows: int
    created: int
    changed: int
    unchanged: int
    withdrawn: int
    flagged: int
    rejected: int
    failure: str
    started_at: datetime
    finished_at: datetime | None
    has_errors: bool


def imports(*, reach: frozenset[int], limit: int = SHOWN) -> list[ImportFacts]:
    """The last imports within reach (empty: all), newest first."""
    return [_facts(row) for row in _rows(reach).order_by("-id")[:limit]]


def one_import(*, import_id: int, reach: frozenset[int]) -> ImportFacts | None:
    """One import within reach, or None."""
    row = _rows(reach).filter(pk=import_id).first()
    return _facts(row) if row else None


def _rows(reach: frozenset[int]):  # type: ignore[no-untyped-def]
    rows = Import.objects.select_related("creditor").annotate(
        has_errors=Exists(ErrorFile.objects.filter(file_of_id=OuterRef("pk")))
    )
    return rows.filter(creditor_id__in=reach) if reach else rows


def _facts(row: Import) -> ImportFacts:
    return ImportFacts(
        id=row.pk,
        creditor_name=str(row.creditor),
        kind=row.kind,
        kind_name=row.get_kind_display(),
        mode=row.mode,
        file_name=row.file_name,
        state=row.state,
        state_name=row.get_state_display(),
        rows=row.rows,
        created=row.created,
        changed=row.changed,
        unchanged=row.unchanged,
        withdrawn=row.withdrawn,
        flagged=row.flagged,
        rejected=row.rejected,
        failure=row.failure,
        started_at=row.started_at,
        finished_at=row.finished_at,
        has_errors=row.has_errors,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """The head of a file: its columns and its first rows."""

    header: tuple[str, ...]
    rows: list[list[str]]


def look(*, path: Path) -> Look:
    """What a file looks like. Raises FileProblem when it cannot be read as CSV."""
    with open_sheet(path=path, scanned=scan(path=path)) as sheet:
        return Look(header=sheet.header, rows=[row for _line, row in islice(sheet.rows, LOOKED_AT)])
