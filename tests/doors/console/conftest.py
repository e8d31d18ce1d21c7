"""A company with a team and a decided day, told through browsers of its people."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from tests.factory import NOON, World

from acerto.domain.dunning.policies import publish_defaults
from acerto.domain.dunning.services import run_day
from acerto.domain.tenancy.models import Membership, MembershipCreditor
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.services import add_member, create_user
from acerto.doors.kit import clock

TODAY = date(2026, 3, 2)
CPFS = ("39053344705", "52998224725", "11144477735")
PASSWORD = "uma senha comprida"


@dataclass
class Company:
    """A tenant, its debtors and its team."""

    world: World
    parties: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    titles: dict[str, int] = field(default_factory=dict)

    @property
    def scope(self):
        return scope(self.world.tenant_id)

    def debtor(self, name: str, *, cpf: str, late_days: int, cents: int, email: str = "") -> None:
        with self.scope:
            party = self.world.party(name, cpf=cpf, email=email)
            case = self.world.case(party)
            due_on = TODAY - timedelta(days=late_days)
            title = self.world.title(case, due_on=due_on, cents=cents)
        self.parties[name], self.cases[name], self.titles[name] = party, case, title

    def member(self, role: str, *, creditors: tuple[int, ...] = ()) -> Client:
        """A browser of somebody of this company."""
        email = f"{role}-{self.world.tenant_id}-{len(creditors)}@example.com"
        user_id = create_user(email=email, password=PASSWORD, name=role.capitalize())
        member = add_member(
            tenant_id=self.world.tenant_id, user_id=user_id, role=Membership.Role(role)
        )
        with self.scope:
            for creditor in creditors:
                MembershipCreditor.objects.create(
                    tenant_id=self.world.tenant_id, membership_id=member, creditor_id=creditor
                )
        client = Client()
        assert client.login(username=email, email=email, password=PASSWORD)
        return client

    def run(self, now: datetime = NOON):
        with self.scope:
            publish_defaults(now=now)
            return run_day(on=TODAY, now=now)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    """The doors' clock stands at noon of 2 March 2026, a Monday."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """One transaction around a module: its companies are made once, its tests nest in it."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        yield
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def _company() -> Company:
    """Three debtors: long overdue, a little overdue, not due yet."""
    made = Company(World.new())
    made.debtor("Ana Antunes", cpf=CPFS[0], late_days=40, cents=1234_56, email="ana@example.org")
    made.debtor("Bruno Braga", cpf=CPFS[1], late_days=3, cents=500_00, email="bruno@example.org")
    made.debtor("Célia Campos", cpf=CPFS[2], late_days=-20, cents=90_00, email="celia@example.org")
    return made


@pytest.fixture(scope="module")
def company(told):
    """A company whose day was not run."""
    return _company()


@pytest.fixture(scope="module")
def decided(told):
    """A company after its day was run."""
    made = _company()
    made.run()
    return made


@pytest.fixture
def manager(decided, db):
    return decided.member("manager")


@pytest.fixture
def operator(decided, db):
    return decided.member("operator")


@pytest.fixture
def stranger(db):
    """The manager of another company."""
    return Company(World.new()).member("manager")
