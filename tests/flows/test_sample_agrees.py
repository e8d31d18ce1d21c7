"""The sample's promise, kept by the product: months past due after intake are those on record.

docs/start/sample.md: at least 95 % of the holders, once the recorded payments have passed through
the same intake and allocation as anybody's.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pytest
from tests.factory import World

from acerto.core.calendar import SAO_PAULO
from acerto.domain.dunning.models import Decision
from acerto.domain.dunning.policies import publish_defaults
from acerto.domain.dunning.services import run_day
from acerto.domain.intake.mapping import load_mapping
from acerto.domain.intake.services import run_import
from acerto.domain.intake.types import ImportResult
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope
from acerto.sample import shipped
from acerto.sample.holders import Holder, holders
from acerto.sample.portfolio import contract_of, write
from acerto.sample.schedule import schedule

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)  # a Friday; the statements fell due over a holiday and a week-end
NOW = datetime.combine(ON, time(12), tzinfo=SAO_PAULO)
HOLDERS = 1_500
AGREE = 0.95


@pytest.fixture
def world() -> Iterator[World]:
    world = World.new(now=NOW)
    with scope(world.tenant_id):
        yield world


@pytest.fixture
def chosen() -> list[Holder]:
    return list(islice(holders(), HOLDERS))


def months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def bring(world: World, file: Path, mapping: Path) -> ImportResult:
    return run_import(
        path=file,
        mapping=load_mapping(mapping.read_text("utf-8")),
        creditor_id=world.creditor_id,
        now=NOW,
        on=ON,
    )


def write_first(titles: Path, payments: Path, *, last_contract: str) -> None:
    """The files of all holders, cut after the last one wanted."""
    with titles.open("w") as out, payments.open("w") as paid:
        steps = write(on=ON, seed=1, titles=None, out=out, payments=paid)
        for _written in islice(steps, HOLDERS):
            pass
    for file in (titles, payments):
        header, *lines = file.read_text().splitlines(keepends=True)
        wanted = [line for line in lines if line.partition(";")[0] <= last_contract]
        file.write_text(header + "".join(wanted))


def oldest_unpaid() -> dict[str, date]:
    """The due date of each contract's oldest open title that is past due, as the day's run sees it."""
    overdue = Title.objects.filter(state=Title.State.OPEN, effective_due_on__lt=ON)
    return dict(overdue.order_by("contract", "-due_on").values_list("contract", "due_on"))


def test_months_past_due_are_the_recorded_ones(
    world: World, chosen: list[Holder], tmp_path: Path
) -> None:
    titles, payments = tmp_path / "titulos.csv", tmp_path / "pagamentos.csv"
    write_first(titles, payments, last_contract=contract_of(index=chosen[-1].holder_id))
    came = bring(world, titles, shipped.CARD_TITLES_MAPPING)
    money = bring(world, payments, shipped.CARD_PAYMENTS_MAPPING)
    assert came.rejected == money.rejected == 0
    assert came.created > 5 * HOLDERS
    found = oldest_unpaid()
    late = [holder for holder in chosen if holder.months_past_due > 1]
    assert len(late) > 100
    for group in (chosen, late):
        right = sum(holder.months_past_due == past_due(holder, found) for holder in group)
        assert right / len(group) >= AGREE
    check_decisions(len(found))


def past_due(holder: Holder, found: dict[str, date]) -> int:
    """Whole statements from the oldest unpaid one to the last that has fallen due."""
    due_on = found.get(contract_of(index=holder.holder_id))
    if due_on is None:
        return 0
    last_due_on = schedule(holder_id=holder.holder_id, on=ON).last_due_on
    return months_between(due_on, last_due_on) + 1


def check_decisions(overdue: int) -> None:
    """The day's run finds the same people late."""
    publish_defaults(now=NOW)
    run_day(on=ON, now=NOW)
    assert Decision.objects.filter(titles_overdue__gt=0).count() == overdue
