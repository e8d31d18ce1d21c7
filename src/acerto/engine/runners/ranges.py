"""A portfolio too large for the memory, in ranges of case_id: the same rows, some cases at a time.

A decision reads what bears its case, and the marks of its titles: those bear the case that the title was
in when they were made. Row groups outside of a range are left unread where cases lie in order; in any
other order all is only read again.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

# Measured with four titles a case, the files' own order or none: 450 to 720 bytes; the rest is for reading
# and writing. Less than a row group at a time would read each again and again.
BYTES_A_CASE = 900
LEAST_CASES = 100_000
SAMPLE = 1_000_000
NARROWED = {
    "case": "SELECT * FROM part_case WHERE {within}",
    "title": "SELECT * FROM part_title WHERE {within}",
    # A title that is late no longer needs its own marks.
    "done": """
        SELECT * FROM part_done WHERE title_id = 0 AND {within}
        UNION ALL
        SELECT * FROM part_done WHERE title_id <> 0 AND title_id IN
            (SELECT title_id FROM part_title WHERE {within} AND effective_due_on >= DATE '{on}')
    """,
}


@dataclass(frozen=True, slots=True)
class CaseRange:
    """The cases from `first` on and before `end`; None: open on that side."""

    first: int | None = None
    end: int | None = None

    @property
    def within(self) -> str:
        """Whether a row's case lies in it, in SQL."""
        above = [] if self.first is None else [f"case_id >= {self.first}"]
        below = [] if self.end is None else [f"case_id < {self.end}"]
        return " AND ".join(above + below)


def case_ranges(*, database: Any, at_once: int = 0) -> tuple[CaseRange, ...]:
    """What covers every case in ranges of about `at_once` cases; 0: as many as the memory holds."""
    cases = int(database.execute("SELECT count(*) FROM part_case").fetchone()[0])
    number = -(-cases // (at_once or _at_once(database)))
    if number <= 1:
        return (CaseRange(),)
    cuts = _cuts(database, cases, number)
    return tuple(
        CaseRange(first, end) for first, end in zip([None, *cuts], [*cuts, None], strict=True)
    )


def show(*, database: Any, cases: CaseRange, on: date) -> None:
    """Let snapshot_case, snapshot_title and snapshot_done show the cases of a range alone."""
    for part, narrowed in NARROWED.items():
        rows = narrowed if cases.within else f"SELECT * FROM part_{part}"
        select = rows.format(within=cases.within, on=on.isoformat())
        database.execute(f"CREATE OR REPLACE VIEW snapshot_{part} AS {select}")


def _at_once(database: Any) -> int:
    held = "SELECT parse_formatted_bytes(current_setting('memory_limit'))"
    return max(LEAST_CASES, int(database.execute(held).fetchone()[0]) // BYTES_A_CASE)


def _cuts(database: Any, cases: int, number: int) -> list[int]:
    """The ids at which ranges of about equally many cases begin, the first one left out."""
    parts = [place / number for place in range(1, number)]
    found = database.execute(
        f"SELECT quantile_disc(case_id, {parts}) FROM part_case"
        f" WHERE hash(case_id) % {max(1, cases // SAMPLE)} = 0"
    ).fetchone()[0]
    return sorted(set(found or ()))
