"""Recording a payment in two steps, and taking it back."""

import re
from datetime import date

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
            ("paid_on", "1900-01-01", "não faz sentido"),
            ("paid_on", "0001-01-01", "não faz sentido"),
            ("title_id", "999999", "Faça uma escolha válida"),
        ],
    )
    def test_refuses_nonsense_in_words(self, decided, operator, address, field, value, said):
        assert said in text(operator.post(address, {**ASKED, field: value}))
        with decided.scope:
            assert not Payment.objects.exists()

    def test_says_what_is_owed_on_the_day_paid_and_today(self, decided, operator, address):
        page = text(operator.post(address, {**ASKED, "paid_on": "2026-02-01"}))
        assert "na data do pagamento (01/02/2026)" in page
        assert "hoje (02/03/2026)" in page
        operator.post(address, confirm(operator, address, paid_on="2026-02-01"))
        reais, cents = divmod(owed(decided), 100)
        assert f"e R$ {reais},{cents:02d} hoje" in page.replace(".", "")

    def test_shows_and_spends_anew_what_was_paid_later(self, decided, operator, address):
        operator.post(address, confirm(operator, address))
        page = text(operator.post(address, {**ASKED, "amount": "200,00", "paid_on": "2026-02-01"}))
        assert "1 pagamento posterior já lançado é redistribuído" in page

    def test_asks_about_a_day_before_the_debt(self, decided, operator, address):
        sent = confirm(operator, address, paid_on="2010-01-01")
        assert "marque que conferiu" in text(operator.post(address, sent))
        with decided.scope:
            assert not Payment.objects.exists()
        sent = confirm(operator, address, paid_on="2010-01-01")
        operator.post(address, {**sent, "sure": "1"})
        with decided.scope:
            assert Payment.objects.count() == 1

    def test_asks_about_a_payment_that_looks_repeated(self, decided, operator, address):
        operator.post(address, confirm(operator, address))
        assert "Parece repetido" in text(operator.post(address, ASKED))
        sent = confirm(operator, address)
        assert "marque que conferiu" in text(operator.post(address, sent))
        sent = confirm(operator, address)
        operator.post(address, {**sent, "sure": "1"})
        with decided.scope:
            assert Payment.objects.count() == 2

    def test_does_not_ask_about_another_amount(self, operator, address):
        operator.post(address, confirm(operator, address))
        assert "Parece repetido" not in text(operator.post(address, {**ASKED, "amount": "1,00"}))

    def test_says_that_a_used_confirmation_recorded_nothing_of_another_amount(
        self, decided, operator, address
    ):
        sent = confirm(operator, address)
        operator.post(address, sent)
        page = text(operator.post(address, {**sent, "amount": "400,00"}, follow=True))
        assert "Nada foi lançado agora" in page
        assert "O de R$ 400,00 não foi gravado" in page
        with decided.scope:
            assert Payment.objects.count() == 1

    def test_records_only_what_was_shown(self, decided, operator, address):
        sent = confirm(operator, address)
        page = text(operator.post(address, {**sent, "amount": "400,00"}))
        assert "Nada foi lançado" in page
        assert "Confirmar R$ 400,00?" in page
        with decided.scope:
            assert not Payment.objects.exists()

    def test_is_not_for_analysts(self, decided, address):
        assert decided.member("analyst").post(address, ASKED).status_code == 403


class TestCredit:
    def page(self, decided, operator) -> str:
        return text(operator.get(f"/devedores/{decided.parties['Ana Antunes']}/"))

    def list(self, operator) -> str:
        return text(operator.get("/casos/?busca=Ana"))

    def test_is_not_spoken_of_where_there_is_none(self, decided, operator):
        assert "crédito do devedor" not in self.page(decided, operator)
        assert "crédito de" not in self.list(operator)

    def test_stands_at_the_head_of_the_debtor_and_in_the_list(self, decided, operator, address):
        operator.post(address, confirm(operator, address, amount="9.000,00"))
        with decided.scope:
            reais, cents = divmod(Payment.objects.get().credit_cents, 100)
        amount = f"R$ {reais // 1000}.{reais % 1000:03d},{cents:02d}"
        page = self.page(decided, operator)
        assert f"{amount} de crédito do devedor" in page
        assert f"Nada em aberto neste caso: só o crédito de {amount}" in page
        assert f"nada em aberto, só crédito de {amount}" in self.list(operator)

    def test_beside_an_open_title_says_that_it_is_not_taken_off(self, decided, operator, address):
        operator.post(address, confirm(operator, address, amount="9.000,00"))
        with decided.scope:
            decided.world.title(decided.cases["Ana Antunes"], due_on=TODAY)
        assert "não descontado do que deve" in self.page(decided, operator)
        assert "só crédito" not in self.list(operator)


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


class TestPrescribed:
    @pytest.fixture
    def old(self, decided):
        with decided.scope:
            return decided.world.title(
                decided.cases["Ana Antunes"], due_on=date(2015, 3, 2), cents=500_00
            )

    def test_stand_apart_and_the_default_says_so(self, operator, address, old):
        page = operator.get(address)
        assert "o mais antigo que ainda se pode cobrar" in text(page)
        group = re.search(r'<optgroup label="Prescritos.*?</optgroup>', page.content.decode(), re.S)
        assert f'value="{old}"' in group[0]

    def test_get_nothing_unasked(self, operator, address, old):
        page = text(operator.post(address, {**ASKED, "amount": "9.000,00"}))
        assert "Há título prescrito em aberto, e ele não recebe nada" in page
        assert "02/03/2015" not in page

    def test_are_paid_when_named(self, operator, address, old):
        page = text(operator.post(address, {**ASKED, "title_id": str(old)}))
        assert "02/03/2015" in page
        assert "ele não recebe nada" not in page
