"""One debt, told at the command line, on the screen and to the API, is worth the same at each door."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from tests.factory import NOON, World

from acerto.domain.tenancy.models import Membership
from acerto.domain.tenancy.services import add_member, create_user
from acerto.domain.tenancy.tokens import issue_token
from acerto.doors.cli.debt import command
from acerto.doors.kit import clock
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.runtime import Needs, Say

EMAIL, PASSWORD = "tres-portas@example.com", "uma senha comprida"
FIRST, LAST = date(2023, 1, 2), date(2026, 12, 30)
percents = st.none() | st.decimals(0, 15, places=2).map(lambda value: f"{value:f}")
cents = st.integers(1, 10_000_000_000_00)


@dataclass(frozen=True)
class Told:
    """A debt in words common to the doors; percentages as text, amounts in centavos."""

    principal: int
    due: date
    on: date
    party: str
    kind: str
    mode: str
    month: str | None
    fine: str | None
    index: str | None
    discount: str | None
    days: int
    payoff: str | None
    since: date | None
    until: date | None
    state: str | None
    payments: tuple[tuple[date, int], ...]


def fitting(told: Told) -> Told:
    """Mostly debts that can be worked out: no contract rate beside the law's, the judge's rate there."""
    if told.mode in ("legal", "court") and told.principal % 10:
        return replace(told, month=None)
    return replace(told, month="1") if told.mode == "court_months" else told


debts = st.builds(
    Told,
    principal=cents,
    due=st.dates(FIRST, date(2026, 8, 1)),
    on=st.dates(date(2023, 6, 1), date(2026, 7, 31)) | st.dates(date(2023, 6, 1), LAST),
    party=st.sampled_from(["consumer", "business"]),
    kind=st.sampled_from(["written", "card", "condominium", "rent", "energy", "cheque", "school"]),
    mode=st.sampled_from(["contract", "contract", "legal", "court", "court_months"]),
    month=percents,
    fine=percents,
    index=st.sampled_from([None, None, "ipca", "inpc", "tjsp"]),
    discount=percents,
    days=st.integers(0, 30),
    payoff=st.none() | st.just("1.25"),
    since=st.none() | st.dates(FIRST, date(2026, 8, 1)),
    until=st.none() | st.sampled_from([date(2025, 12, 1), date(2026, 3, 1)]),
    state=st.sampled_from([None, "SP", "BA"]),
    payments=st.lists(st.tuples(st.dates(FIRST, LAST), cents), max_size=3).map(tuple),
).map(fitting)


@pytest.fixture(scope="module")
def doors(django_db_setup: None, django_db_blocker: Any) -> Any:
    """A browser and a key of the same person."""
    patch = pytest.MonkeyPatch()
    patch.setattr(clock, "now", lambda: NOON)
    with django_db_blocker.unblock():
        world = World.new()
        user_id = create_user(email=EMAIL, password=PASSWORD)
        add_member(tenant_id=world.tenant_id, user_id=user_id, role=Membership.Role.ANALYST)
        browser = Client()
        assert browser.login(username=EMAIL, email=EMAIL, password=PASSWORD)
        yield browser, issue_token(email=EMAIL, tenant_id=world.tenant_id, now=NOON, days=30)
    patch.undo()


def reais(amount: int) -> str:
    return f"{amount // 100},{amount % 100:02d}"


class Ready:
    """An installation that is up."""

    def boot(self, *, needs: Needs, say: Say) -> None:
        """Nothing to do."""


def at_the_command_line(told: Told, file: Path) -> dict[str, Any] | None:
    rates = (
        ("fine", told.fine),
        ("interest_month", told.month),
        ("discount", told.discount),
        ("payoff_month", told.payoff),
    )
    lines = [
        f"principal: '{reais(told.principal)}'",
        f"due: {told.due}",
        f"terms: {{party: {told.party}, type: {told.kind}, interest: {told.mode}, "
        f"discount_days: {told.days}",
        *(f", {name}: {value}%" for name, value in rates if value is not None),
        f", index: {told.index}" if told.index else "",
        "}",
        f"state: {told.state}" if told.state else "",
        f"interest_from: {told.since}" if told.since else "",
        f"correct_until: {told.until:%Y-%m}" if told.until else "",
        "payments:" if told.payments else "",
        *(f"  - {{on: {on}, amount: '{reais(paid)}'}}" for on, paid in told.payments),
    ]
    text = "\n".join(lines).replace("\n,", ",").replace("\n}", "}")
    file.write_text(text, "utf-8")
    result = CliRunner().invoke(command, [str(file), "--on", str(told.on), "--json"], obj=Ready())
    if isinstance(result.exception, AcertoError):
        return None
    assert result.exception is None, result.exception
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def to_the_api(told: Told, key: str) -> dict[str, Any] | None:
    def rate(text: str | None) -> str | None:
        return None if text is None else f"{float(text) / 100:.4f}"

    body = {
        "principal_cents": told.principal,
        "due_on": str(told.due),
        "on": str(told.on),
        "state": told.state,
        "interest_from": told.since and str(told.since),
        "correct_until": told.until and f"{told.until:%Y-%m}",
        "terms": {
            "party_kind": told.party,
            "debt_type": told.kind,
            "interest_mode": told.mode,
            "interest_month_rate": rate(told.month),
            "fine_rate": rate(told.fine),
            "correction_index": told.index,
            "discount_rate": rate(told.discount),
            "discount_days": told.days,
            "payoff_month_rate": rate(told.payoff),
        },
        "payments": [{"on": str(on), "cents": paid} for on, paid in told.payments],
    }
    response = Client().post(
        "/api/v1/debt",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    if response.status_code == 422:
        return None
    answer: dict[str, Any] = response.json()
    return answer


def on_the_screen(told: Told, browser: Client) -> str | None:
    sent = {
        "principal": reais(told.principal),
        "due_on": str(told.due),
        "on": str(told.on),
        "party_kind": told.party,
        "debt_type": told.kind,
        "interest_mode": told.mode,
        "interest_month_rate": (told.month or "").replace(".", ","),
        "fine_rate": (told.fine or "").replace(".", ","),
        "correction_index": told.index or "",
        "discount_rate": (told.discount or "").replace(".", ","),
        "discount_days": str(told.days),
        "payoff_month_rate": told.payoff or "",
        "interest_from": str(told.since or ""),
        "correct_until": f"{told.until:%m/%Y}" if told.until else "",
        "state": told.state or "",
        "pagamentos-TOTAL_FORMS": str(len(told.payments)),
        "pagamentos-INITIAL_FORMS": "0",
    }
    for place, (on, paid) in enumerate(told.payments):
        sent |= {f"pagamentos-{place}-on": str(on), f"pagamentos-{place}-amount": reais(paid)}
    page = browser.post("/calculadora/", sent).content.decode()
    return None if "A conta não pôde ser feita" in page else page


def shown_lines(page: str) -> list[list[tuple[str, int]]]:
    """The lines of each table of the page: those before each payment, then those of the day."""
    row = re.compile(r'<tr data-kind="(\w+)">.*?<data value="(-?\d+)">', re.S)
    tables = re.findall(r'<table class="table memory">.*?</table>', page, re.S)
    return [[(kind, int(value)) for kind, value in row.findall(table)] for table in tables]


def told_lines(lines: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(line["kind"], line["cents"]) for line in lines]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=debts)
def test_all_figures_are_equal(told: Told, doors: tuple[Client, str], tmp_path: Path) -> None:
    browser, key = doors
    command_line = at_the_command_line(told, tmp_path / "dívida.yaml")
    api = to_the_api(told, key)
    page = on_the_screen(told, browser)
    event("worked out" if command_line else "refused")
    if command_line is None:
        assert api is None
        assert page is None
        return
    command_line.pop("seconds")
    assert api == command_line
    assert page is not None
    expected = [told_lines(one["owed_before"]) for one in command_line["payments"]]
    assert shown_lines(page) == [*expected, told_lines(command_line["lines"])]
    totals = [int(cents) for cents in re.findall(r'<strong><data value="(-?\d+)">', page)]
    assert totals[-1] == command_line["total_cents"]
    left = [int(cents) for cents in re.findall(r'class="left" value="(-?\d+)"', page)]
    assert left == [one["left_cents"] for one in command_line["payments"]]
