"""What titles cost whoever pays them today, charges included: the law's figures, to the centavo."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import ibis

from acerto.engine.amounts import with_amounts
from acerto.engine.dialects import DUCKDB
from acerto.engine.snapshot import FACTOR, TITLE
from acerto.engine.snapshot_files import columns_in_sql, quoted

from .deciding import EPOCH, TITLE_COLUMNS
from .population import Array, Titles

_PAYING = f"""
CREATE OR REPLACE TEMP VIEW paying_title AS
SELECT title_id, 0::BIGINT AS case_id, {EPOCH} + due_on AS due_on,
       {EPOCH} + effective_due_on AS effective_due_on, principal_cents, interest_cents, fine_cents,
       correction_cents, terms_id, {EPOCH} + accrued_since AS accrued_since, fine_charged,
       false AS held, {EPOCH} + prescription_on AS prescription_on
FROM paying
"""


def load_factors(*, database: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make snapshot_factor from a day's file."""
    database.execute(
        f"CREATE OR REPLACE TABLE snapshot_factor ({columns_in_sql(FACTOR)});"
        f"COPY snapshot_factor FROM {quoted(str(path))} (FORMAT csv, AUTO_DETECT false, HEADER false)"
    )


def amounts(*, database: duckdb.DuckDBPyConnection, titles: Titles, places: Array) -> Array:
    """Centavos owed on each title today, by place. snapshot_factor must hold the factors of the day."""
    columns = {name: getattr(titles, name)[places] for name in TITLE_COLUMNS}
    database.register("paying", {"title_id": places.astype("int64"), **columns})
    database.execute(_PAYING)
    found = database.execute(_sql()).fetchnumpy()
    cents: Array = found["cents"].astype("int64")
    assert len(cents) == len(places), "a title without factors, or with several"
    return cents


@cache
def _sql() -> str:
    """The plan's own amounts (engine.amounts), title by title, in the order of their places."""
    title, factor = (
        ibis.table(TITLE, name="paying_title"),
        ibis.table(FACTOR, name="snapshot_factor"),
    )
    keys = ["terms_id", "effective_due_on", "accrued_since"]
    joined: Any = title.join(factor, keys)
    priced = with_amounts(
        titles=joined.mutate(charged=ibis.literal(True), overdue=joined.days_late > 0),
        quotient=DUCKDB.quotient,
    )
    cents = (
        priced.now_principal
        + priced.now_interest
        + priced.now_fine
        + priced.now_correction
        + priced.now_discount
    )
    expression = priced.select(priced.title_id, cents=cents.cast("int64")).order_by("title_id")
    return str(ibis.to_sql(expression, dialect="duckdb"))
