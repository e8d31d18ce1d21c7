"""Decisions made outside, over a snapshot of ours, come into the platform.

They pass through a TEMP table into dunning_decision by one INSERT … SELECT under row-level security. What
does not hold any more (the case was paid, paused, closed… since the snapshot) is left out with its reason,
and decided in place by the next run of the day. Taking the same decisions in again changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import psycopg
from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from acerto.domain.payments.selectors import cases_paid_since
from acerto.domain.tenancy import staging
from acerto.engine.decision_files import DecisionsManifest, InvalidDecisions, read_decisions
from acerto.engine.plan import caps_in_force
from acerto.engine.snapshot import DECISION
from acerto.engine.snapshot_files import MANIFEST, digest_of, duckdb_type, parquet, quoted
from acerto.engine.verdicts import MEANING, Channel, Objection, Verdict
from acerto.law.version import law_version

from .decide import set_day, tuned
from .models import PolicyVersion
from .policies import ActivePolicy, policy_of

TABLE = "outside_decision"
LEFT_OUT = "outside_left_out"
COLUMNS = ", ".join(DECISION.names)
POSTGRES = {"int16": "smallint", "int32": "integer", "int64": "bigint"}
REASONS = {
    "unknown": "o caso não é desta empresa",
    "decided": "o caso já estava decidido neste dia",
    "malformed": "um valor não existe ou não pode ser",
    "changed": "o caso mudou depois do retrato",
}
"""Why a decision is left out."""
# An episode that the export opened and undid has another id by now: the one that this transaction opened.
EPISODES = """
UPDATE outside_decision o SET episode_id = c.episode_id FROM snapshot_case c
WHERE c.case_id = o.case_id AND o.episode_id <> c.episode_id
  AND o.episode_id NOT IN (SELECT id FROM receivables_episode)
"""
# What the snapshot said of the case must still be so: its charged titles and principal, episode and pauses.
SIFT = """
CREATE TEMP TABLE outside_left_out ON COMMIT DROP AS
WITH live AS (
    SELECT case_id, COUNT(*) FILTER (WHERE charged) AS titles_open,
           COUNT(*) FILTER (WHERE charged AND effective_due_on < %(on)s) AS titles_overdue,
           COALESCE(SUM(principal_cents) FILTER (WHERE charged), 0) AS principal_cents
    FROM (SELECT *, NOT held AND prescription_on > %(on)s AS charged FROM snapshot_title) t
    GROUP BY case_id
),
judged AS (
    SELECT o.case_id, CASE
        WHEN c.case_id IS NULL THEN 'unknown'
        WHEN d.case_id IS NOT NULL THEN 'decided'
        WHEN NOT (o.reason BETWEEN 0 AND %(last)s AND o.verdict = (%(verdict_of)s::int[])[o.reason + 1]
                  AND (o.reason = 0 OR o.objections & (1 << o.reason - 1) <> 0)
                  AND o.channel BETWEEN 0 AND %(channels)s AND o.segment_id BETWEEN 0 AND %(segments)s
                  AND (o.step_id IS NULL OR o.step_id = ANY(%(steps)s))
                  AND (o.verdict <> %(contact)s OR o.objections & ~%(beside)s::bigint = 0)
                  AND (o.verdict <> %(contact)s
                       OR o.step_id IS NOT NULL AND o.channel > 0
                          AND COALESCE(o.title_id, o.episode_id) IS NOT NULL)
                  AND o.total_cents = o.principal_cents + o.interest_cents + o.fine_cents
                                      + o.correction_cents + o.discount_cents
                  AND LEAST(o.principal_cents, o.interest_cents, o.fine_cents, o.overdue_cents,
                            o.titles_open, o.titles_overdue, o.overtaken) >= 0) THEN 'malformed'
        WHEN o.titles_open IS DISTINCT FROM l.titles_open
             OR o.titles_overdue IS DISTINCT FROM l.titles_overdue
             OR o.principal_cents IS DISTINCT FROM l.principal_cents
             OR o.episode_id IS DISTINCT FROM c.episode_id
             OR c.held <> (o.objections & %(hold)s <> 0)
             OR c.opted_out <> (o.objections & %(opted_out)s <> 0)
             OR c.identity_valid <> (o.objections & %(no_identity)s = 0)
             OR (c.contacts_today >= %(cap_day)s) <> (o.objections & %(at_cap_day)s <> 0)
             OR (c.contacts_week >= %(cap_week)s) <> (o.objections & %(at_cap_week)s <> 0)
             OR o.verdict = %(contact)s AND NOT (ARRAY[c.email_ok, c.sms_ok, c.whatsapp_ok, c.phone_ok,
                                                       c.letter_ok])[o.channel]
             OR c.party_kind <> %(party_kind)s
             OR o.title_id IS NOT NULL
                AND (o.title_id, o.case_id) NOT IN (SELECT title_id, case_id FROM snapshot_title)
             OR o.case_id = ANY(%(paid)s) THEN 'changed'
        END AS why
    FROM outside_decision o
    LEFT JOIN snapshot_case c ON c.case_id = o.case_id
    LEFT JOIN dunning_decision d ON d.case_id = o.case_id AND d.decided_on = %(on)s
    LEFT JOIN live l ON l.case_id = o.case_id
)
SELECT case_id, why FROM judged WHERE why IS NOT NULL
"""
INSERT = f"""
INSERT INTO dunning_decision (tenant_id, decided_on, run_id, policy_version_id, {COLUMNS})
SELECT %s, %s, %s, %s, {COLUMNS} FROM outside_decision
WHERE case_id NOT IN (SELECT case_id FROM outside_left_out)
ON CONFLICT DO NOTHING
"""


class CannotTakeIn(Exception):
    """The decisions are not of this company's policy, law or day. `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Outside:
    """Decisions that may come in: where they lie, what they say of themselves, and the policy they are of."""

    folder: Path
    manifest: DecisionsManifest
    active: ActivePolicy

    @property
    def sha256(self) -> str:
        """Of their manifest, which holds the digests of the files."""
        return digest_of(self.folder / MANIFEST)


def outside(*, folder: Path, on: date) -> Outside:
    """Read a folder of decisions and see that they are of this day, law and a policy in force.

    Raises CannotTakeIn.
    """
    try:
        manifest = read_decisions(folder=folder)
    except InvalidDecisions as invalid:
        raise CannotTakeIn(invalid.message) from None
    if manifest.on != on or manifest.snapshot_on != on:
        text = _(
            "As decisões são de %(theirs)s, com um retrato de %(of)s; só entram as de hoje, %(ours)s."
        )
        days = {"theirs": manifest.on, "of": manifest.snapshot_on, "ours": on}
        raise CannotTakeIn(text % {name: f"{day:%d/%m/%Y}" for name, day in days.items()})
    if manifest.law_version != law_version():
        text = _(
            "As decisões são da lei %(theirs)s; a daqui é a %(ours)s. Decida de novo com este Acerto."
        )
        raise CannotTakeIn(text % {"theirs": manifest.law_version, "ours": law_version()})
    return Outside(folder, manifest, _active(manifest))


def _active(manifest: DecisionsManifest) -> ActivePolicy:
    """The policy in force whose very text decided, its steps under the same ids. Raises CannotTakeIn."""
    version = PolicyVersion.objects.filter(active=True, digest=manifest.policy_sha256).first()
    if version is None:
        raise CannotTakeIn(
            _(
                "A régua que decidiu (%s) não é uma das que estão em vigor: publique-a, ou decida com a atual."
            )
            % manifest.policy
        )
    active = policy_of(version_id=version.pk)
    if dict(manifest.steps) != {key: active.step_ids[key] for key in active.policy.step_keys}:
        raise CannotTakeIn(
            _(
                "As etapas não têm os números daqui: decida sobre um retrato exportado desta empresa."
            )
        )
    return active


def take_in(
    *, found: Outside, run_id: int, tenant_id: int, now: datetime
) -> tuple[int, dict[str, int]]:
    """Store the decisions that still hold; returns how many, and how many were left out by REASONS' key.

    The day is set by this call. Raises CannotTakeIn for a file that is not what its manifest says.
    """
    on = found.manifest.on
    set_day(on=on, now=now)
    _stage(found)
    since = found.manifest.snapshot_at
    policy = found.active.policy
    caps = caps_in_force(policy=policy, on=on)
    with tuned(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {LEFT_OUT}")
        cursor.execute(EPISODES)
        cursor.execute(
            SIFT,
            {
                "on": on,
                "last": max(Objection),
                "verdict_of": [Verdict.CONTACT, *(MEANING[each].verdict for each in Objection)],
                "channels": max(Channel),
                "segments": len(policy.segments),
                "steps": [found.active.step_ids[key] for key in policy.step_keys],
                "contact": int(Verdict.CONTACT),
                # Titles that are not charged stand beside a contact; anything else stands against it.
                "beside": Objection.DISPUTE.bit | Objection.PRESCRIBED.bit,
                "hold": Objection.HOLD.bit,
                "opted_out": Objection.OPTED_OUT.bit,
                "no_identity": Objection.NO_IDENTITY.bit,
                "cap_day": caps.contacts_day,
                "at_cap_day": Objection.CAP_DAY.bit,
                "cap_week": caps.contacts_week,
                "at_cap_week": Objection.CAP_WEEK.bit,
                "party_kind": policy.party_kind,
                "paid": cases_paid_since(at=since) if since else [],
            },
        )
        cursor.execute(INSERT, [tenant_id, on, run_id, found.active.version_id])
        stored = cursor.rowcount
        cursor.execute(f"SELECT why, COUNT(*) FROM {LEFT_OUT} GROUP BY why ORDER BY why")
        return stored, dict(cursor.fetchall())


def _stage(found: Outside) -> None:
    """COPY the files into the TEMP table. Raises CannotTakeIn."""
    try:
        _copy(found)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE UNIQUE INDEX ON pg_temp.{TABLE} (case_id)")
            cursor.execute(f"ANALYZE pg_temp.{TABLE}")
    except IntegrityError:
        raise CannotTakeIn(_("Há caso repetido entre as decisões, e nenhuma entrou.")) from None
    except (duckdb.Error, psycopg.Error) as error:  # COPY speaks as the driver does
        text = _("As decisões não são como o formato diz, e nenhuma entrou. Diagnóstico: %s")
        raise CannotTakeIn(text % str(error).strip()) from None


def _copy(found: Outside) -> None:
    staging.create(tables={TABLE: ", ".join(_columns())})
    files = parquet(*(found.folder / each.path for each in found.manifest.files))
    with TemporaryDirectory() as work, duckdb.connect() as database:
        kinds = database.execute(f"DESCRIBE SELECT {COLUMNS} FROM {files}").fetchall()
        if [(name, kind) for name, kind, *_ in kinds] != [
            (name, duckdb_type(kind)) for name, kind in DECISION.items()
        ]:
            raise CannotTakeIn(_("As colunas das decisões não são as do formato: nenhuma entrou."))
        text = Path(work) / "decisions.tsv"
        database.execute(
            f"COPY (SELECT {COLUMNS} FROM {files}) TO {quoted(str(text))}"
            " (FORMAT csv, HEADER false, DELIMITER '\t', NULLSTR '\\N')"
        )
        with text.open("rb") as file:
            staging.stream(table=TABLE, file=file)


def _columns() -> Iterator[str]:
    for name, kind in DECISION.items():
        needed = "" if kind.nullable else " NOT NULL"
        yield f"{name} {POSTGRES[str(kind.copy(nullable=True))]}{needed}"
