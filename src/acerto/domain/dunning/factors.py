"""The law, tabulated for one run: a factor for each (terms, due date, accrued since) in the portfolio."""

from datetime import date

from django.db import connection

from acerto.domain.indices.selectors import series_book
from acerto.domain.receivables.selectors import terms_by_id
from acerto.engine.factors import FactorKey, factor_rows
from acerto.law.series import NO_SERIES

CREATE = """
CREATE TEMP TABLE snapshot_factor (
    terms_id bigint, effective_due_on date, accrued_since date, days_late int,
    interest_whole bigint, interest_parts bigint, fine_whole bigint, fine_parts bigint,
    correction_whole bigint, correction_parts bigint, discount_whole bigint, discount_parts bigint,
    booked_interest_whole bigint, booked_interest_parts bigint, on_corrected boolean, known boolean
) ON COMMIT DROP
"""
KEYS = "SELECT DISTINCT terms_id, effective_due_on, accrued_since FROM {titles}"
COPY = "COPY snapshot_factor FROM STDIN"


def tabulate(*, titles: str, on: date) -> int:
    """Fill the TEMP table snapshot_factor for the titles of a snapshot view. Returns its rows.

    One call of the law's function a row, never one a title (DESIGN decision 2).
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS snapshot_factor")
        cursor.execute(CREATE)
        cursor.execute(KEYS.format(titles=titles))
        keys = [FactorKey(*row) for row in cursor.fetchall()]
        terms = terms_by_id()  # before the COPY: a connection does one thing at a time
        series = series_book() if any(each.needs_series for each in terms.values()) else NO_SERIES
        with cursor.copy(COPY) as copy:
            for row in factor_rows(keys=keys, terms=terms, on=on, series=series):
                copy.write_row(row.columns)
        cursor.execute("ANALYZE snapshot_factor")
    return len(keys)
