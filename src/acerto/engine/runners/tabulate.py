"""The day's factors from a snapshot's terms and series, by the law's own function, as a file of rows."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from acerto.engine.factors import FactorKey, factor_rows
from acerto.engine.snapshot_files import InvalidSnapshot
from acerto.law.rules.agreed import InvalidTerms, Terms
from acerto.law.series import MonthValue, SeriesBook

KEYS = "SELECT DISTINCT terms_id, effective_due_on, accrued_since FROM"


def write_factors(
    *,
    path: Path,
    keys: Sequence[FactorKey],
    terms: Mapping[int, Terms],
    series: SeriesBook,
    on: date,
) -> tuple[str, ...]:
    """Write snapshot_factor as CSV, without a header, in the order of its columns.

    Returns what was missing to know some of the amounts, once each. Raises InvalidSnapshot for terms that
    the snapshot lacks.
    """
    _refuse_unknown_terms(keys, terms)
    missing: dict[str, None] = {}
    rows = factor_rows(
        keys=keys,
        terms=terms,
        on=on,
        series=series,
        unknown=lambda key, sentence: missing.setdefault(sentence),
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row.columns for row in rows)
    return tuple(missing)


def _refuse_unknown_terms(keys: Iterable[FactorKey], terms: Mapping[int, Terms]) -> None:
    lost = sorted({key.terms_id for key in keys} - terms.keys())
    if lost:
        raise InvalidSnapshot(
            f"Há títulos com as condições {lost[0]}, que faltam na parte “terms”."
        )


def keys_of(rows: Iterable[Sequence[Any]]) -> list[FactorKey]:
    """The factors' keys from rows of KEYS. Raises InvalidSnapshot."""
    found = [FactorKey(*row) for row in rows]
    for key in found:
        _refuse_no_day(key.effective_due_on, key.accrued_since, part="title")
    return found


def terms_of(rows: Iterable[Sequence[Any]]) -> dict[int, Terms]:
    """The terms by id, from rows in the order of snapshot_files.TERMS. Raises InvalidSnapshot."""
    return {row[0]: _terms(row) for row in rows}


def _terms(row: Sequence[Any]) -> Terms:
    terms_id, party_kind, fine, interest, discount, days, payoff, mode, index, debt_type = row
    try:
        return Terms(
            party_kind,
            fine,
            interest,
            discount,
            days,
            payoff,
            interest_mode=mode,
            correction_index=index or None,
            debt_type=debt_type,
        )
    except InvalidTerms as invalid:
        raise InvalidSnapshot(f"Parte “terms”, condições {terms_id}: {invalid.message}") from None


def series_of(rows: Iterable[Sequence[Any]]) -> SeriesBook:
    """The official months, from rows in the order of snapshot_files.SERIES. Raises InvalidSnapshot."""
    values: dict[str, dict[date, MonthValue]] = {}
    for series, month, rate, source, known_on in rows:
        _refuse_no_day(month, part="series")
        values.setdefault(series, {})[month] = MonthValue(rate, source, known_on)
    return SeriesBook(values)


def _refuse_no_day(*days: Any, part: str) -> None:
    """DuckDB has days that a calendar here has not, and gives them as text."""
    for day in days:
        if not isinstance(day, date):
            raise InvalidSnapshot(f"Parte “{part}”: o dia {day} não está entre os anos 1 e 9999.")
