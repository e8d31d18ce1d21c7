"""Titles whose debtor or debt type is corrected take their payments along."""

from datetime import timedelta

from acerto.domain.intake.mapping import load_mapping
from acerto.domain.ledger.models import Transfer
from acerto.domain.payments.models import Payment
from acerto.domain.payments.screens import payments
from acerto.domain.payments.services import record_payment, reverse_payment
from acerto.domain.tenancy.scope import scope

from .desk import CPF, NOW, ON, OTHER_CPF, TITLES, paid, row

DUE = {"vencimento": "10/04/2026"}  # no charges yet


def correct(desk, *contracts: str) -> None:
    """The creditor's file gives these contracts another debtor."""
    desk.bring(*(row(each, **DUE, cpf=OTHER_CPF, nome="Bia Certa") for each in contracts))


def shown(desk, case_id: int) -> list[int]:
    with scope(desk.tenant_id):
        return [each.amount_cents for each in payments(case_ids=[case_id])]


class TestTheSameFile:
    def test_is_known_again_after_the_debtor_was_corrected(self, desk):
        desk.bring(row(**DUE))
        file = (paid(), paid(), paid(valor="7,00"))
        assert desk.bring_payments(*file).created == 3
        correct(desk, "C1")
        again = desk.bring_payments(*file)
        assert (again.created, again.unchanged) == (0, 3)
        assert desk.balance().principal_cents == 793_00

    def test_is_known_again_after_the_debt_type_was_corrected(self, desk):
        desk.bring(row(**DUE))
        desk.bring_payments(paid())
        loan = load_mapping(TITLES.replace("debt_type: card", "debt_type: loan"))
        desk.bring_file(desk.file(row(**DUE)), mapping=loan)
        assert desk.bring_payments(paid()).created == 0

    def test_is_known_again_by_the_number_that_it_gives(self, desk):
        desk.bring(row(**DUE), row("C2", **DUE))
        desk.bring_payments(paid("", cpf=CPF))
        correct(desk, "C1")
        assert desk.bring_payments(paid("", cpf=CPF)).created == 0

    def test_counts_two_contracts_of_one_debtor_apart(self, desk):
        desk.bring(row("C1", **DUE), row("C2", **DUE))
        file = (paid("C1"), paid("C2"))
        assert desk.bring_payments(*file).created == 2
        assert desk.bring_payments(*file).created == 0
        assert desk.bring_payments(paid("C2")).created == 0

    def test_knows_what_a_person_recorded_before(self, desk):
        desk.bring(row(**DUE))
        self.record(desk)
        assert desk.bring_payments(paid()).created == 0
        assert desk.bring_payments(paid(), paid()).created == 1
        assert desk.bring_payments(paid(), paid()).created == 0

    def record(self, desk) -> None:
        case_id = desk.title().case_id
        with scope(desk.tenant_id):
            record_payment(
                case_id=case_id,
                creditor_id=desk.creditor_id,
                amount_cents=100_00,
                paid_on=ON - timedelta(days=10),
                now=NOW,
            )

    def test_knows_what_a_person_recorded_on_the_case_before(self, desk):
        desk.bring(row(**DUE))
        self.record(desk)
        correct(desk, "C1")
        assert desk.bring_payments(paid()).created == 0


class TestPayments:
    def test_go_where_their_titles_go(self, desk):
        desk.bring(row(**DUE))
        desk.bring_payments(paid(valor="1.100,00"))
        old = desk.title().case_id
        correct(desk, "C1")
        new = desk.title().case_id
        assert (shown(desk, old), shown(desk, new)) == ([], [1_100_00])
        assert self.credit(desk, old) == 0
        assert self.credit(desk, new) == 100_00

    def credit(self, desk, case_id: int) -> int:
        """What the ledger owes to the debtor of a case."""
        with scope(desk.tenant_id):
            rows = Transfer.objects.filter(case_id=case_id)
            return sum(t.cents * ((t.credit == "credit") - (t.debit == "credit")) for t in rows)

    def test_of_titles_that_part_are_shown_with_both(self, desk):
        desk.bring(row("C1", **DUE), row("C2", **DUE))
        desk.bring_payments(paid(valor="1.500,00"))
        old = desk.title("C1").case_id
        correct(desk, "C2")
        assert shown(desk, old) == shown(desk, desk.title("C2").case_id) == [1_500_00]

    def test_are_taken_back_where_the_title_is(self, desk):
        desk.bring(row(**DUE))
        desk.bring_payments(paid(valor="600,00"), paid(valor="200,00", data="21/02/2026"))
        correct(desk, "C1")
        with scope(desk.tenant_id):
            first = Payment.objects.get(amount_cents=600_00)
            reverse_payment(payment_id=first.pk, on=ON, now=NOW)
            assert Payment.objects.get(amount_cents=200_00).credit_cents == 0
        assert desk.balance().principal_cents == 800_00

    def test_of_titles_that_part_leave_each_what_it_took(self, desk):
        desk.bring(row("C1", **DUE), row("C2", **DUE))
        desk.bring_payments(paid(valor="1.500,00", data="21/02/2026"))
        before = (desk.balance("C1").principal_cents, desk.balance("C2").principal_cents)
        assert sorted(before) == [0, 500_00]
        correct(desk, "C2")
        desk.bring_payments(paid("C1", valor="100,00"))  # earlier: what C1 took is spent anew
        assert desk.balance("C2").principal_cents == before[1]
        left = desk.balance("C1").principal_cents
        with scope(desk.tenant_id):
            credit = sum(Payment.objects.values_list("credit_cents", flat=True))
        assert left - credit == before[0] - 100_00
