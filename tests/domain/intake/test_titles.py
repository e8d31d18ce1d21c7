"""Titles that come in, come in again, and come in changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from acerto.domain.audit.models import Entry, Event
from acerto.domain.intake.mapping import load_mapping
from acerto.domain.intake.models import Import
from acerto.domain.payments.models import Payment
from acerto.domain.payments.services import reverse_payment
from acerto.domain.receivables.models import Case, Terms, Title, TitleParty, TitleVersion
from acerto.domain.tenancy.scope import scope

from .desk import CNPJ, NOW, ON, OTHER_CPF, TITLES, Desk, paid, row

LATER = ON + timedelta(days=7)
SAME_AFTER_A_REIMPORT = (
    "receivables_title", "receivables_titleevent", "receivables_titleversion", "receivables_case",
    "receivables_terms", "parties_party", "parties_partyevent", "parties_identity",
    "parties_contactpoint", "parties_contactpointevent", "ledger_transfer", "ledger_titlebalance",
)  # fmt: skip


def row_counts(desk: Desk) -> dict[str, int]:
    with scope(desk.tenant_id), connection.cursor() as cursor:
        counts = {}
        for table in SAME_AFTER_A_REIMPORT:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


class TestNewTitles:
    def test_stand_as_the_file_says(self, desk):
        result = desk.bring(row())
        assert (result.rows, result.created, result.errors) == (1, 1, "")
        title = desk.title()
        assert title.principal_cents == 1_000_00
        assert title.due_on == date(2026, 2, 10)
        assert title.prescription_on == date(2031, 2, 11)
        assert title.terms.fine_rate == Decimal("0.02")
        assert title.terms.interest_month_rate == Decimal("0.01")
        assert (title.case.debt_type, title.case.party_kind) == ("card", "consumer")
        assert 0 <= title.case.test_bucket < 100

    def test_are_opened_in_the_ledger(self, desk):
        desk.bring(row())
        assert desk.transfers() == [("opening", "principal", "origin", 1_000_00)]
        assert desk.balance().principal_cents == 1_000_00
        assert desk.title().terms_from == date(2026, 2, 10)

    def test_are_not_opened_later_than_the_import(self, desk):
        desk.bring(row(vencimento="10/05/2026"))
        assert desk.title().terms_from == ON

    def test_roll_the_due_date_to_a_bank_day(self, desk):
        desk.bring(row(vencimento="14/02/2026"))  # a Saturday before Carnival
        assert desk.title().effective_due_on == date(2026, 2, 18)

    @pytest.mark.parametrize(
        ("debt_type", "issued", "prescribed_on"),
        [
            ("aluguel", "", date(2029, 2, 11)),
            ("Condomínio", "", date(2031, 2, 11)),
            ("água", "", date(2036, 2, 11)),
            ("cheque", "issued_on: '05/01/2026', ", date(2031, 1, 6)),
            ("carnê", "issued_on: '05/01/2026', ", date(2031, 2, 11)),
        ],
    )
    def test_prescribe_as_their_type_of_debt_does(self, desk, debt_type, issued, prescribed_on):
        said = TITLES.replace("{debt_type: card}", f"{{{issued}debt_type: {debt_type}}}")
        desk.bring_file(desk.file(row()), mapping=load_mapping(said))
        assert desk.title().prescription_on == prescribed_on

    def test_share_terms_and_cases(self, desk):
        desk.bring(row("C1"), row("C2"), row("C3", multa="2"))
        with scope(desk.tenant_id):
            assert (Terms.objects.count(), Case.objects.count()) == (1, 1)

    def test_of_a_company_fall_under_the_civil_code(self, desk):
        desk.bring(row(cpf=CNPJ))
        assert desk.title().case.party_kind == "business"

    def test_without_charges_leave_them_unsaid(self, desk):
        desk.bring(row(multa="", juros=""))
        assert desk.title().terms.fine_rate is None

    def test_may_have_a_tab_quote_or_backslash_in_a_name(self, desk):
        desk.bring(row(nome='"Ana ""da\tFeira"" \\N"'))
        assert desk.title().case.debtor.name == 'Ana "da Feira" \\N'

    def test_leave_an_audit_entry_and_an_event(self, desk):
        result = desk.bring(row())
        with scope(desk.tenant_id):
            entry = Entry.objects.get(action="intake.import")
            event = Event.objects.get(kind="intake.imported")
            taken = Import.objects.get(pk=result.import_id)
        assert entry.facts["created"] == event.facts["created"] == taken.created == 1
        assert taken.state == Import.State.DONE


class TestUnchangedFile:
    def test_changes_nothing(self, desk):
        rows = [row("C1"), row("C2", cpf="x"), row("C3", cpf=OTHER_CPF, email="errado")]
        desk.bring(*rows, mode="full")
        before = row_counts(desk)
        again = desk.bring(*rows, mode="full")
        assert (again.created, again.changed, again.unchanged, again.withdrawn) == (0, 0, 3, 0)
        assert row_counts(desk) == before

    def test_is_seen_whatever_the_order_of_its_columns(self, desk):
        desk.bring(row("C1"))
        from .desk import HEADER

        turned = ";".join(reversed(row("C1").split(";")))
        path = desk.file(turned, header=";".join(reversed(HEADER.split(";"))))
        again = desk.bring_file(path, mapping=load_mapping(TITLES))
        assert (again.changed, again.unchanged) == (0, 1)


class TestChangedTitle:
    def test_with_a_higher_principal_is_adjusted_up(self, desk):
        desk.bring(row())
        result = desk.bring(row(valor="1.200,00"), on=LATER)
        assert result.changed == 1
        assert desk.transfers()[1:] == [("adjustment", "principal", "origin", 200_00)]
        assert desk.balance().principal_cents == 1_200_00

    def test_with_a_lower_principal_is_adjusted_down(self, desk):
        desk.bring(row())
        desk.bring(row(valor="900,00"))
        assert desk.transfers()[1:] == [("adjustment", "origin", "principal", 100_00)]
        assert desk.balance().principal_cents == 900_00

    def test_keeps_its_payments(self, desk):
        desk.bring(row(vencimento="10/04/2026"))
        desk.bring_payments("C1;;;20/02/2026;400,00;;")
        desk.bring(row(vencimento="10/04/2026", valor="900,00"))
        assert desk.balance().principal_cents == 500_00
        with scope(desk.tenant_id):
            assert Payment.objects.get().amount_cents == 400_00

    def test_below_what_was_paid_comes_to_zero_and_keeps_the_rest_as_credit(self, desk):
        desk.bring(row(vencimento="10/04/2026"))
        desk.bring_payments("C1;;;20/02/2026;400,00;;")
        result = desk.bring(row(vencimento="10/04/2026", valor="300,00"), on=LATER)
        balance = desk.balance()
        assert (balance.principal_cents, balance.settled_on) == (0, LATER)
        assert desk.title().state == Title.State.SETTLED
        assert desk.transfers()[-2:] == [
            ("credit", "origin", "credit", 100_00),
            ("adjustment", "origin", "principal", 600_00),
        ]
        assert "paid_more" in result.errors
        assert "R$ 100,00" in result.errors

    def test_raised_again_owes_what_was_not_paid(self, desk):
        due = {"vencimento": "10/04/2026"}
        desk.bring(row(**due, valor="100,00"))
        desk.bring_payments(paid(valor="60,00"))
        for face, owed in (("40,00", 0), ("30,00", 0), ("50,00", 0), ("500,00", 440_00)):
            desk.bring(row(**due, valor=face))
            assert desk.balance().principal_cents == owed
        assert desk.title().state == Title.State.OPEN

    def test_below_what_was_paid_owes_its_face_when_the_payment_is_taken_back(self, desk):
        due = {"vencimento": "10/04/2026"}
        desk.bring(row(**due, valor="100,00"))
        desk.bring_payments(paid(valor="60,00"))
        desk.bring(row(**due, valor="40,00"))
        with scope(desk.tenant_id):
            reverse_payment(payment_id=Payment.objects.get().pk, on=LATER, now=NOW)
        assert desk.balance().principal_cents == 40_00

    def test_that_was_settled_opens_again_when_raised(self, desk):
        desk.bring(row(vencimento="10/04/2026"))
        desk.bring_payments("C1;;;20/02/2026;1.000,00;;")
        assert desk.title().state == Title.State.SETTLED
        desk.bring(row(vencimento="10/04/2026", valor="1.100,00"))
        assert desk.title().state == Title.State.OPEN
        assert (desk.balance().principal_cents, desk.balance().settled_on) == (100_00, None)

    def test_keeps_its_old_due_date_as_a_version(self, desk):
        desk.bring(row())
        desk.bring(row(vencimento="20/03/2026"), on=LATER)
        title = desk.title()
        assert (title.due_on, title.terms_from) == (date(2026, 3, 20), LATER)
        with scope(desk.tenant_id):
            old = TitleVersion.objects.get()
        assert (old.due_on, old.valid_from, old.valid_to) == (
            date(2026, 2, 10), date(2026, 2, 10), LATER,
        )  # fmt: skip
        assert len(desk.transfers()) == 1

    def test_keeps_its_old_terms_as_a_version(self, desk):
        desk.bring(row())
        desk.bring(row(multa="1,00"), on=LATER)
        with scope(desk.tenant_id):
            assert TitleVersion.objects.get().terms.fine_rate == Decimal("0.02")
        assert desk.title().terms.fine_rate == Decimal("0.01")

    def test_in_its_email_alone_moves_no_money_and_no_version(self, desk):
        desk.bring(row())
        result = desk.bring(row(email="nova@example.org"), on=LATER)
        assert result.changed == 1
        assert len(desk.transfers()) == 1
        with scope(desk.tenant_id):
            assert not TitleVersion.objects.exists()

    def test_leaves_the_others_alone(self, desk):
        desk.bring(row("C1"), row("C2"))
        result = desk.bring(row("C1", valor="1,00"), row("C2"))
        assert (result.changed, result.unchanged) == (1, 1)


class TestRepeatedKey:
    def test_the_first_row_wins(self, desk):
        result = desk.bring(row("C1"), row("C1", valor="5,00"))
        assert (result.created, result.rejected) == (1, 1)
        assert desk.title().principal_cents == 1_000_00
        assert "3;contract;repeated_key;erro" in result.errors

    @pytest.mark.parametrize("known", [True, False])
    def test_across_chunks_too(self, desk, monkeypatch, known):
        monkeypatch.setattr("acerto.domain.intake.title_keys.chunks.__kwdefaults__", {"size": 2})
        rows = [row(f"C{n}") for n in range(9)]
        if known:
            desk.bring(*rows)
        result = desk.bring(*rows, row("C0", valor="5,00"), row("C8", valor="5,00"))
        assert result.rejected == 2
        assert result.created + result.unchanged == 9
        assert desk.title("C0").principal_cents == 1_000_00


class TestCoDebtor:
    MORE = "constants: {debt_type: card}"
    WITH = "constants: {debt_type: card, co_debtor_tax_id: '%s', co_debtor_name: Bia}"

    def bring(self, desk, tax_id, *, on=ON):
        from acerto.domain.intake.mapping import load_mapping

        from .desk import TITLES

        mapping = load_mapping(TITLES.replace(self.MORE, self.WITH % tax_id))
        return desk.bring_file(desk.file(row()), mapping=mapping, on=on)

    def test_stands_behind_the_title(self, desk):
        self.bring(desk, OTHER_CPF)
        with scope(desk.tenant_id):
            beside = TitleParty.objects.select_related("party").get()
        assert (beside.party.name, beside.role, beside.valid_to) == ("Bia", "co_debtor", None)

    def test_without_a_valid_number_is_left_out_and_said(self, desk):
        result = self.bring(desk, "123")
        assert result.created == 1
        assert "co_debtor_tax_id" in result.errors
        with scope(desk.tenant_id):
            assert not TitleParty.objects.exists()


class TestTenants:
    def test_have_each_their_own(self, desk, tmp_path):
        from acerto.domain.tenancy.services import create_tenant

        other = Desk.new(
            tenant_id=create_tenant(name="Outra", slug="outra-intake", now=NOW), folder=tmp_path
        )
        desk.bring(row())
        assert other.bring(row()).created == 1
        assert desk.bring(row()).unchanged == 1
        assert desk.title().case.debtor_id != other.title().case.debtor_id


def test_the_tables_of_a_chunk_are_joined_in_their_order(desk):
    """Without statistics on TEMP tables a planner may join every title with every case first."""
    found = []

    def look(_rows: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW join_collapse_limit")
            found.append(cursor.fetchone()[0])

    desk.bring(row(), progress=look)
    assert found == ["1"]
