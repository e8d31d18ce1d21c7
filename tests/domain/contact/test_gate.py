"""The gate: windows where the recipient is, caps over the tenant, holds, and what changed since."""

import random
from datetime import date, datetime, timedelta

import pytest
from tests.domain.contact.letters import overdue, queue
from tests.factory import NOON, World

from acerto.core.identifiers import all_states, ddd_info, ddd_zones, state_zones
from acerto.domain.contact.caps import set_caps
from acerto.domain.contact.gate import Verdict, verdicts
from acerto.domain.contact.models import Contact, Hold, Permit
from acerto.domain.parties.models import ContactPoint, Party
from acerto.domain.payments.services import record_payment
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope
from acerto.law import params
from acerto.law.rules import windows

MONDAY = date(2026, 3, 2)
SATURDAY = date(2026, 3, 7)


@pytest.fixture
def world(db: None) -> World:
    return World.new()


def judge(*contacts: Contact, now: datetime = NOON) -> list[Verdict]:
    return verdicts(contact_ids=[contact.pk for contact in contacts], channel="email", now=now)


def reasons(contact: Contact, *, now: datetime = NOON) -> list[str]:
    (verdict,) = judge(contact, now=now)
    return [objection.reason for objection in verdict.objections]


def utc(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}+00:00")


# (state of the address, DDD, day, the last instant before it opens, opening, last, closing) in UTC.
HOURS = [
    # São Paulo time (UTC-3) and the default hours, 9 to 18.
    ("PR", "", MONDAY, "11:59:59", "12:00:00", "20:59:59", "21:00:00"),
    # DDD 81 is Recife: UTC-3.
    ("", "81", MONDAY, "11:59:59", "12:00:00", "20:59:59", "21:00:00"),
    # Acre is UTC-5.
    ("AC", "", MONDAY, "13:59:59", "14:00:00", "22:59:59", "23:00:00"),
    ("", "68", MONDAY, "13:59:59", "14:00:00", "22:59:59", "23:00:00"),
    # Mato Grosso is UTC-4, 8 to 18 by its own law.
    ("MT", "", MONDAY, "11:59:59", "12:00:00", "21:59:59", "22:00:00"),
    # São Paulo: 8 to 20 for calls; its law does not name e-mail, so that 9 to 18 holds.
    ("SP", "", MONDAY, "11:59:59", "12:00:00", "20:59:59", "21:00:00"),
    # The west of Amazonas may be UTC-5, Manaus is UTC-4: both must be open (9 to 18).
    ("AM", "", MONDAY, "13:59:59", "14:00:00", "21:59:59", "22:00:00"),
    ("", "92", MONDAY, "12:59:59", "13:00:00", "21:59:59", "22:00:00"),
    # An address in São Paulo and a number of Acre: both hours in both zones.
    ("SP", "68", MONDAY, "13:59:59", "14:00:00", "20:59:59", "21:00:00"),
    # Nothing known: the default hours in every zone.
    ("", "", MONDAY, "13:59:59", "14:00:00", "20:59:59", "21:00:00"),
]


class TestWindow:
    @pytest.mark.parametrize(("state", "ddd", "day", "early", "opening", "last", "closing"), HOURS)
    def test_opens_and_closes_where_the_recipient_is(
        self,
        world: World,
        state: str,
        ddd: str,
        day: date,
        early: str,
        opening: str,
        last: str,
        closing: str,
    ) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world, state=state, phone_ddd=ddd)
            contact = queue(case_id, party_id, on=day)
            assert contact
            assert reasons(contact, now=utc(day, early)) == ["outside_window"]
            assert reasons(contact, now=utc(day, opening)) == []
            assert reasons(contact, now=utc(day, last)) == []
            assert reasons(contact, now=utc(day, closing)) == ["outside_window"]

    @pytest.mark.parametrize("state", ["SP", "AL"])
    def test_sends_no_e_mail_on_the_saturday_that_a_law_opens_for_calls(
        self, world: World, state: str
    ) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world, state=state)
            contact = queue(case_id, party_id, on=SATURDAY)
            assert contact
            assert reasons(contact, now=utc(SATURDAY, "13:00:00")) == ["outside_window"]
            said = verdicts(
                contact_ids=[contact.pk], channel="phone", now=utc(SATURDAY, "13:00:00")
            )
            assert "outside_window" not in [o.reason for one in said for o in one.objections]

    def test_names_the_rule_and_when_it_opens(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world, state="SP")
            contact = queue(case_id, party_id)
            assert contact
            (verdict,) = judge(contact, now=utc(MONDAY, "23:00:00"))
        (objection,) = verdict.objections
        assert objection.rule == "hours-default-BR"
        assert "CDC art. 71" in objection.citation
        assert objection.until == utc(MONDAY + timedelta(days=1), "12:00:00")
        assert verdict.again_at == objection.until

    def test_keeps_the_holidays_of_the_country_and_of_the_state(self, world: World) -> None:
        tiradentes, revolution = date(2026, 4, 21), date(2026, 7, 9)
        with scope(world.tenant_id):
            paulista, carioca = (
                queue(case_id, party_id, on=revolution)
                for party_id, case_id in (
                    overdue(world, state="SP"),
                    overdue(world, state="RJ", cpf="52998224725", email="rj@example.org"),
                )
            )
            assert paulista
            assert carioca
            assert reasons(paulista, now=utc(tiradentes, "15:00:00")) == ["contact_holiday"]
            assert reasons(carioca, now=utc(tiradentes, "15:00:00")) == ["contact_holiday"]
            assert reasons(paulista, now=utc(revolution, "15:00:00")) == ["contact_holiday"]
            assert reasons(carioca, now=utc(revolution, "15:00:00")) == []

    def test_says_what_the_law_module_says_at_any_instant(self, world: World) -> None:
        """The table that SQL joins and the law's own function never differ."""
        dice = random.Random(7)
        states = [*all_states(), ""]
        ddds = ["11", "21", "65", "68", "81", "92", "97", "", ""]
        with scope(world.tenant_id):
            homes = {}
            for number in range(24):
                home = (dice.choice(states), dice.choice(ddds))
                party_id, case_id = overdue(
                    world, state=home[0], phone_ddd=home[1], cpf="", email=f"p{number}@example.org"
                )
                contact = queue(case_id, party_id)
                assert contact
                homes[contact.pk] = home
            for _ in range(40):
                now = NOON + timedelta(minutes=dice.randrange(60 * 24 * 60))
                for verdict in verdicts(contact_ids=list(homes), channel="email", now=now):
                    said = {o.rule for o in verdict.objections if o.reason in CLOSED}
                    assert bool(said) == _closed(*homes[verdict.contact_id], now=now)


CLOSED = {"outside_window", "contact_holiday"}


def _closed(state: str, ddd: str, *, now: datetime) -> bool:
    states = [state] if state else []
    zones = list(state_zones(state)) if state else []
    if ddd:
        states.append(ddd_info(ddd)[0])
        zones += ddd_zones(ddd)
    refusal = windows.allowed(states=states, zones=zones, channel="email", now=now)
    return refusal is not None


class TestWhatChangedSince:
    def test_a_paid_case_is_left_alone(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            assert contact
            pay(world, case_id, cents=200_00)
            assert reasons(contact) == ["paid"]
            (verdict,) = judge(contact)
            assert verdict.again_at is None

    def test_a_partial_payment_changes_nothing(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            assert contact
            pay(world, case_id, cents=10_00)
            assert reasons(contact) == []

    def test_a_reminder_ends_with_its_title(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world, days=-3)
            (title_id,) = _titles(case_id)
            contact = queue(case_id, party_id, purpose="reminder", title_id=title_id)
            assert contact
            assert reasons(contact) == []
            pay(world, case_id, cents=100_00)
            assert reasons(contact) == ["paid"]

    def test_a_prescribed_debt_is_not_collected(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world, days=5 * 366)
            contact = queue(case_id, party_id)
            assert contact
            assert reasons(contact) == ["prescribed"]

    def test_a_contact_too_old_is_not_sent(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            assert contact
            assert contact.expires_at == utc(date(2026, 3, 6), "03:00:00")
            assert "expired" in reasons(contact, now=contact.expires_at)

    def test_a_point_found_wrong_is_not_written_to(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id, purpose="service")
            assert contact
            ContactPoint.objects.filter(pk=contact.point_id).update(state="wrong_party")
            assert reasons(contact) == ["wrong_party"]

    def test_nobody_without_identity_is_written_to(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id, purpose="service")
            Party.objects.filter(pk=party_id).update(identified=False)
            assert contact
            assert reasons(contact) == ["no_identity"]


class TestHold:
    @pytest.mark.parametrize("reason", Hold.Reason.values)
    @pytest.mark.parametrize("purpose", ["collection", "service"])
    def test_binds_the_purposes_that_the_law_files_say(
        self, world: World, reason: str, purpose: str
    ) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id, purpose=purpose)
            hold(world, reason, party_id=party_id)
            assert contact
            bound = purpose in params.words(f"contact.stop.{reason}", on=MONDAY)
            assert reasons(contact) == ([reason] if bound else [])

    def test_of_one_channel_leaves_the_others(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            hold(world, "opt_out", party_id=party_id, channel="sms")
            assert contact
            assert reasons(contact) == []
            hold(world, "opt_out", party_id=party_id, channel="email")
            (verdict,) = judge(contact)
            assert [o.rule for o in verdict.objections] == ["test-rule"]
            assert verdict.again_at is None

    def test_of_one_title_leaves_the_case_while_another_is_overdue(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            (first,) = _titles(case_id)
            second = world.title(case_id, due_on=date(2026, 2, 2))
            contact = queue(case_id, party_id)
            assert contact
            hold(world, "dispute", title_id=first)
            assert reasons(contact) == []
            hold(world, "dispute", title_id=second)
            assert set(reasons(contact)) == {"dispute"}

    def test_of_the_case_stops_it_until_it_ends(self, world: World) -> None:
        tomorrow = NOON + timedelta(days=1)
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            hold(world, "manual", case_id=case_id, ends_at=tomorrow)
            assert contact
            (verdict,) = judge(contact)
            assert verdict.again_at == tomorrow
            assert reasons(contact, now=tomorrow) == []

    def test_that_ends_after_the_contact_expires_ends_the_contact(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            hold(world, "manual", case_id=case_id, ends_at=NOON + timedelta(days=9))
            assert contact
            (verdict,) = judge(contact)
            assert verdict.again_at is None


class TestCap:
    def test_of_a_day_counts_the_person_over_all_creditors(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            permit(world, party_id, case_id, on=MONDAY)
            world.creditor_id = world.another_creditor("outra")
            world.point(party_id, "email", "outra@example.org")
            other = world.case(party_id)
            world.title(other, due_on=date(2026, 2, 2))
            contact = queue(other, party_id)
            assert contact
            (verdict,) = judge(contact)
        (objection,) = verdict.objections
        assert objection.reason == "cap_day"
        assert objection.rule == "frequency-excess-day"
        assert objection.until == utc(MONDAY + timedelta(days=1), "12:00:00")

    def test_of_a_week_opens_when_the_oldest_leaves_the_seven_days(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            for number, on in enumerate((date(2026, 2, 24), date(2026, 2, 25), date(2026, 2, 27))):
                permit(world, party_id, case_id, on=on, step_id=10 + number)
            contact = queue(case_id, party_id)
            assert contact
            (verdict,) = judge(contact)
            (objection,) = verdict.objections
            assert objection.reason == "cap_week"
            assert objection.until == utc(date(2026, 3, 3), "12:00:00")
            assert reasons(contact, now=utc(date(2026, 3, 3), "15:00:00")) == []

    def test_does_not_bind_what_the_person_asked_for(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            permit(world, party_id, case_id, on=MONDAY)
            contact = queue(case_id, party_id, purpose="service")
            assert contact
            assert reasons(contact, now=utc(SATURDAY - timedelta(days=3), "03:00:00")) == []

    def test_of_a_creditor_is_kept_where_it_is_stricter(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            permit(world, party_id, case_id, on=date(2026, 2, 27), step_id=10)
            contact = queue(case_id, party_id)
            assert contact
            assert reasons(contact) == []
            set_caps(contacts_day=None, contacts_week=1, party_kind="business")
            assert reasons(contact) == []
            set_caps(contacts_day=None, contacts_week=1, creditor_id=world.creditor_id)
            assert reasons(contact) == ["cap_week"]

    def test_of_a_creditor_cannot_raise_the_law(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            permit(world, party_id, case_id, on=MONDAY, step_id=10)
            set_caps(contacts_day=9, contacts_week=9, party_kind="consumer")
            contact = queue(case_id, party_id)
            assert contact
            assert reasons(contact) == ["cap_day"]

    def test_of_another_tenant_does_not_count(self, world: World) -> None:
        elsewhere = World.new()
        with scope(elsewhere.tenant_id):
            party_id, case_id = overdue(elsewhere)
            permit(elsewhere, party_id, case_id, on=MONDAY)
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            assert contact
            assert reasons(contact) == []

    def test_of_service_messages_stops_a_flood(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            for number in range(10):
                permit(world, party_id, case_id, on=MONDAY, step_id=10 + number, service=True)
            contact = queue(case_id, party_id, purpose="service")
            assert contact
            (verdict,) = judge(contact)
            assert [o.reason for o in verdict.objections] == ["service_rate"]
            assert verdict.again_at == NOON + timedelta(hours=1)


def hold(world: World, reason: str, **where: object) -> None:
    Hold.objects.create(
        tenant_id=world.tenant_id,
        reason=reason,
        rule="test-rule",
        starts_at=NOON,
        **where,
    )


def permit(
    world: World, party_id: int, case_id: int, *, on: date, step_id: int = 9, service: bool = False
) -> None:
    """A contact that went on a day."""
    purpose = "service" if service else "collection"
    contact = queue(case_id, party_id, step_id=step_id, purpose=purpose)
    assert contact
    granted = Permit.objects.create(
        tenant_id=world.tenant_id,
        contact=contact,
        party_id=party_id,
        purpose=purpose,
        local_on=on,
        ordinal=None if service else 1,
        law_version="test",
        granted_at=NOON,
    )
    contact.state, contact.permit, contact.sent_at = "sent", granted, NOON
    contact.save()


def pay(world: World, case_id: int, *, cents: int) -> None:
    record_payment(
        case_id=case_id,
        creditor_id=world.creditor_id,
        amount_cents=cents,
        paid_on=MONDAY,
        method="pix",
        now=NOON,
    )


def _titles(case_id: int) -> list[int]:
    return list(Title.objects.filter(case_id=case_id).values_list("pk", flat=True))
