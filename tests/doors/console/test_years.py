"""Days of years that nobody can have meant, in the forms of payments and block lists."""

from datetime import date

import pytest
from tests.doors.console.conftest import TODAY

from acerto.doors.console.contact_forms import BlockListForm
from acerto.doors.console.forms import PaymentForm


def said(form, field: str) -> str:
    return " ".join(form.errors.get(field, []))


@pytest.mark.parametrize("day", ["0001-01-01", "1926-03-02"])
def test_a_payment_of_another_age_is_refused(day):
    form = PaymentForm({"paid_on": day}, today=TODAY, titles=[])
    assert "confira" in said(form, "paid_on").lower()
    near = PaymentForm({"paid_on": str(date(2025, 1, 2))}, today=TODAY, titles=[])
    assert not said(near, "paid_on")


def test_a_list_of_another_age_is_refused():
    form = BlockListForm({"taken_on": "0206-03-01"}, lists=[], today=TODAY)
    assert "Confira o ano" in said(form, "taken_on")
