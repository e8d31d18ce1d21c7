"""The snapshot: what the plan reads and what it writes. Fixed; the same in every engine.

Cents are int64 centavos, booked and open. Names are the tables' names in PostgreSQL (views over
live tables there) and the Parquet files' names elsewhere.

snapshot_case     one row per case that may be decided. `state` is '' when unknown; `*_ok`: that
                  channel has a usable contact point and was not refused; `opted_out`: every channel
                  refused; `held`: the case or the person is on hold; `contacts_*`: with the person,
                  over the whole tenant; `peak_age_days`: the greatest age decided in the open
                  episode, 0 without one; `test_bucket`: 0..99; `waiting`: a message about what is
                  overdue waits for its lawful hour, and no reminder comes before it.
snapshot_title    one row per open title. `held`: the title is disputed or on hold; `accrued_since`:
                  interest is booked up to this day (the effective due date when none is).
snapshot_factor   one row per (terms, effective due date, accrued since) of the titles, made by
                  `acerto.engine.factors`. `days_late`: the day minus the effective due date;
                  `known` false: the law's function could not say. Each factor of 18 decimals is two
                  integers of its sign, the whole and the parts of 10^18; discount is zero or negative;
                  `booked_interest` is of the booked interest; `on_corrected`: the interest is of the
                  principal with its booked correction, as the correction itself always is.
snapshot_done     steps done or overtaken: of an episode (title_id 0) or of a title (episode_id 0).
decision          what comes out: one row per case with an open title. `channel` and `overtaken` are
                  0 and step, title are null when no step is due; `segment_id` is 0 outside of every
                  segment, else the segment's place from 1.
"""

from dataclasses import dataclass
from typing import Any

import ibis

CASE = ibis.schema(
    {
        "case_id": "!int64",
        "debtor_id": "!int64",
        "creditor_id": "!int64",
        "party_kind": "!string",
        "debt_type": "!string",
        "state": "!string",
        "identity_valid": "!boolean",
        "email_ok": "!boolean",
        "sms_ok": "!boolean",
        "whatsapp_ok": "!boolean",
        "phone_ok": "!boolean",
        "letter_ok": "!boolean",
        "opted_out": "!boolean",
        "held": "!boolean",
        "contacts_today": "!int16",
        "contacts_week": "!int16",
        "episode_id": "int64",
        "peak_age_days": "!int32",
        "test_bucket": "!int16",
        "waiting": "!boolean",
    }
)
TITLE = ibis.schema(
    {
        "title_id": "!int64",
        "case_id": "!int64",
        "due_on": "!date",
        "effective_due_on": "!date",
        "principal_cents": "!int64",
        "interest_cents": "!int64",
        "fine_cents": "!int64",
        "correction_cents": "!int64",
        "terms_id": "!int64",
        "accrued_since": "!date",
        "fine_charged": "!boolean",
        "held": "!boolean",
        "prescription_on": "!date",
    }
)
FACTORS = ("interest", "fine", "correction", "discount", "booked_interest")
FACTOR = ibis.schema(
    {
        "terms_id": "!int64",
        "effective_due_on": "!date",
        "accrued_since": "!date",
        "days_late": "!int32",
        **{f"{name}_{part}": "!int64" for name in FACTORS for part in ("whole", "parts")},
        "on_corrected": "!boolean",
        "known": "!boolean",
    }
)
DONE = ibis.schema(
    {
        "case_id": "!int64",
        "episode_id": "!int64",
        "title_id": "!int64",
        "step_id": "!int32",
    }
)
DECISION = ibis.schema(
    {
        "case_id": "!int64",
        "verdict": "!int16",
        "reason": "!int16",
        "objections": "!int64",
        "segment_id": "!int16",
        "step_id": "int32",
        "channel": "!int16",
        "episode_id": "int64",
        "title_id": "int64",
        "age_days": "!int32",
        "titles_open": "!int32",
        "titles_overdue": "!int32",
        "principal_cents": "!int64",
        "interest_cents": "!int64",
        "fine_cents": "!int64",
        "correction_cents": "!int64",
        "discount_cents": "!int64",
        "overdue_cents": "!int64",
        "total_cents": "!int64",
        "overtaken": "!int16",
    }
)
# Title ids stay below this, so that (days to the due date, title) fits one integer.
TITLE_ID_LIMIT = 2**50


@dataclass(frozen=True, slots=True)
class SnapshotTables:
    """The four tables that a plan reads: unbound, or a backend's own, with the schemas above."""

    case: Any
    title: Any
    factor: Any
    done: Any


def snapshot_tables() -> SnapshotTables:
    """Unbound tables with the snapshot's names and schemas."""
    return SnapshotTables(
        case=ibis.table(CASE, name="snapshot_case"),
        title=ibis.table(TITLE, name="snapshot_title"),
        factor=ibis.table(FACTOR, name="snapshot_factor"),
        done=ibis.table(DONE, name="snapshot_done"),
    )
