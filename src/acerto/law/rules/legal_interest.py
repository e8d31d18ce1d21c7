"""Late interest by law, when the contract has no rate, and the courts' older way by choice.

Always simple. The taxa legal and the fixed rate count [start, end): each month's rate by its days, over
the days of that month, on the corrected principal. Before the taxa legal, the Selic alone: it already
holds the correction, so it runs on the principal.

Sources: CC 406 (Lei 14.905/2024); Res. CMN 5.171/2024; STJ Tema 1.368; params legal_interest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from acerto.law import params
from acerto.law.params import NotInForce, ParamEntry
from acerto.law.rules.correction import EXACT
from acerto.law.series import SeriesBook, month_of, months_between, next_month, previous_month

METHOD = "legal_interest.method"
COURT_METHOD = "legal_interest.court_method"
JUDGE = "legal_interest.judge_rate"
FIXED = "fixed_month_rate"
"""The rate of the fixed method, in the realm of the parameter that gives the method."""
SELIC_COUNT = "legal_interest.selic_count"
TAXA_LEGAL = "taxa_legal"
SELIC = "selic"


@dataclass(frozen=True, slots=True)
class Part:
    """Interest over [since, until) by one method, as a rate of its base.

    `on_corrected`: the base is the corrected principal, else the principal.
    """

    method: str
    since: date
    until: date
    rate: Decimal
    on_corrected: bool
    parameter_names: tuple[str, ...]


def taxa_legal(*, selic_factor: Decimal, ipca_factor: Decimal, month: date) -> Decimal:
    """The legal rate of a month, in percent, from the two factors published for it.

    max(Selic ÷ IPCA − 1, 0), ties to even (NBR 5891). Source: Res. CMN 5.171/2024 arts. 2-4.
    """
    places = params.count("legal_interest.taxa_legal_places", on=month)
    excess = EXACT.subtract(EXACT.divide(selic_factor, ipca_factor), 1)
    percent = EXACT.multiply(max(excess, Decimal(0)), 100)
    return percent.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, EXACT)


def legal_parts(
    *, name: str, since: date, until: date, series: SeriesBook, starts: date | None = None
) -> tuple[Part, ...]:
    """Interest over [since, until), part by part, by the methods of a parameter.

    `starts` is when interest first ran, where it was booked up to `since`: the count of the Selic by
    months goes on from there. Raises MonthMissing, NotInForce.
    """
    if until <= since:
        return ()
    first = min(since, starts or since)
    return series.remember(
        ("legal_parts", name, since, until, first),
        lambda: tuple(_parts(name, since, until, first, series)),
    )


def by_calendar_months(*, monthly: Decimal, since: date, until: date, first: bool) -> Decimal:
    """A monthly rate times the calendar months touched; `first` says whether the first one counts."""
    start = month_of(since) if first else next_month(since)
    return EXACT.multiply(monthly, len(months_between(start, until)))


def selic_until(*, name: str, on: date) -> date | None:
    """Up to which day, at most `on`, the Selic alone ran; None when the method never was the Selic."""
    ends = [
        min(entry.to_on or on, on)
        for entry in params.all_entries(name)
        if entry.value == SELIC and (entry.from_on is None or entry.from_on <= on)
    ]
    return max(ends, default=None)


def _parts(name: str, since: date, until: date, first: date, series: SeriesBook) -> Iterator[Part]:
    for start, end, entry in _stretches(name, since, until):
        method = str(entry.value)
        if method == SELIC:
            began = max(first, entry.from_on or date.min)
            rate = EXACT.subtract(
                _selic(began, end, law_ends=entry.to_on, series=series),
                _selic(began, start, law_ends=entry.to_on, series=series),
            )
            names = (name, SELIC_COUNT)
            if rate or start == began:
                yield Part(method, start, end, rate, on_corrected=False, parameter_names=names)
        elif method == TAXA_LEGAL:
            rate = _by_days_of_series(start, end, series)
            yield Part(method, start, end, rate, on_corrected=True, parameter_names=(name,))
        else:
            assert method == "fixed", method
            fixed = f"{name.partition('.')[0]}.{FIXED}"
            rate = _fixed(fixed, start, end)
            yield Part(method, start, end, rate, on_corrected=True, parameter_names=(name, fixed))


def _stretches(name: str, since: date, until: date) -> Iterator[tuple[date, date, ParamEntry]]:
    """[since, until) cut where the parameter changes. Raises NotInForce where it has no value."""
    reached = since
    for entry in params.all_entries(name):
        start = max(since, entry.from_on or date.min)
        end = min(until, entry.to_on or until)
        if start >= end:
            continue
        if start > reached:
            raise NotInForce(name, reached)
        yield start, end, entry
        reached = end
    if reached < until:
        raise NotInForce(name, reached)


def _selic(since: date, until: date, *, law_ends: date | None, series: SeriesBook) -> Decimal:
    """The monthly Selic, summed without the first month, which is that of the due date.

    The last month brings a fixed rate, that of a payment; the month in which the law ended the method
    brings its Selic by the days up to then, on whichever of them it is paid: so the sum never falls.
    """
    assert params.choice(SELIC_COUNT, on=since) == "sum_of_months"
    last = month_of(until)
    if last == month_of(since):
        return Decimal(0)
    total = Decimal(0)
    for month in months_between(next_month(since), previous_month(last)):
        total = EXACT.add(total, series.rate(series=SELIC, month=month))
    if law_ends is not None and last == month_of(law_ends):
        return EXACT.add(total, _share(series.rate(series=SELIC, month=last), last, law_ends))
    fixed = params.rate("legal_interest.selic_payment_month", on=since)
    assert fixed is not None
    return EXACT.add(total, fixed)


def _by_days_of_series(since: date, until: date, series: SeriesBook) -> Decimal:
    total = Decimal(0)
    for start, end in _within_months(since, until):
        rate = series.rate(series=TAXA_LEGAL, month=month_of(start))
        total = EXACT.add(total, _share(rate, start, end))
    return total


def _fixed(name: str, since: date, until: date) -> Decimal:
    total = Decimal(0)
    for start, end in _within_months(since, until):
        for first, last, entry in _stretches(name, start, end):
            assert isinstance(entry.value, Decimal)
            total = EXACT.add(total, _share(entry.value, first, last))
    return total


def _within_months(since: date, until: date) -> Iterator[tuple[date, date]]:
    """[since, until) cut at the first day of each month."""
    while since < until:
        end = min(until, next_month(since))
        yield since, end
        since = end


def _share(rate: Decimal, since: date, until: date) -> Decimal:
    """A month's rate for [since, until) inside it: rate × days ÷ days of the month."""
    month = month_of(since)
    whole = (next_month(month) - month).days
    return EXACT.divide(EXACT.multiply(rate, (until - since).days), whole)
