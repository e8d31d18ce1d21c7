"""What only waits keeps its place: hours, caps and narrower hours move a contact, never end it."""

from datetime import date, datetime, time, timedelta

import pytest
from tests.domain.contact.letters import overdue, queue
from tests.domain.contact.test_gate import MONDAY, judge, permit, reasons, utc
from tests.factory import NOON, World

from acerto.domain.contact.caps import set_caps
from acerto.domain.contact.claim import claim
from acerto.domain.contact.models import Contact, Permit, Refusal
from acerto.domain.contact.narrow import HoursRefused, Opening, openings_of, set_hours
from acerto.domain.contact.sending import prepare
from acerto.domain.parties.models import ContactPoint
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope

FRIDAY = date(2026, 3, 6)
TEN_TO_FIVE = [Opening(day, time(10), time(17)) for day in range(5)]


@pytest.fixture
def world(db: None) -> World:
    return World.new()


def due(world: World, **party: str) -> tuple[int, int, Contact]:
    party_id, case_id = overdue(world, **party)
    contact = queue(case_id, party_id)
    assert contact
    return party_id, case_id, contact


class TestCap:
    def test_of_a_week_waits_beyond_the_usual_expiry(self, world: World) -> None:
        """Three contacts from Friday to today: the next may go a week after the first of them."""
        with scope(world.tenant_id):
            party_id, case_id, contact = due(world)
            for step, day in enumerate((date(2026, 3, 1), date(2026, 2, 28)), start=20):
                permit(world, party_id, case_id, on=day, step_id=step)
            permit(world, party_id, case_id, on=date(2026, 2, 27), step_id=30)
            (verdict,) = judge(contact)
            assert [o.reason for o in verdict.objections] == ["cap_week"]
            assert verdict.again_at == utc(FRIDAY, "12:00:00")
            assert verdict.again_at > contact.expires_at

    def test_moves_the_contact_and_its_expiry(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id, contact = due(world)
            set_caps(contacts_day=None, contacts_week=1)
            permit(world, party_id, case_id, on=date(2026, 3, 1), step_id=30)
            done = claim(channel="email", now=NOON)
            contact.refresh_from_db()
            assert (done.postponed, done.refused, contact.state) == (1, 0, "queued")
            assert contact.not_before == utc(date(2026, 3, 9), "12:00:00")  # a Sunday is over
            assert contact.expires_at > contact.not_before
            refusal = Refusal.objects.get(contact=contact)
            assert (refusal.rule, refusal.citation) == (
                "policy-cap-week",
                "Política da empresa",
            )
            claimed = claim(channel="email", now=contact.not_before).claimed
            assert [one.contact_id for one in claimed] == [contact.pk]

    def test_cites_the_law_where_the_company_is_not_stricter(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id, contact = due(world)
            set_caps(contacts_day=9, contacts_week=9)
            permit(world, party_id, case_id, on=MONDAY, step_id=30)
            (verdict,) = judge(contact)
        assert [o.rule for o in verdict.objections] == ["frequency-excess-day"]


class TestNewerStep:
    def test_takes_the_place_of_one_that_waits(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id, contact = due(world)
            newer = queue(case_id, party_id, step_id=2, now=NOON + timedelta(days=1))
            contact.refresh_from_db()
            assert newer
            assert (contact.state, contact.failure) == ("cancelled", "overtaken")
            assert newer.state == "queued"

    def test_further_down_takes_no_place(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id, step_id=15)
            assert queue(case_id, party_id, step_id=7, now=NOON + timedelta(days=1))
            assert contact
            contact.refresh_from_db()
            assert contact.state == "queued"

    def test_a_reminder_takes_the_place_of_nothing_overdue(self, world: World) -> None:
        tomorrow = NOON + timedelta(days=1)
        with scope(world.tenant_id):
            party_id, case_id, contact = due(world)
            title_id = world.title(case_id, due_on=date(2026, 3, 8))
            reminder = queue(
                case_id, party_id, purpose="reminder", step_id=-5, title_id=title_id, now=tomorrow
            )
            contact.refresh_from_db()
            assert reminder
            assert (contact.state, reminder.state) == ("queued", "queued")
            (first,) = claim(channel="email", now=tomorrow).claimed
            assert first.contact_id == contact.pk

    def test_what_is_overdue_goes_before_a_reminder_that_waited_longer(self, world: World) -> None:
        tomorrow = NOON + timedelta(days=1)
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            title_id = world.title(case_id, due_on=date(2026, 3, 8))
            reminder = queue(case_id, party_id, purpose="reminder", step_id=-5, title_id=title_id)
            contact = queue(case_id, party_id, now=tomorrow)
            assert contact
            assert reminder
            reminder.refresh_from_db()
            assert reminder.state == "queued"
            (first,) = claim(channel="email", now=tomorrow).claimed
            assert first.contact_id == contact.pk

    def test_a_later_reminder_of_the_same_title_says_it_all(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            title_id = world.title(case_id, due_on=date(2026, 3, 8))
            first = queue(case_id, party_id, purpose="reminder", step_id=-5, title_id=title_id)
            queue(
                case_id, party_id, purpose="reminder", step_id=-1, title_id=title_id,
                now=NOON + timedelta(days=1),
            )  # fmt: skip
            assert first
            first.refresh_from_db()
            assert (first.state, first.failure) == ("cancelled", "overtaken")

    def test_leaves_other_cases_services_and_the_same_day(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id, contact = due(world)
            service = queue(case_id, party_id, purpose="service", step_id=5)
            other = world.case(party_id, debt_type="loan")
            world.title(other, due_on=date(2026, 2, 2))
            queue(other, party_id, now=NOON + timedelta(days=1))
            same_day = queue(case_id, party_id, step_id=3)
            assert service
            assert same_day
            states = Contact.objects.filter(pk__in=[contact.pk, service.pk, same_day.pk])
            assert set(states.values_list("state", flat=True)) == {"queued"}


class TestReminder:
    @pytest.mark.parametrize(("days", "expected"), [(0, []), (1, ["lapsed"])])
    def test_is_true_until_its_title_falls_due(
        self, world: World, days: int, expected: list[str]
    ) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world, days=-2)
            (title_id,) = Title.objects.filter(case_id=case_id).values_list("pk", flat=True)
            contact = queue(case_id, party_id, purpose="reminder", title_id=title_id)
            assert contact
            assert reasons(contact, now=NOON + timedelta(days=2 + days)) == expected


class TestNarrowerHours:
    def test_of_the_company_are_added_to_the_law(self, world: World) -> None:
        with scope(world.tenant_id):
            _party_id, _case_id, contact = due(world)
            set_hours(openings=TEN_TO_FIVE, now=NOON, actor_id=None)
            assert reasons(contact, now=utc(MONDAY, "12:59:59")) == ["policy_hours"]
            assert reasons(contact, now=utc(MONDAY, "13:00:00")) == []
            assert reasons(contact, now=utc(MONDAY, "19:59:59")) == []
            (verdict,) = judge(contact, now=utc(MONDAY, "20:00:00"))
            assert [o.reason for o in verdict.objections] == ["policy_hours"]
            assert verdict.again_at == utc(date(2026, 3, 3), "13:00:00")

    def test_cannot_widen_the_law(self, world: World) -> None:
        whole_week = [Opening(day, time(0), time(23, 59)) for day in range(7)]
        with scope(world.tenant_id):
            _party_id, _case_id, contact = due(world)
            set_hours(openings=whole_week, now=NOON, actor_id=None)
            assert reasons(contact, now=utc(date(2026, 3, 3), "03:30:00")) == ["outside_window"]

    def test_of_one_creditor_or_kind_bind_their_cases_only(self, world: World) -> None:
        with scope(world.tenant_id):
            _party_id, _case_id, contact = due(world)
            other = world.another_creditor("outra")
            set_hours(openings=TEN_TO_FIVE, now=NOON, actor_id=None, creditor_id=other)
            set_hours(openings=TEN_TO_FIVE, now=NOON, actor_id=None, party_kind="business")
            late = utc(MONDAY, "20:30:00")
            assert reasons(contact, now=late) == []
            set_hours(openings=TEN_TO_FIVE, now=NOON, actor_id=None, creditor_id=world.creditor_id)
            assert reasons(contact, now=late) == ["policy_hours"]

    def test_of_the_person_are_kept(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, _case_id, contact = due(world)
            set_hours(
                openings=[Opening(2, time(14), time(16))],
                now=NOON,
                actor_id=None,
                party_id=party_id,
            )
            (verdict,) = judge(contact)
            (objection,) = verdict.objections
            assert (objection.reason, objection.rule) == ("preferred_hours", "lgpd-not-a-shield")
            wednesday = utc(date(2026, 3, 4), "17:00:00")
            assert verdict.again_at == wednesday
            assert reasons(contact, now=wednesday) == []

    def test_of_company_and_person_both_hold(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, _case_id, contact = due(world)
            set_hours(openings=[Opening(0, time(9), time(12))], now=NOON, actor_id=None)
            set_hours(
                openings=[Opening(0, time(11), time(15))],
                now=NOON,
                actor_id=None,
                party_id=party_id,
            )
            (verdict,) = judge(contact, now=utc(MONDAY, "15:30:00"))
            assert [o.reason for o in verdict.objections] == ["policy_hours"]
            assert verdict.again_at == utc(date(2026, 3, 9), "14:00:00")

    def test_do_not_bind_what_the_person_asked_for(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            service = queue(case_id, party_id, purpose="service")
            set_hours(openings=[Opening(2, time(14), time(16))], now=NOON, actor_id=None)
            assert service
            assert reasons(service) == []

    def test_are_told_back_and_taken_away(self, world: World) -> None:
        with scope(world.tenant_id):
            set_hours(openings=TEN_TO_FIVE, now=NOON, actor_id=None)
            assert openings_of() == TEN_TO_FIVE
            set_hours(openings=[], now=NOON, actor_id=None)
            assert openings_of() == []

    @pytest.mark.parametrize(
        ("state", "opening", "code"),
        [
            ("SP", Opening(6, time(10), time(12)), "never_lawful"),
            ("RJ", Opening(5, time(10), time(12)), "never_lawful"),
            ("SP", Opening(0, time(12), time(10)), "backwards"),
        ],
    )
    def test_that_could_never_be_lawful_are_refused(
        self, world: World, state: str, opening: Opening, code: str
    ) -> None:
        with scope(world.tenant_id):
            party_id, _case_id = overdue(world, state=state)
            with pytest.raises(HoursRefused) as refused:
                set_hours(openings=[opening], now=NOON, actor_id=None, party_id=party_id)
        assert refused.value.code == code


class TestTownHoliday:
    ANNIVERSARY: datetime = utc(date(2027, 1, 25), "15:00:00")  # a Monday, of São Paulo alone

    @pytest.mark.parametrize(
        ("masked", "expected"),
        [
            ("São Paulo/SP", ["town_holiday"]),
            ("SAO PAULO/SP", ["town_holiday"]),
            ("Campinas/SP", []),
        ],
    )
    def test_is_kept_where_the_person_lives(
        self, world: World, masked: str, expected: list[str]
    ) -> None:
        now = self.ANNIVERSARY
        with scope(world.tenant_id):
            party_id, case_id = overdue(world, now=now)  # type: ignore[arg-type]
            point = world.point(party_id, "address", "Rua A, 1")
            ContactPoint.objects.filter(pk=point).update(masked=masked, state_uf="SP")
            contact = queue(case_id, party_id, now=now)
            assert contact
            (verdict,) = judge(contact, now=now)
            assert [o.reason for o in verdict.objections] == expected
            if expected:
                assert verdict.again_at == utc(date(2027, 1, 26), "12:00:00")


class TestClosingHour:
    """Claimed a moment before the hours close, and written a moment after."""

    LAST = utc(MONDAY, "20:59:59")
    CLOSED = utc(MONDAY, "21:00:00")

    def test_keeps_the_place_and_takes_a_permit_of_the_new_day(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, _case_id, contact = due(world)
            (claimed,) = claim(channel="email", now=self.LAST).claimed
            assert prepare(contact_id=contact.pk, now=self.CLOSED) is None
            contact.refresh_from_db()
            tuesday = utc(date(2026, 3, 3), "12:00:00")
            assert (contact.state, contact.not_before) == ("queued", tuesday)
            assert (contact.permit_id, contact.tries, contact.failure) == (None, 0, "")
            (again,) = claim(channel="email", now=tuesday).claimed
            assert again.permit_id != claimed.permit_id
            days = Permit.objects.filter(party_id=party_id).values_list("local_on", flat=True)
            assert sorted(days) == [MONDAY, date(2026, 3, 3)]

    def test_keeps_its_permit_where_the_day_opens_again(self, world: World) -> None:
        lunch = [Opening(0, time(9), time(12)), Opening(0, time(14), time(17))]
        with scope(world.tenant_id):
            _party_id, _case_id, contact = due(world)
            set_hours(openings=lunch, now=NOON, actor_id=None)
            (claimed,) = claim(channel="email", now=utc(MONDAY, "17:00:00")).claimed
            set_hours(openings=[Opening(0, time(16), time(17))], now=NOON, actor_id=None)
            assert prepare(contact_id=contact.pk, now=utc(MONDAY, "17:00:01")) is None
            (again,) = claim(channel="email", now=utc(MONDAY, "19:00:00")).claimed
            assert again == claimed
