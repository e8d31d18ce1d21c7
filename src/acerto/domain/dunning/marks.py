"""Which steps are behind an episode or a title: the one done now, and those it overtook."""

from datetime import date, timedelta

from django.db import connection

from acerto.engine.verdicts import Verdict

from .policies import ActivePolicy

DONE = """
INSERT INTO dunning_stepmark (tenant_id, case_id, step_id, episode_id, title_id, state, decided_on)
SELECT d.tenant_id, d.case_id, d.step_id, CASE WHEN d.title_id IS NULL THEN d.episode_id END,
       d.title_id, 'done', d.decided_on
FROM dunning_decision d
WHERE d.decided_on = %s AND d.run_id = %s AND d.verdict = %s
ON CONFLICT DO NOTHING
"""
OVERTAKEN = """
INSERT INTO dunning_stepmark (tenant_id, case_id, step_id, episode_id, title_id, state, decided_on)
SELECT d.tenant_id, d.case_id, e.earlier_id, CASE WHEN d.title_id IS NULL THEN d.episode_id END,
       d.title_id, 'overtaken', d.decided_on
FROM dunning_decision d
JOIN unnest(%s::bigint[], %s::int[], %s::bigint[], %s::bigint[])
  AS e(version_id, segment_id, step_id, earlier_id)
  ON e.version_id = d.policy_version_id AND e.segment_id = d.segment_id AND e.step_id = d.step_id
WHERE d.decided_on = %s AND d.run_id = %s AND d.verdict = %s AND d.overtaken > 0
ON CONFLICT DO NOTHING
"""
UNMARK = """
DELETE FROM dunning_stepmark m
USING dunning_decision d
WHERE d.decided_on = %s AND d.run_id = %s AND m.case_id = d.case_id AND m.decided_on = d.decided_on
  AND NOT EXISTS (
      SELECT 1 FROM contact_contact c
      WHERE c.case_id = d.case_id AND c.decided_on = d.decided_on AND c.state <> 'cancelled')
"""
# The mark of a contact that was cancelled before it went, and that no other took up.
CANCELLED = """
WITH mark AS (
    SELECT m.id, BOOL_OR(c.failure = 'overtaken') AS passed
    FROM contact_contact c
    JOIN dunning_stepmark m ON m.case_id = c.case_id AND m.step_id = c.step_id
         AND m.decided_on = c.decided_on AND m.state = 'done'
         AND (m.episode_id = c.episode_id OR m.title_id = c.title_id)
    WHERE c.state = 'cancelled' AND c.decided_on > %s
      AND NOT EXISTS (
          SELECT 1 FROM contact_contact o
          WHERE o.state <> 'cancelled' AND o.step_id = c.step_id
            AND (o.episode_id = c.episode_id OR o.title_id = c.title_id))
    GROUP BY m.id
),
passed AS (
    UPDATE dunning_stepmark m SET state = 'overtaken' FROM mark WHERE m.id = mark.id AND mark.passed
)
DELETE FROM dunning_stepmark m USING mark WHERE m.id = mark.id AND NOT mark.passed
"""
LONGEST_WAIT = timedelta(days=60)
"""How far back a contact that waited may have been decided."""


def mark_steps(*, policies: list[ActivePolicy], run_id: int, on: date) -> None:
    """Remember the steps that a run's contacts do, and those passed over on the way."""
    with connection.cursor() as cursor:
        cursor.execute(DONE, [on, run_id, Verdict.CONTACT])
        columns = zip(*_earlier(policies), strict=True)
        cursor.execute(OVERTAKEN, [*map(list, columns), on, run_id, Verdict.CONTACT])


def unmark(*, run_id: int, on: date) -> None:
    """Forget the steps of a run whose contacts never went out."""
    with connection.cursor() as cursor:
        cursor.execute(UNMARK, [on, run_id])


def settle_cancelled(*, on: date) -> None:
    """Set right the steps whose contacts were cancelled unsent: passed over, or due once more."""
    with connection.cursor() as cursor:
        cursor.execute(CANCELLED, [on - LONGEST_WAIT])


def _earlier(policies: list[ActivePolicy]) -> list[tuple[int, int, int, int]]:
    """(version, segment, step, an earlier step of the same side of the due date), all of them."""
    return [
        (active.version_id, place, active.step_ids[step.key], active.step_ids[earlier.key])
        for active in policies
        for place, segment in enumerate(active.policy.segments, start=1)
        for side in (segment.before_steps, segment.overdue_steps)
        for position, step in enumerate(side)
        for earlier in side[:position]
    ]
