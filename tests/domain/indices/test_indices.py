"""The official series as rows: shipped once, corrected by a new row, never changed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction
from tests.factory import NOON

from acerto.domain.indices.models import Value
from acerto.domain.indices.selectors import coverage, series_book
from acerto.domain.indices.services import Taken, load_shipped, take_in, update
from acerto.domain.indices.shipped import SHIPPED, shipped_book, shipped_values
from acerto.law.series import MonthMissing
from acerto.ports.series import Published, SourceUnavailable

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)
TODAY = date(2026, 9, 10)


def take(*rows: tuple[date, str], series: str = "ipca", today: date = TODAY) -> Taken:
    values = [Published(month, Decimal(percent)) for month, percent in rows]
    return take_in(series=series, values=values, source="BCB SGS 433", now=NOON, today=today)


class TestShipped:
    def test_a_new_database_has_them_all(self) -> None:
        assert Value.objects.count() == len(shipped_values())
        assert load_shipped(now=NOON) == 0

    def test_they_cover_the_months_that_the_sources_say(self) -> None:
        found = {one.series: one for one in coverage()}
        assert {name: (found[name].first, found[name].last) for name in SHIPPED} == {
            "ipca": (date(1980, 1, 1), date(2026, 7, 1)),
            "ipca15": (date(2000, 6, 1), date(2026, 9, 1)),
            "inpc": (date(1979, 5, 1), date(2026, 4, 1)),
            "selic": (date(1986, 7, 1), date(2026, 9, 1)),
            "taxa_legal": (date(2024, 8, 1), date(2026, 10, 1)),
        }
        assert all(one.missing == [] for one in found.values())
        assert found["igpm"].months == found["igpdi"].months == 0

    def test_every_value_says_where_it_comes_from(self) -> None:
        assert not Value.objects.filter(source="").exists()

    def test_the_book_of_the_rows_is_the_book_of_the_files(self) -> None:
        files, rows = shipped_book(), series_book()
        for value in shipped_values():
            asked = {"series": value.series, "month": value.month}
            assert rows.rate(**asked) == files.rate(**asked)

    def test_a_restored_hole_is_filled_and_nothing_else_touched(self) -> None:
        take((date(2026, 7, 1), "0.08"))
        assert load_shipped(now=NOON) == 0
        assert series_book().rate(series="ipca", month=date(2026, 7, 1)) == Decimal("0.0008")


class TestTakeIn:
    def test_adds_a_month_and_the_book_sees_it(self) -> None:
        with pytest.raises(MonthMissing):
            series_book().rate(series="ipca", month=AUGUST)
        assert take((AUGUST, "0.12")) == Taken("ipca", 1, 0, AUGUST)
        assert series_book().rate(series="ipca", month=AUGUST) == Decimal("0.0012")
        assert take((AUGUST, "0.12")) == Taken("ipca", 0, 0, AUGUST)

    def test_a_correction_is_a_new_row_that_holds(self) -> None:
        take((AUGUST, "0.12"))
        assert take((AUGUST, "0.13"), today=date(2026, 11, 1)) == Taken("ipca", 0, 1, AUGUST)
        assert take((AUGUST, "0.12"), today=date(2026, 11, 2)) == Taken("ipca", 0, 1, AUGUST)
        rows = Value.objects.filter(series="ipca", month=AUGUST).order_by("revision")
        assert [(row.revision, str(row.percent)) for row in rows] == [
            (1, "0.120000"), (2, "0.130000"), (3, "0.120000"),
        ]  # fmt: skip
        assert {row.published_on for row in rows} == {TODAY}

    def test_a_month_just_out_counts_from_today_an_old_one_from_its_end(self) -> None:
        take((AUGUST, "0.12"), today=TODAY)
        take((SEPTEMBER, "0.3"), today=date(2026, 11, 22))
        book = series_book()
        assert not book.is_known(series="ipca", month=AUGUST, on=date(2026, 9, 9))
        assert book.is_known(series="ipca", month=AUGUST, on=TODAY)
        assert book.is_known(series="ipca", month=SEPTEMBER, on=date(2026, 10, 1))

    def test_the_selic_of_a_month_still_running_is_not_taken(self) -> None:
        october = date(2026, 10, 1)
        assert take((october, "0.4"), series="selic", today=date(2026, 10, 20)).added == 0
        assert take((october, "1.1"), series="selic", today=date(2026, 11, 1)).added == 1


class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE indices_value SET percent = 0",
            "DELETE FROM indices_value",
            "TRUNCATE indices_value",
        ],
    )
    def test_the_database_refuses_to_change_a_value(self, statement: str) -> None:
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_the_owner_of_the_tables_is_refused_too(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'indices_value'::regclass"
                " AND tgname IN ('append_only', 'append_only_all') AND tgenabled = 'O'"
            )
            assert cursor.fetchone() == (2,)

    @pytest.mark.parametrize(
        ("month", "revision"), [(date(2026, 7, 1), 1), (date(2026, 8, 2), 1), (AUGUST, 0)]
    )
    def test_a_month_has_one_row_a_revision_and_is_named_by_its_first_day(
        self, month: date, revision: int
    ) -> None:
        with pytest.raises(Error), transaction.atomic():
            Value.objects.create(
                series="ipca", month=month, revision=revision, percent=1, source="x", loaded_at=NOON
            )


class Source:
    """A source at the port, with these months or this trouble."""

    name = "Banco de teste"

    def __init__(self, *rows: Published, trouble: SourceUnavailable | None = None) -> None:
        self.rows = list(rows)
        self.trouble = trouble
        self.asked: list[tuple[str, date, date]] = []

    def offered(self) -> tuple[str, ...]:
        return ("ipca", "igpm")

    def cite(self, *, series: str) -> str:
        return f"teste {series}"

    def fetch(self, *, series: str, since: date, until: date) -> list[Published]:
        self.asked.append((series, since, until))
        if self.trouble:
            raise self.trouble
        return self.rows


class TestUpdate:
    def test_asks_again_for_a_year_so_that_corrections_are_seen(self) -> None:
        source = Source(Published(AUGUST, Decimal("0.12")))
        found = update(source=source, series="ipca", now=NOON, today=TODAY)
        assert source.asked == [("ipca", date(2025, 7, 1), TODAY)]
        assert found == Taken("ipca", 1, 0, AUGUST)
        assert Value.objects.get(series="ipca", month=AUGUST).source == "teste ipca"

    def test_asks_for_everything_of_a_series_not_here_yet(self) -> None:
        source = Source(Published(AUGUST, Decimal("0.5")))
        update(source=source, series="igpm", now=NOON, today=TODAY)
        assert source.asked == [("igpm", date(1979, 1, 1), TODAY)]

    def test_a_source_in_trouble_changes_nothing(self) -> None:
        before = Value.objects.count()
        with pytest.raises(SourceUnavailable):
            update(
                source=Source(trouble=SourceUnavailable("offline", "sem rede")),
                series="ipca",
                now=NOON,
                today=TODAY,
            )
        assert Value.objects.count() == before
