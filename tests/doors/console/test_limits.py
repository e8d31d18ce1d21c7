"""The company's own limits on the screen: narrower than the law, never wider."""

import pytest
from tests.doors.console.pages import text

from acerto.domain.contact.models import Cap, Hours

pytestmark = pytest.mark.django_db
NINE_TO_FIVE = {f"{edge}_{day}": at for day in range(5) for edge, at in
                (("starts", "09:00"), ("ends", "17:00"))}  # fmt: skip


class TestLimits:
    def test_are_kept_and_shown_again(self, decided, manager):
        page = text(manager.post("/limites/", {**NINE_TO_FIVE, "contacts_week": "1"}, follow=True))
        assert "Limites guardados" in page
        assert 'value="17:00"' in manager.get("/limites/").content.decode()
        with decided.scope:
            assert Hours.objects.filter(creditor=None, party=None).count() == 5
            assert Cap.objects.get(creditor=None, party_kind="").contacts_week == 1

    def test_of_one_creditor_are_its_own(self, decided, manager):
        creditor = decided.world.creditor_id
        manager.post(f"/limites/{creditor}/", {"contacts_day": "1"})
        with decided.scope:
            assert Cap.objects.get(creditor_id=creditor).contacts_day == 1

    def test_of_a_strangers_creditor_are_not_reached(self, decided, stranger):
        answer = stranger.post(f"/limites/{decided.world.creditor_id}/", {"contacts_day": "1"})
        assert (answer.status_code, answer["Location"]) == (302, "/limites/")
        with decided.scope:
            assert not Cap.objects.filter(creditor__isnull=False).exists()

    def test_that_the_law_never_allows_are_refused(self, decided, manager):
        sunday = {"starts_6": "10:00", "ends_6": "12:00"}
        assert "A lei não permite" in text(manager.post("/limites/", sunday))
        with decided.scope:
            assert not Hours.objects.exists()

    def test_are_for_managers(self, operator):
        assert operator.get("/limites/").status_code == 403
