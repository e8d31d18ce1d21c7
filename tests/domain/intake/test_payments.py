"""Files of payments."""

from datetime import UTC, date, datetime

from acerto.domain.intake.mapping import load_mapping
from acerto.domain.payments.models import Payment
from acerto.domain.receivables.models import Terms, Title
from acerto.domain.tenancy.scope import scope

from .desk import CPF, OTHER_CPF, TITLES, paid, row


def amounts(desk) -> list[int]:
    with scope(desk.tenant_id):
        found = Payment.objects.order_by("paid_on", "pk")
        return list(found.values_list("amount_cents", flat=True))


class TestPayments:
    def test_settle_the_title_of_their_contract(self, desk):
        desk.bring(row(vencimento="10/04/2026"))
        result = desk.bring_payments(paid(valor="1.000,00"))
        assert (result.created, result.rejected) == (1, 0)
        assert desk.title().state == Title.State.SETTLED

    def test_are_known_again(self, desk):
        desk.bring(row())
        desk.bring_payments(paid(), paid(data="21/02/2026"))
        again = desk.bring_payments(paid(), paid(data="21/02/2026"), paid(data="22/02/2026"))
        assert (again.created, again.unchanged) == (1, 2)

    def test_that_are_equal_within_a_file_are_two(self, desk):
        desk.bring(row())
        assert desk.bring_payments(paid(), paid()).created == 2
        assert desk.bring_payments(paid(), paid()).created == 0

    def test_with_an_identifier_are_known_by_it(self, desk):
        desk.bring(row())
        assert desk.bring_payments(paid(id="E1"), paid(id="E2")).created == 2
        assert desk.bring_payments(paid(id="E1", valor="7,00")).unchanged == 1

    def test_are_booked_in_the_order_of_days(self, desk):
        desk.bring(row())
        desk.bring_payments(
            paid(data="25/02/2026", valor="2,00"), paid(data="20/02/2026", valor="1,00")
        )
        with scope(desk.tenant_id):
            assert list(Payment.objects.order_by("pk").values_list("amount_cents", flat=True)) == [
                1_00, 2_00,
            ]  # fmt: skip

    def test_find_the_debtor_without_a_contract(self, desk):
        desk.bring(row("C1", codigo="K7"))
        result = desk.bring_payments(paid("", cpf=CPF), paid("", codigo="K7", valor="9,00"))
        assert (result.created, result.rejected) == (2, 0)
        assert amounts(desk) == [100_00, 9_00]

    def test_trust_the_contract_before_a_wrong_number(self, desk):
        desk.bring(row("C1"))
        assert desk.bring_payments(paid("C1", cpf="123")).created == 1


class TestOrder:
    def test_of_files_does_not_matter(self, desk):
        for contract, cpf in (("C1", CPF), ("C2", OTHER_CPF)):
            desk.bring(row(contract, cpf=cpf))
        desk.bring_payments(paid("C1", data="10/02/2026", valor="400,00"))
        desk.bring_payments(paid("C1", data="25/02/2026", valor="300,00"))
        desk.bring_payments(paid("C2", data="25/02/2026", valor="300,00"))
        desk.bring_payments(paid("C2", data="10/02/2026", valor="400,00"))
        first, second = desk.balance("C1"), desk.balance("C2")
        assert first.principal_cents == second.principal_cents
        assert (first.fine_cents, first.accrued_since) == (second.fine_cents, second.accrued_since)


class TestPrescribedTitles:
    def test_get_nothing_and_the_row_says_so(self, desk):
        desk.bring(row("C1", vencimento="10/02/2015"), row("C2", vencimento="10/02/2026"))
        result = desk.bring_payments(paid("C2", data="10/02/2026", valor="1.200,00"))
        assert (result.created, result.rejected, result.warnings) == (1, 0, 1)
        assert "only_prescribed_left" in result.errors
        assert "R$ 200,00" in result.errors.replace("\u00a0", " ")
        assert desk.balance("C1").principal_cents == 1000_00
        assert desk.balance("C2").principal_cents == 0


class TestDoubtfulPayments:
    def test_older_than_their_debt_come_in_with_a_warning(self, desk):
        desk.bring(row())
        result = desk.bring_payments(paid(data="01/01/2010"), paid(data="10/02/2025"))
        assert (result.created, result.rejected, result.warnings) == (2, 0, 1)
        header, warned = result.errors.splitlines()
        assert "paid_on;date_before_debt;aviso" in warned
        assert "01/01/2010" in warned

    def test_of_a_day_without_index_stay_out_alone(self, desk):
        desk.bring(row("C1"), row("C2", cpf=OTHER_CPF))
        with scope(desk.tenant_id):
            terms = Terms.objects.get()
            terms.pk = None
            terms.fine_rate = terms.interest_month_rate = None
            terms.interest_mode = "legal"
            terms.save()
            due = {"due_on": date(2026, 11, 3), "effective_due_on": date(2026, 11, 3)}
            Title.objects.filter(contract="C1").update(terms=terms, **due)
        result = desk.bring_payments(
            paid("C1", data="19/11/2026"),
            paid("C1", data="03/11/2026", valor="1,00"),
            paid("C2", data="19/11/2026", valor="2,00"),
            now=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
            on=date(2026, 11, 20),
        )
        assert (result.created, result.rejected) == (2, 1)
        header, kept = result.errors.splitlines()
        assert kept.startswith("2;paid_on;amount_unknown;erro;data: Falta o valor")
        assert kept.endswith("C1;;;19/11/2026;100,00;;")
        assert amounts(desk) == [1_00, 2_00]


class TestRefusedPayments:
    def codes(self, result) -> list[str]:
        return [line.split(";")[2] for line in result.errors.splitlines()[1:]]

    def test_say_why(self, desk):
        desk.bring(row())
        result = desk.bring_payments(
            paid(),
            paid("C9"),
            paid("", cpf=OTHER_CPF),
            paid(""),
            paid(data="03/03/2026"),
            paid(valor="0,00"),
            paid(valor="abc"),
            "C1;só isto",
        )
        assert (result.created, result.rejected) == (1, 7)
        assert self.codes(result) == [
            "contract_unknown",
            "debtor_unknown",
            "debtor_missing",
            "date_future",
            "amount_not_positive",
            "amount_unreadable",
            "columns",
        ]

    def test_of_a_debtor_with_two_debts_need_the_contract(self, desk):
        desk.bring(row("C1"))
        loan = load_mapping(TITLES.replace("debt_type: card", "debt_type: loan"))
        desk.bring_file(desk.file(row("C2")), mapping=loan)
        result = desk.bring_payments(paid("", cpf=CPF), paid("C2"))
        assert (result.created, self.codes(result)) == (1, ["case_ambiguous"])


class TestAbsurdPayments:
    def test_come_in_with_a_warning(self, desk):
        desk.bring(row(valor="300,00", vencimento="10/04/2026"))
        result = desk.bring_payments(paid(valor="99.999.999,99"))
        assert (result.created, result.warnings) == (1, 1)
        assert "2;amount;more_than_owed;aviso" in result.errors
        assert "R$ 99.999.699,99" in result.errors
        assert "20/02/2026" in result.errors

    def test_leave_a_little_too_much_alone(self, desk):
        desk.bring(row(valor="300,00", vencimento="10/04/2026"))
        assert desk.bring_payments(paid(valor="310,00")).errors == ""
