"""What the tests of the day share: a policy to publish, debtors to decide, and what was kept."""

from datetime import date, datetime, time, timedelta
from itertools import count

from django.db.models import Model
from tests.factory import World

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit.models import Entry, Event
from acerto.domain.contact.models import Contact
from acerto.domain.dunning.models import Decision, Run, RunFigure, StepMark
from acerto.domain.receivables.models import Episode

TODAY = date(2026, 3, 2)  # a Monday
TOMORROW = TODAY + timedelta(days=1)
BOOKS: tuple[type[Model], ...] = (
    Run, Decision, StepMark, Contact, RunFigure, Episode, Entry, Event,
)  # fmt: skip
STEP = (
    "{{key: {key}, offset_days: {days}, channels: [email], template: {template}, "
    "purpose: {purpose}, description: Etapa}}"
)
_number = count(1)


def regua(
    *,
    name: str = "regua-de-teste",
    version: str = "1",
    kind: str = "consumer",
    day: int = 1,
    week: int = 3,
    overdue: tuple[int, ...] = (3, 10, 25),
) -> str:
    """The text of a policy: a reminder five days before, and steps so many days after."""
    steps = [
        STEP.format(key="lembrete", days=-5, template="reminder_before_due", purpose="reminder")
    ]
    steps += [
        STEP.format(key=f"aviso_{days}", days=days, template="overdue_soft", purpose="collection")
        for days in overdue
    ]
    lines = "".join(f"      - {step}\n" for step in steps)
    return (
        f'name: {name}\nversion: "{version}"\ndescription: Teste\nparty_kind: {kind}\n'
        f"minimum_cents: 1000\ncaps: {{contacts_day: {day}, contacts_week: {week}}}\n"
        f"segments:\n  - key: todos\n    description: Todos\n    steps:\n{lines}"
    )


def noon(on: date) -> datetime:
    """Midday in São Paulo."""
    return datetime.combine(on, time(12), tzinfo=SAO_PAULO)


def debtor(
    world: World,
    *,
    days: int = 12,
    cents: int = 100_00,
    kind: str = "consumer",
    on: date = TODAY,
) -> int:
    """Somebody new who owes one title, due `days` before the day (below zero: after); the case."""
    number = next(_number)
    party_id = world.party(f"Pessoa {number}", cpf=f"{number:011d}", email=f"p{number}@example.org")
    case_id = world.case(party_id, party_kind=kind)
    owe(world, case_id, days=days, cents=cents, kind=kind, on=on)
    return case_id


def owe(
    world: World,
    case_id: int,
    *,
    days: int,
    cents: int = 100_00,
    kind: str = "consumer",
    on: date = TODAY,
) -> int:
    """One more title of a case."""
    terms_id = world.terms(party_kind=kind)
    due_on = on - timedelta(days=days)
    return world.title(case_id, due_on=due_on, cents=cents, terms_id=terms_id, now=noon(on))


def kept() -> dict[str, int]:
    """How many rows the tenant has of everything that a run may write."""
    return {model.__name__: model.objects.count() for model in BOOKS}
