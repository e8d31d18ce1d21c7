"""Recording a payment in two steps, and taking it back."""

import re

import pytest
from tests.doors.console.conftest import TODAY
from tests.doors.console.pages import text

from acerto.domain.payments.models import Payment
from acerto.domain.receivables.selectors import case_debt

pytestmark = pytest.mark.django_db
ASKED = {"amount": "300,00", "paid_on": "2026-03-02", "method": "pix", "title_id": "", "memo": ""}


@pytest.fixture
def address(decided):
    return f"/casos/{decided.cases['Ana Antunes']}/pagamento/"


def owed(company):
    with company.scope:
        return case_debt(case_id=company.cases["Ana Antunes"], on=TODAY).total_cents


def confirm(client, address, **changes):
    """The two steps of somebody who looks and confirms."""
    preview = client.post(address, {**ASKED, **changes})
    once = re.search(r'name="once" value="(\w+)"', preview.content.decode())[1]
    return {**ASKED, **changes, "once": once, "confirm": "1"}


class TestRecord:
    def test_offers_the_exact_overdue_amount(self, decided, operator, address):
        page = operator.get(address).content.decode()
        reais, cents = divmod(owed(decided), 100)
        assert f'value="{reais // 1000}.{reais % 1000:03d},{cents:02d}"' in page

    def test_shows_where_the_money_goes_and_writes_nothing(self, decided, operator, address):
        page = text(operator.post(address, ASKED))
        assert "Confirmar R$ 300,00?" in page
        assert "Nada foi gravado ainda" in page
        with decided.scope:
            assert not Payment.objects.exists()

    def test_records_what_was_shown(self, decided, operator, address):
        before = owed(decided)
        page = text(operator.post(address, confirm(operator, address), follow=True))
        assert "Pagamento de R$ 300,00 lançado" in page
        assert owed(decided) == before - 300_00

    def test_the_same_confirmation_twice_is_one_payment(self, decided, operator, address):
        sent = confirm(operator, address)
        operator.post(address, sent)
        page = text(operator.post(address, sent, follow=True))
        assert "nada foi repetido" in page
        with decided.scope:
            assert Payment.objects.count() == 1

    def test_says_what_is_kept_as_credit(self, operator, address):
        page = text(operator.post(address, {**ASKED, "amount": "9.000,00"}))
        assert "guardados como crédito do devedor" in page
        assert "quitado" in page

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("amount", "abc", "não é um valor em reais"),
            ("amount", "0", "maior que zero"),
            ("amount", "-5", "maior que zero"),
            ("amount", "1,234", "frações de centavo"),
            ("paid_on", "2026-03-03", "ainda não chegou"),
            ("title_id", "999999", "Faça uma escolha válida"),
        ],
    )
    def test_refuses_nonsense_in_words(self, decided, operator, address, field, value, said):
        assert said in text(operator.post(address, {**ASKED, field: value}))
        with decided.scope:
            assert not Payment.objects.exists()

    def test_is_not_for_analysts(self, decided, address):
        assert decided.member("analyst").post(address, ASKED).status_code == 403


class TestReverse:
    def test_asks_first_then_the_debt_is_back(self, decided, operator, address):
        before = owed(decided)
        operator.post(address, confirm(operator, address))
        with decided.scope:
            payment = Payment.objects.get().pk
        assert "Estornar R$ 300,00?" in text(operator.get(f"/pagamentos/{payment}/estornar/"))
        operator.post(f"/pagamentos/{payment}/estornar/")
        assert owed(decided) == before

    def test_reverses_once(self, decided, operator, address):
        operator.post(address, confirm(operator, address))
        with decided.scope:
            payment = Payment.objects.get().pk
        operator.post(f"/pagamentos/{payment}/estornar/")
        page = text(operator.post(f"/pagamentos/{payment}/estornar/", follow=True))
        assert "já foi estornado" in page
