"""Titles with an index or with interest by law: exact when the months are there, told when not."""

from datetime import UTC, date, datetime

import pytest
from tests.factory import World
from tests.portal_world import make_link

from acerto.domain.contact.portal_page import page
from acerto.domain.ledger.models import TitleBalance
from acerto.domain.ledger.selectors import unequal_titles
from acerto.domain.payments.services import PaymentRefused, record_payment
from acerto.domain.receivables.screens import debts
from acerto.domain.receivables.selectors import case_debt
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db
DUE = date(2025, 7, 10)
TODAY = date(2026, 7, 10)
NOW = datetime(2026, 7, 10, 15, 0, tzinfo=UTC)
STALE = date(2026, 11, 20)  # the shipped series end before


@pytest.fixture
def world():
    world = World.new()
    with scope(world.tenant_id):
        yield world


@pytest.fixture
def by_law(world):
    """A case of one title of R$ 1.000,00 without any clause (golden case D05)."""
    case_id = world.case(world.party())
    terms = world.terms(fine=None, interest=None, interest_mode="legal")
    world.title(case_id, due_on=DUE, cents=1000_00, terms_id=terms)
    return case_id


def test_a_title_without_a_clause_runs_by_law(by_law):
    (title,) = case_debt(case_id=by_law, on=TODAY).titles
    assert title.unknown == ""
    assert (title.debt.correction_cents, title.debt.interest_cents) == (46_41, 96_59)
    assert title.debt.total_cents == 1143_00


def test_the_case_screen_says_the_same(by_law):
    assert debts(case_ids=[by_law], on=TODAY)[by_law] == case_debt(case_id=by_law, on=TODAY)


def test_a_payment_books_correction_and_interest(world, by_law):
    record_payment(
        case_id=by_law,
        creditor_id=world.creditor_id,
        amount_cents=200_00,
        paid_on=TODAY,
        now=NOW,
    )
    balance = TitleBalance.objects.get(title__case_id=by_law)
    # 96,59 de juros e 46,41 de correção; 57,00 abatem o principal.
    assert balance.principal_cents == 943_00
    assert balance.interest_cents == balance.correction_cents == 0
    assert balance.accrued_since == TODAY


def test_deflation_takes_back_correction_that_was_booked(world):
    """IPCA of 07/2022 and 08/2022: -0,68 % and -0,36 %, on what stands with its correction."""
    case_id = world.case(world.party())
    terms = world.terms(fine=None, interest=None, correction_index="ipca")
    world.title(case_id, due_on=date(2022, 3, 10), cents=1000_00, terms_id=terms)
    balances = []
    for paid_on in (date(2022, 7, 20), date(2022, 9, 20)):
        record_payment(
            case_id=case_id,
            creditor_id=world.creditor_id,
            amount_cents=1,
            paid_on=paid_on,
            now=NOW,
        )
        balance = TitleBalance.objects.get(title__case_id=case_id)
        assert balance.principal_cents == 1000_00
        balances.append(1000_00 + balance.correction_cents)
    assert balances[1] == pytest.approx(balances[0] * 0.9932 * 0.9964, abs=2)
    assert unequal_titles() == []


def test_a_month_that_is_missing_is_told_and_not_summed(world, by_law):
    world.title(by_law, due_on=date(2026, 11, 3), cents=100_00)
    debt = case_debt(case_id=by_law, on=STALE)
    unknown, plain = debt.titles
    assert "da série IPCA" in unknown.unknown
    assert unknown.debt.total_cents == 1000_00
    assert [notice.code for notice in unknown.debt.notices] == ["amount_unknown"]
    assert plain.unknown == ""
    assert debt.total_cents == debt.overdue_cents == plain.debt.total_cents
    assert debt.principal_cents == 1100_00


def test_a_payment_on_such_a_day_is_refused_by_name(world, by_law):
    with pytest.raises(PaymentRefused, match="da série IPCA") as refused:
        record_payment(
            case_id=by_law,
            creditor_id=world.creditor_id,
            amount_cents=200_00,
            paid_on=STALE,
            now=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
        )
    assert refused.value.code == "amount_unknown"


def test_the_portal_asks_for_no_amount_that_is_not_known():
    world = World.new()
    link = make_link(world)
    with scope(world.tenant_id):
        terms = world.terms(fine=None, interest=None, interest_mode="legal")
        title_id = world.title(link.case_id, due_on=DUE, cents=1000_00, terms_id=terms)
    shown = page(
        ref=link.ref, on=STALE, now=datetime(2026, 11, 20, 15, tzinfo=UTC), chosen={title_id}
    )
    assert [card.title_id for card in shown.titles] == [title_id]
    assert shown.chosen == ()
    assert shown.all_cents == 0
