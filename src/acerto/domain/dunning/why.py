"""Why a case was, or was not, contacted on a day: the whole chain, from what was known to what went out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from acerto.domain.contact import screens as contact
from acerto.domain.receivables import screens as receivables
from acerto.domain.receivables.selectors import open_titles
from acerto.engine.snapshot import CASE, TITLE
from acerto.engine.snapshot_files import files_of, parquet
from acerto.engine.verdicts import MEANING, Objection, objections_in

from .archive import COLUMNS, NAMES, archived_rows
from .keeping import is_whole, snapshot_folder
from .models import Decision, PolicyVersion, Run, Step
from .policies import policy_of

OF_THE_DAY = "case_id = ? AND decided_on = ?"


@dataclass(frozen=True, slots=True)
class Against:
    """Something that stood against a contact, the rule that it rests on, and whether it decided."""

    objection: Objection
    text: str
    rule: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """The policy, segment and step; "" where there was none."""

    policy: str
    number: int
    version_id: int
    digest: str
    segment: str
    segment_says: str
    step: str
    step_says: str
    step_days: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the run read of the case, from its own snapshot; columns as in engine.snapshot."""

    case: dict[str, Any]
    titles: list[dict[str, Any]]


class NoFacts(StrEnum):
    """Why what the run read cannot be shown."""

    GONE = "gone"  # its days are over, or it is of before snapshots were kept
    CHANGED = "changed"  # it is not what the audit log holds the digest of
    OUTSIDE = "outside"  # the decision was made elsewhere


def no_facts_text(*, why: NoFacts) -> str:
    """The Portuguese sentence of it."""
    return {
        NoFacts.GONE: _(
            "O retrato desta rodada não está mais guardado: os títulos não são mostrados."
        ),
        NoFacts.CHANGED: _(
            "O retrato desta rodada foi mudado depois de guardado e não serve de prova: confira o disco "
            "e traga-o de uma cópia."
        ),
        NoFacts.OUTSIDE: _(
            "Esta decisão foi feita fora e trazida para cá: o retrato está com quem a fez."
        ),
    }[why]


@dataclass(frozen=True, slots=True)
class Why:
    """The chain. `decision`: the stored row by column; `archived`: it was read from a month moved out."""

    case_id: int
    party_id: int
    name: str  # the debtor's, for screens
    on: date
    run: Run
    decision: dict[str, Any]
    archived: bool
    chosen: Chosen
    against: tuple[Against, ...]
    facts: Facts | NoFacts
    contacts: list[contact.ContactFacts]


@dataclass(frozen=True, slots=True)
class NoDecision:
    """There is no decision for the case on the day. `runs`: whether the day was run at all.

    `owes`: it has an open title now, so that a run of today would decide it.
    """

    case_id: int
    party_id: int
    name: str  # the debtor's, for screens
    on: date
    runs: bool
    owes: bool


class NoSuchCase(Exception):
    """The case does not exist, or the reader may not see it."""


def why(*, case_id: int, on: date, reach: frozenset[int] = frozenset()) -> Why | NoDecision:
    """Why the case was, or was not, contacted on the day. Raises NoSuchCase, archive.ArchiveChanged."""
    case = receivables.case(case_id=case_id, reach=reach)
    if case is None:
        raise NoSuchCase
    row, archived = _row(case_id, on)
    if row is None:
        runs = Run.objects.filter(decided_on=on, replaced=False).exists()
        owes = bool(open_titles(case_ids=[case_id]).get(case_id))
        return NoDecision(case_id, case.debtor_id, case.debtor_name, on, runs, owes)
    run = Run.objects.get(pk=row["run_id"])
    return Why(
        case_id=case_id,
        party_id=case.debtor_id,
        name=case.debtor_name,
        on=on,
        run=run,
        decision=row,
        archived=archived,
        chosen=_chosen(row),
        against=_against(row),
        facts=_facts(run, case_id),
        contacts=contact.contacts(case_ids=[case_id], on=on),
    )


def _row(case_id: int, on: date) -> tuple[dict[str, Any] | None, bool]:
    """The decision, and whether it has left the database."""
    row = Decision.objects.filter(case_id=case_id, decided_on=on).values(*COLUMNS).first()
    if row is not None:
        return row, False
    for found in archived_rows(month=on, where=OF_THE_DAY, values=[case_id, on]):
        return dict(zip(NAMES.split(", "), found, strict=True)), True
    return None, False


def _against(row: dict[str, Any]) -> tuple[Against, ...]:
    return tuple(
        Against(each, MEANING[each].text, MEANING[each].rule, decided=each == row["reason"])
        for each in objections_in(mask=row["objections"])
    )


def _chosen(row: dict[str, Any]) -> Chosen:
    version = PolicyVersion.objects.get(pk=row["policy_version_id"])
    policy = policy_of(version_id=version.pk).policy
    segment = policy.segments[row["segment_id"] - 1] if row["segment_id"] else None
    key = Step.objects.filter(pk=row["step_id"]).values_list("key", flat=True).first() or ""
    step = next((each for each in (segment.steps if segment else ()) if each.key == key), None)
    return Chosen(
        policy=version.name,
        number=version.number,
        version_id=version.pk,
        digest=version.digest,
        segment=segment.key if segment else "",
        segment_says=segment.description if segment else "",
        step=key,
        step_says=step.description if step else "",
        step_days=step.offset_days if step else None,
    )


def _facts(run: Run, case_id: int) -> Facts | NoFacts:
    """What the run read of the case, from files that are still what they were."""
    if run.outside_sha256:
        return NoFacts.OUTSIDE
    snapshot = snapshot_folder(run=run)
    if snapshot is None:
        return NoFacts.GONE
    if not is_whole(run=run, parts=("case", "title")):
        return NoFacts.CHANGED
    with duckdb.connect() as database:

        def rows(part: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
            files = parquet(*files_of(folder=snapshot, part=part))
            query = f"SELECT {', '.join(columns)} FROM {files} WHERE case_id = ?"
            found = database.execute(query, [case_id]).fetchall()
            return [dict(zip(columns, row, strict=True)) for row in found]

        cases = rows("case", CASE.names)
        titles = rows("title", TITLE.names)
    if not cases:
        return NoFacts.CHANGED
    return Facts(cases[0], sorted(titles, key=lambda each: each["due_on"]))
