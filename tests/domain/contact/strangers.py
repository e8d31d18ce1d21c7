"""Random people with random pasts, in the database and in the oracle's words at once."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import TypeVar

from django.db.models import Model
from tests.domain.contact.oracle import BOUND, TEXT, Debt, Letter, Opening, Pause, Person
from tests.factory import World

from acerto.domain.contact.models import Blocked, Cap, Contact, Hold, Hours, Permit
from acerto.domain.parties.models import ContactPoint, Party
from acerto.domain.receivables.models import Case, Title
from acerto.domain.tenancy.crypto import vault

STATES = [
    "SP",
    "SP",
    "RJ",
    "ES",
    "AM",
    "AL",
    "CE",
    "CE",
    "MT",
    "MG",
    "MS",
    "AC",
    "RR",
    "RS",
    "BA",
    "",
]
PAUSES = list(Hold.Reason.values)
IN_ORDER = (Party, ContactPoint, Case, Title, Contact, Permit, Hold, Hours, Blocked)
Row = TypeVar("Row", bound=Model)
_number = count(1)


@dataclass
class Company:
    """A creditor of the tenant: its cases' hours and caps, its own and the tenant's."""

    creditor_id: int
    hours: list[list[Opening]] = field(default_factory=list)
    caps: list[tuple[int | None, int | None]] = field(default_factory=list)


@dataclass
class Told:
    """One contact, and what the oracle is asked of it."""

    contact: Contact
    person: Person
    letter: Letter


class Strangers:
    """Makes people for one instant in one tenant. Everything is drawn from one seed."""

    def __init__(self, *, world: World, dice: random.Random, now: datetime) -> None:
        self.world, self.dice, self.now = world, dice, now
        self.today = (now - timedelta(hours=3)).date()
        self.box = vault(tenant_id=world.tenant_id, column="contact_point")
        self.terms = world.terms()
        self.companies = [self._company(number) for number in range(5)]
        self.made: dict[type[Model], list[Model]] = {model: [] for model in IN_ORDER}

    def tell(self, people: int) -> list[Told]:
        """So many people more, each with a contact in the queue; all are stored at the end."""
        told = [self._tell() for _ in range(people)]
        for model, rows in self.made.items():
            model._base_manager.bulk_create(rows)
            rows.clear()
        return told

    def _add(self, row: Row) -> Row:
        self.made[type(row)].append(row)
        return row

    def _tell(self) -> Told:
        dice, company = self.dice, self.dice.choice(self.companies)
        person = self._person(company)
        party = self._party(person)
        points = self._points(person, party)
        case = self._add(
            Case(
                tenant_id=self.world.tenant_id,
                debtor=party,
                holder_id=company.creditor_id,
                debt_type="card",
                party_kind="consumer",
                test_bucket=0,
                created_at=self.now,
            )
        )
        titles = [self._title(case, company, debt) for debt in person.debts]
        letter, point = self._letter(person, points)
        contact = self._contact(case, party, point, letter, titles)
        self._past(person, case, party, point)
        self._pause(person, case, party, titles)
        for name, since in person.lists:
            self._add(
                Blocked(
                    tenant_id=self.world.tenant_id,
                    name=name,
                    value_bidx=point.value_bidx,
                    registered_on=since,
                )
            )
        if dice.random() < 0.06:
            letter.point = point.state = dice.choice(["bounced", "wrong_party", "replaced"])
            if point.kind == "phone":
                person.ddds.remove(point.ddd)
        return Told(contact, person, letter)

    def _company(self, number: int) -> Company:
        creditor_id = self.world.another_creditor(f"credor-{number}")
        company = Company(creditor_id)
        if number in (1, 2):
            opening = [(day, time(9 + number), time(17)) for day in range(4 + number)]
            self._company_hours(opening, creditor_id)
            company.hours.append(opening)
        if number in (2, 3):
            Cap.objects.create(
                tenant_id=self.world.tenant_id, creditor_id=creditor_id, contacts_week=number - 1
            )
            company.caps.append((None, number - 1))
        return company

    def _person(self, company: Company) -> Person:
        dice = self.dice
        person = Person(state=dice.choice(STATES), company=company.hours, caps=company.caps)
        person.ddds = dice.sample(sorted(TEXT["ddds"]), k=dice.choice([0, 1, 1, 1, 2]))
        person.identified = dice.random() > 0.04
        towns = [town for town in TEXT["towns"] if town.endswith(f"/{person.state}")]
        if towns and dice.random() < 0.8:
            person.town = dice.choice(towns)
        for _ in range(dice.choice([1, 1, 2, 3])):
            due = self.today - timedelta(days=dice.choice([-5, 0, 1, 10, 60, 400, 1900]))
            years = timedelta(days=dice.choice([1826, 1826, 1900]))
            debt = Debt(due=due, prescribes=due + years, open=dice.random() > 0.1)
            if dice.random() < 0.08:
                debt.pauses.append(self._drawn_pause())
            person.debts.append(debt)
        if dice.random() < 0.2:
            person.pauses.append(self._drawn_pause())
        if dice.random() < 0.05:
            person.case_pauses.append(self._drawn_pause())
        if dice.random() < 0.3:
            days = dice.choices(range(-1, 9), k=dice.choice([1, 2, 3]))
            person.received = [self.today - timedelta(days=ago) for ago in sorted(set(days))]
        if dice.random() < 0.05:
            minutes = dice.choices(range(1, 90), k=12)
            person.services = [self.now - timedelta(minutes=m) for m in minutes]
        if dice.random() < 0.1:
            person.wishes = [(d, time(10), time(16)) for d in dice.sample(range(7), k=4)]
        if dice.random() < 0.15:
            ago = dice.choice([None, 0, 29, 30, 31, 300])
            since = None if ago is None else self.today - timedelta(days=ago)
            person.lists = [(dice.choice(list(TEXT["lists"])), since)]
        return person

    def _drawn_pause(self) -> Pause:
        dice = self.dice
        starts = self.now - timedelta(hours=dice.choice([-1, 0, 1, 500]))
        ends = dice.choice([None, None, self.now, self.now + timedelta(hours=3)])
        if ends is not None and ends < starts:
            ends = None
        channel = dice.choice(["", "", "email", "sms"])
        return Pause(dice.choice(PAUSES), channel=channel, starts=starts, ends=ends)

    def _party(self, person: Person) -> Party:
        party = self._add(
            Party(
                tenant_id=self.world.tenant_id,
                kind="person",
                name="Pessoa",
                name_key="pessoa",
                state=person.state,
                identified=person.identified,
                created_at=self.now,
            )
        )
        if person.wishes:
            self._hours(person.wishes, party=party)
        return party

    def _points(self, person: Person, party: Party) -> list[ContactPoint]:
        wanted = [("email", f"p{next(_number)}@example.org", "", "p***@example.org")]
        for ddd in person.ddds:
            wanted.append(("phone", f"+55{ddd}9{next(_number):08}", ddd, "***"))
        if person.town:
            wanted.append(("address", f"Rua {next(_number)}", "", person.town))
        return [
            self._add(
                ContactPoint(
                    tenant_id=self.world.tenant_id,
                    party=party,
                    kind=kind,
                    value_enc=b"x",
                    value_bidx=self.box.index(value),
                    masked=masked,
                    ddd=ddd,
                    state_uf=person.state if kind == "address" else "",
                    source="creditor",
                    basis="contract",
                    created_at=self.now,
                )
            )
            for kind, value, ddd, masked in wanted
        ]

    def _title(self, case: Case, company: Company, debt: Debt) -> Title:
        return self._add(
            Title(
                tenant_id=self.world.tenant_id,
                creditor_id=company.creditor_id,
                contract=f"T{next(_number)}",
                instalment="1",
                case=case,
                terms_id=self.terms,
                principal_cents=100_00,
                due_on=debt.due,
                effective_due_on=debt.due,
                prescription_on=debt.prescribes,
                terms_from=debt.due,
                state="open" if debt.open else "paid",
                row_digest=b"",
                created_at=self.now,
            )
        )

    def _letter(self, person: Person, points: list[ContactPoint]) -> tuple[Letter, ContactPoint]:
        dice = self.dice
        usable = [point for point in points if point.kind != "address"]
        point = dice.choice(usable)
        channel = "email" if point.kind == "email" else dice.choice(["phone", "sms", "whatsapp"])
        purpose = dice.choice(["collection"] * 6 + ["reminder", "service", "reply"])
        debt = dice.randrange(len(person.debts)) if purpose == "reminder" else None
        expires = self.now + timedelta(hours=dice.choice([0, 1, 70, 70, 70, 70, 70, 70]))
        return Letter(channel=channel, purpose=purpose, expires=expires, debt=debt), point

    def _contact(
        self,
        case: Case,
        party: Party,
        point: ContactPoint,
        letter: Letter | None,
        titles: list[Title],
    ) -> Contact:
        about = None if letter is None or letter.debt is None else titles[letter.debt]
        return self._add(
            Contact(
                tenant_id=self.world.tenant_id,
                case=case,
                recipient=party,
                point=point,
                channel=letter.channel if letter else "email",
                purpose=letter.purpose if letter else "collection",
                template="overdue_soft",
                decided_on=self.today,
                step_id=1,
                title=about,
                state="queued" if letter else "cancelled",
                not_before=self.now - timedelta(hours=1),
                expires_at=letter.expires if letter else self.now,
                created_at=self.now,
            )
        )

    def _past(self, person: Person, case: Case, party: Party, point: ContactPoint) -> None:
        bound = [(day, 1, self.now - timedelta(days=9)) for day in person.received]
        for local_on, ordinal, at in [*bound, *((self.today, None, at) for at in person.services)]:
            self._add(
                Permit(
                    tenant_id=self.world.tenant_id,
                    contact=self._contact(case, party, point, None, []),
                    party=party,
                    purpose=BOUND[0] if ordinal else "service",
                    local_on=local_on,
                    ordinal=ordinal,
                    law_version="test",
                    granted_at=at,
                )
            )

    def _pause(self, person: Person, case: Case, party: Party, titles: list[Title]) -> None:
        told = [({"party": party}, pause) for pause in person.pauses]
        told += [({"case": case}, pause) for pause in person.case_pauses]
        for debt, title in zip(person.debts, titles, strict=True):
            told += [({"title": title}, pause) for pause in debt.pauses]
        for where, pause in told:
            self._add(
                Hold(
                    tenant_id=self.world.tenant_id,
                    reason=pause.reason,
                    rule="test-rule",
                    channel=pause.channel,
                    starts_at=pause.starts,
                    ends_at=pause.ends,
                    **where,
                )
            )

    def _hours(self, openings: list[Opening], *, party: Party) -> None:
        for day, a, b in openings:
            self._add(
                Hours(tenant_id=self.world.tenant_id, weekday=day, starts=a, ends=b, party=party)
            )

    def _company_hours(self, openings: list[Opening], creditor_id: int) -> None:
        Hours.objects.bulk_create(
            Hours(
                tenant_id=self.world.tenant_id,
                weekday=day,
                starts=a,
                ends=b,
                creditor_id=creditor_id,
            )
            for day, a, b in openings
        )


SPECIAL = ("2027-01-25", "2026-07-09", "2026-04-03", "2027-04-13", "2026-11-20", "2026-06-24")


def drawn_instant(dice: random.Random, *, turn: int) -> datetime:
    """An instant of 2026 or 2027, mostly open somewhere, often on the very edge of an hour.

    The first turns are noon of holidays: of a town, of a state, of the country.
    """
    if turn < len(SPECIAL):
        day, hour = date.fromisoformat(SPECIAL[turn]), 15
    else:
        day = date(2026, 1, 2) + timedelta(days=dice.randrange(700))
        if day.weekday() > 4 and dice.random() < 0.6:
            day += timedelta(days=2)
        hour = dice.choice([3, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23])
    edge = dice.choice([0, 0, -1, 1, 1800])
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) + timedelta(seconds=edge)
