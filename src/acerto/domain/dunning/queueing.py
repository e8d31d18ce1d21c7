"""From decisions to contacts in the queue."""

from datetime import date, datetime

from django.db import connection

from acerto.domain.contact.queue import enqueue
from acerto.engine.verdicts import Channel, Verdict

from .policies import ActivePolicy

RELATION = "to_queue"
FILL = """
CREATE TEMP TABLE to_queue ON COMMIT DROP AS
SELECT d.case_id, c.debtor_id AS party_id, ch.name AS channel, s.purpose, s.template,
       d.step_id, CASE WHEN d.title_id IS NULL THEN d.episode_id END AS episode_id, d.title_id,
       d.run_id
FROM dunning_decision d
JOIN receivables_case c ON c.id = d.case_id
JOIN unnest(%s::int[], %s::text[]) AS ch(id, name) ON ch.id = d.channel
JOIN unnest(%s::bigint[], %s::int[], %s::bigint[], %s::text[], %s::text[])
  AS s(version_id, segment_id, step_id, purpose, template)
  ON s.version_id = d.policy_version_id AND s.segment_id = d.segment_id AND s.step_id = d.step_id
WHERE d.decided_on = %s AND d.run_id = %s AND d.verdict = %s
"""


def queue_contacts(*, policies: list[ActivePolicy], run_id: int, on: date, now: datetime) -> int:
    """Queue one contact for every decision of the run that says so. Returns how many."""
    steps = [
        (active.version_id, place, active.step_ids[step.key], step.purpose, step.template)
        for active in policies
        for place, segment in enumerate(active.policy.segments, start=1)
        for step in segment.steps
    ]
    channels = [(channel.value, channel.name.lower()) for channel in Channel]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {RELATION}")
        cursor.execute(
            FILL,
            [
                *map(list, zip(*channels, strict=True)),
                *map(list, zip(*steps, strict=True)),
                on,
                run_id,
                Verdict.CONTACT,
            ],
        )
    return enqueue(relation=RELATION, now=now, on=on, ladder=_ladder(policies))


def _ladder(policies: list[ActivePolicy]) -> dict[int, int]:
    """Days from the due date of every step in force."""
    return {
        active.step_ids[step.key]: step.offset_days
        for active in policies
        for segment in active.policy.segments
        for step in segment.steps
    }
