"""Block lists: read, taken in as blind indexes, asked by the gate, newest full list wins."""

from datetime import date

import pytest
from django.db import connection
from tests.domain.contact.letters import overdue, queue
from tests.domain.contact.test_gate import judge, reasons
from tests.factory import NOON, World

from acerto.domain.contact.blocklist_file import ListFile, read_list
from acerto.domain.contact.blocklists import Done, ListRefused, Taken, take_in
from acerto.domain.contact.models import Blocked, BlockList, Contact
from acerto.domain.tenancy.scope import scope

DAY = date(2026, 2, 1)


@pytest.fixture
def world(db: None) -> World:
    return World.new()


def take(
    *lines: str,
    name: str = "own",
    mode: str = "full",
    on: date = DAY,
    sure: bool = False,
) -> Done:
    found: ListFile = read_list(content="\n".join(lines).encode())
    taken = Taken(name=name, mode=mode, taken_on=on, source="teste", digest=found.digest)
    return take_in(
        taken=taken, entries=found.entries, wrong=found.wrong, sure=sure, now=NOON, actor_id=None
    )


def phone_contact(world: World, *, channel: str = "sms", purpose: str = "collection") -> Contact:
    party_id, case_id = overdue(world, phone_ddd="11", email="x@example.org")
    contact = queue(case_id, party_id, purpose=purpose)
    assert contact
    point = world.point(party_id, "phone", "+5511988887777", ddd="11")
    contact.channel, contact.point_id = channel, point
    contact.save()
    return contact


class TestGate:
    def test_refuses_who_is_on_the_list_with_its_law(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = phone_contact(world)
            assert reasons(contact) == []
            take("11 98888-7777;01/12/2025", name="sp_nao_me_ligue")
            (verdict,) = judge(contact)
            (objection,) = verdict.objections
        assert objection.reason == "blocked"
        assert objection.rule == "dnc-SP-naomeligue"
        assert "17.334/2021" in objection.citation
        assert verdict.again_at is None

    @pytest.mark.parametrize(("day", "stopped"), [("2026-02-01", []), ("2026-01-31", ["blocked"])])
    def test_binds_thirty_days_after_the_registration(
        self, world: World, day: str, stopped: list[str]
    ) -> None:
        """The contact is of 2 March: thirty days after 31 January."""
        with scope(world.tenant_id):
            contact = phone_contact(world)
            take(f"11988887777;{day}", name="sp_nao_me_ligue")
            assert reasons(contact) == stopped

    def test_without_a_day_it_binds_at_once(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = phone_contact(world)
            take("11988887777", name="sp_nao_me_ligue")
            assert reasons(contact) == ["blocked"]

    @pytest.mark.parametrize("purpose", ["service", "reply"])
    def test_leaves_what_the_person_asked_for(self, world: World, purpose: str) -> None:
        with scope(world.tenant_id):
            contact = phone_contact(world, purpose=purpose)
            take("11988887777", name="sp_nao_me_ligue")
            assert reasons(contact) == []

    def test_of_offers_does_not_bind_the_collection(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = phone_contact(world)
            take("11988887777", name="nao_me_perturbe")
            assert reasons(contact) == []
            take("11988887777", name="own")
            assert reasons(contact) == ["blocked"]

    def test_of_phones_leaves_the_email(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world, email="ana@example.org")
            contact = queue(case_id, party_id)
            assert contact
            take("ana@example.org", name="sp_nao_me_ligue")
            assert reasons(contact) == []
            take("ANA@example.org", name="own")
            assert reasons(contact) == ["blocked"]

    def test_of_another_tenant_does_not_bind(self, world: World) -> None:
        elsewhere = World.new()
        with scope(elsewhere.tenant_id):
            take("11988887777")
        with scope(world.tenant_id):
            assert reasons(phone_contact(world)) == []


class TestTakeIn:
    def test_the_same_file_twice_changes_nothing(self, world: World) -> None:
        with scope(world.tenant_id):
            first = take("11988887777", "11977776666")
            again = take("11988887777", "11977776666")
            assert (first.added, again.already, again.added) == (2, True, 0)
            assert BlockList.objects.count() == 1

    def test_a_newer_full_list_takes_the_place_of_the_older(self, world: World) -> None:
        with scope(world.tenant_id):
            take("11988887777", "11977776666")
            done = take("11988887777", "11966665555", on=date(2026, 3, 1))
            assert (done.added, done.removed) == (1, 1)
            assert Blocked.objects.count() == 2

    def test_additions_take_nobody_away(self, world: World) -> None:
        with scope(world.tenant_id):
            take("11988887777")
            done = take("11966665555", mode="added", on=date(2026, 3, 1))
            assert (done.added, done.removed, Blocked.objects.count()) == (1, 0, 2)

    def test_an_older_list_does_not_undo_a_newer_one(self, world: World) -> None:
        with scope(world.tenant_id):
            take("11988887777", on=date(2026, 2, 2))
            with pytest.raises(ListRefused) as refused:
                take("11966665555", on=date(2026, 2, 1))
            assert refused.value.code == "older_list"

    def test_dropping_most_people_needs_a_word(self, world: World) -> None:
        with scope(world.tenant_id):
            take("11988887777", "11977776666", "11966665555")
            with pytest.raises(ListRefused) as refused:
                take("11988887777", on=date(2026, 3, 1))
            assert refused.value.code == "most_removed"
            assert Blocked.objects.count() == 3
            assert take("11988887777", on=date(2026, 3, 1), sure=True).removed == 2

    def test_an_empty_file_opens_nobody(self, world: World) -> None:
        with scope(world.tenant_id):
            take("11988887777")
            with pytest.raises(ListRefused) as refused:
                take("nada", on=date(2026, 3, 1))
            assert refused.value.code == "empty"
            assert Blocked.objects.count() == 1

    def test_an_unknown_list_is_refused(self, world: World) -> None:
        with scope(world.tenant_id), pytest.raises(ListRefused) as refused:
            take("11988887777", name="lista_que_nao_ha")
        assert refused.value.code == "unknown_list"

    def test_keeps_no_number_that_could_be_read(self, world: World) -> None:
        with scope(world.tenant_id):
            take("11988887777")
            with connection.cursor() as cursor:
                cursor.execute("SELECT b::text FROM contact_blocked b")
                (row,) = cursor.fetchone()
        assert "98888" not in row
        assert b"98888".hex() not in row

    def test_of_one_line_twice_is_one_entry_by_its_first_day(self, world: World) -> None:
        with scope(world.tenant_id):
            take("11988887777;10/01/2026", "(11) 98888-7777;05/01/2026")
            (kept,) = Blocked.objects.values_list("registered_on", flat=True)
            assert kept == date(2026, 1, 5)


class TestFile:
    @pytest.mark.parametrize(
        "content",
        [
            b"telefone;data\n11988887777;01/02/2026\n",
            b"data,telefone\n2026-02-01,+55 11 98888-7777\n",
            b"\xef\xbb\xbf11 98888 7777\t2026-02-01",
            "número;nome;desde\n(11) 98888-7777;João;01/02/2026".encode("latin-1"),
        ],
    )
    def test_is_read_in_the_usual_forms(self, content: bytes) -> None:
        found = read_list(content=content)
        assert found.entries == [("+5511988887777", DAY)]
        assert found.wrong == 0

    def test_wrong_lines_are_counted_and_not_repeated(self) -> None:
        found = read_list(content=b"11988887777\n123\nsegredo@\n\n")
        assert (len(found.entries), found.wrong) == (1, 2)
        assert [error.row for error in found.errors] == [2, 3]
        assert not any("segredo" in error.message for error in found.errors)
