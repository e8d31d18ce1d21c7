"""Full files: what they do not name is withdrawn."""

import pytest

from acerto.domain.intake.models import Import
from acerto.domain.intake.types import WithdrawalNeedsConfirmation
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope

from .desk import ON, row

MANY = [row(f"C{n}") for n in range(40)]


class TestAbsentTitles:
    def test_are_withdrawn(self, desk):
        desk.bring(*MANY)
        result = desk.bring(*MANY[:-1], mode="full")
        assert (result.withdrawn, result.unchanged) == (1, 39)
        assert desk.title("C39").state == Title.State.WITHDRAWN
        assert desk.transfers("C39")[1:] == [("withdrawal", "withdrawn", "principal", 1_000_00)]
        assert (desk.balance("C39").principal_cents, desk.balance("C39").settled_on) == (0, ON)

    def test_stay_when_the_file_is_partial(self, desk):
        desk.bring(*MANY)
        assert desk.bring(MANY[0]).withdrawn == 0
        assert desk.title("C39").state == Title.State.OPEN

    def test_stay_when_they_are_of_another_creditor(self, desk):
        from .desk import Desk

        other = Desk.new(tenant_id=desk.tenant_id, folder=desk.folder, code="outra")
        other.bring(*MANY)
        desk.bring(row("X1"), mode="full")
        assert other.title("C0").state == Title.State.OPEN

    def test_stay_when_their_row_is_there_but_wrong(self, desk):
        desk.bring(*MANY)
        result = desk.bring(row("C0", vencimento="31/02/2026"), *MANY[1:], mode="full")
        assert (result.withdrawn, result.rejected) == (0, 1)
        assert desk.title("C0").state == Title.State.OPEN

    def test_book_out_charges_too(self, desk):
        desk.bring(*MANY)
        desk.bring_payments("C39;;;20/02/2026;10,00;;")
        booked = desk.balance("C39")
        desk.bring(*MANY[:-1], mode="full")
        kinds = [entry for entry in desk.transfers("C39") if entry[0] == "withdrawal"]
        assert sum(entry[3] for entry in kinds) == (
            booked.principal_cents + booked.interest_cents + booked.fine_cents
        )
        after = desk.balance("C39")
        assert after.principal_cents + after.interest_cents + after.fine_cents == 0


class TestComingBack:
    def test_opens_the_title_by_an_opposite_transfer(self, desk):
        desk.bring(*MANY)
        desk.bring(*MANY[:-1], mode="full")
        result = desk.bring(*MANY, mode="full")
        assert (result.changed, result.unchanged) == (1, 39)
        assert desk.title("C39").state == Title.State.OPEN
        assert desk.transfers("C39")[-1] == ("withdrawal", "principal", "withdrawn", 1_000_00)
        assert (desk.balance("C39").principal_cents, desk.balance("C39").settled_on) == (
            1_000_00, None,
        )  # fmt: skip

    def test_again_and_again_and_changed(self, desk):
        desk.bring(*MANY)
        for cents in (900_00, 800_00):
            desk.bring(*MANY[:-1], mode="full")
            desk.bring(*MANY[:-1], row("C39", valor=f"{cents // 100},00"), mode="full")
            assert desk.balance("C39").principal_cents == cents


class TestLimit:
    def test_above_5_percent_is_refused_and_nothing_is_written(self, desk):
        desk.bring(*MANY)
        changed = row("C0", valor="5,00")
        with pytest.raises(WithdrawalNeedsConfirmation) as refused:
            desk.bring(changed, *MANY[1:-3], mode="full")
        assert (refused.value.absent, refused.value.open_titles) == (3, 40)
        assert "confirme" in refused.value.message
        assert desk.title("C0").principal_cents == 1_000_00
        with scope(desk.tenant_id):
            assert Import.objects.count() == 1

    def test_exactly_5_percent_goes(self, desk):
        desk.bring(*MANY)
        assert desk.bring(*MANY[:-2], mode="full").withdrawn == 2

    def test_confirmed_goes(self, desk):
        desk.bring(*MANY)
        result = desk.bring(*MANY[:10], mode="full", confirm_withdrawals=True)
        assert result.withdrawn == 30

    def test_titles_made_by_the_same_file_do_not_count(self, desk):
        desk.bring(*MANY[:10])
        with pytest.raises(WithdrawalNeedsConfirmation):
            desk.bring(*MANY[1:], mode="full")


class TestPreview:
    def test_counts_and_changes_nothing(self, desk):
        desk.bring(*MANY)
        seen = desk.preview(*MANY[:10], row("N1"), row("C20", valor="x"), mode="full")
        assert seen.import_id is None
        assert (seen.created, seen.unchanged, seen.withdrawn, seen.rejected) == (1, 10, 29, 1)
        assert seen.needs_confirmation
        with scope(desk.tenant_id):
            assert Import.objects.count() == 1
            assert Title.objects.filter(state="open").count() == 40
