"""The debtor timelines through the whole product: rows in, the day run, decisions and balances out."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
import yaml
from tests.factory import World

from acerto.core.calendar import SAO_PAULO
from acerto.domain.contact.models import Contact, Hold
from acerto.domain.contact.queue import SHARED_BASIS
from acerto.domain.dunning.models import Decision, Step
from acerto.domain.dunning.policies import publish
from acerto.domain.dunning.services import run_day
from acerto.domain.ledger.models import TitleBalance
from acerto.domain.ledger.selectors import unequal_titles
from acerto.domain.parties.models import ContactPoint
from acerto.domain.payments.services import PaymentRow, record_many
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope
from acerto.engine.verdicts import STEP_DUE, Objection, Verdict

FOLDER = Path(__file__).parents[1] / "engine/timelines"
TIMELINES = sorted(path for path in FOLDER.glob("*.yaml") if path.stem != "regua")
MONEY = ("principal", "interest", "fine", "overdue", "total")

pytestmark = pytest.mark.django_db


class Stage:
    """The people of one timeline in a tenant of their own."""

    def __init__(self, told: dict) -> None:
        self.told = told
        self.world = World.new()
        self.people: dict[str, int] = {}
        self.creditors: dict[str, int] = {}
        self.cases: dict[str, int] = {}
        self.titles: dict[str, int] = {}
        self.holds: dict[str, int] = {}
        self.waiting: set[int] = set()

    def play(self) -> None:
        text = (FOLDER / "regua.yaml").read_text()
        publish(text=text, now=at(self.told["days"][0]["day"]))
        for name, person in self.told["people"].items():
            cpf = f"{len(self.people):011d}"
            self.people[name] = self.world.party(
                name,
                state=person["state"],
                cpf=cpf,
                email=f"{name}@example.org",
                phone_ddd=person["ddd"],
            )
        ContactPoint.objects.update(basis=SHARED_BASIS)  # any creditor of the story may write
        for day in self.told["days"]:
            self.live(day)
        last = max(day["day"] for day in self.told["days"] if "run" in day)
        again = run_day(on=last, now=at(last))
        assert (again.cases, again.queued) == (0, 0), "the day run twice added something"

    def live(self, day: dict) -> None:
        on = day["day"]
        for event in day.get("events", []):
            self.happen(event, on)
        if "run" in day:
            result = run_day(on=on, now=at(on))
            self.compare(day["run"], on)
            contacts = Decision.objects.filter(decided_on=on, verdict=Verdict.CONTACT)
            assert result.queued == contacts.count(), "a contact was decided and not queued"
        for event in day.get("after_run", []):
            self.happen(event, on)
        self.send()
        assert unequal_titles() == []

    def happen(self, event: dict, on: date) -> None:
        ((kind, facts),) = event.items()
        getattr(self, f"do_{kind}")(facts, on)

    def do_import(self, facts: dict, on: date) -> None:
        terms = self.told["terms"]
        self.titles[facts["title"]] = self.world.title(
            self.case(f"{facts['debtor']}/{facts['creditor']}/{facts['debt_type']}"),
            due_on=facts["due_on"],
            cents=facts["principal_cents"],
            terms_id=self.world.terms(
                fine=terms["fine_rate"], interest=terms["interest_month_rate"]
            ),
            now=at(on),
        )
        title = Title.objects.get(pk=self.titles[facts["title"]])
        assert title.effective_due_on == facts["effective_due_on"]

    def do_payment(self, facts: dict, on: date) -> None:
        row = PaymentRow(
            case_id=self.case(f"{facts['debtor']}/{facts['creditor']}/{facts['debt_type']}"),
            creditor_id=self.world.creditor_id,
            amount_cents=facts["amount_cents"],
            paid_on=facts["paid_on"],
        )
        record_many(rows=[row], now=at(on))
        for name, left in facts.get("leaves", {}).items():
            self.compare_balance(name, left)

    def do_hold(self, facts: dict, on: date) -> None:
        where = (
            {"title_id": self.titles[facts["title"]]}
            if "title" in facts
            else {"case_id": self.case(facts["case"])}
        )
        hold = Hold.objects.create(
            tenant_id=self.world.tenant_id,
            reason=facts["reason"],
            rule="test",
            starts_at=at(on),
            **where,
        )
        self.holds[facts["key"]] = hold.pk

    def do_release(self, facts: dict, on: date) -> None:
        Hold.objects.filter(pk=self.holds[facts["key"]]).update(ends_at=at(on))

    def do_opt_out(self, facts: dict, on: date) -> None:
        hold = Hold.objects.create(
            tenant_id=self.world.tenant_id,
            party_id=self.people[facts["debtor"]],
            reason=Hold.Reason.OPT_OUT,
            rule="test",
            starts_at=at(on),
        )
        self.holds[f"opt_out {facts['debtor']}"] = hold.pk

    def do_opt_in(self, facts: dict, on: date) -> None:
        self.do_release({"key": f"opt_out {facts['debtor']}"}, on)

    def do_wait(self, facts: dict, on: date) -> None:
        self.waiting.add(self.case(facts["case"]))

    def do_go(self, facts: dict, on: date) -> None:
        self.waiting.remove(self.case(facts["case"]))
        self.send()

    def send(self) -> None:
        """What was queued goes, unless the story says that it waits."""
        queued = Contact.objects.filter(state=Contact.State.QUEUED)
        queued.exclude(case_id__in=self.waiting).update(state=Contact.State.SENT)

    def case(self, name: str) -> int:
        debtor, creditor, debt_type = name.split("/")
        if name not in self.cases:
            self.world.creditor_id = self.creditor(creditor)
            self.cases[name] = self.world.case(
                self.people[debtor],
                debt_type=debt_type,
                party_kind=self.told["terms"]["party_kind"],
            )
        self.world.creditor_id = self.creditor(creditor)
        return self.cases[name]

    def creditor(self, name: str) -> int:
        if name not in self.creditors:
            self.creditors[name] = self.world.another_creditor(name)
        return self.creditors[name]

    def compare(self, expected: list[dict], on: date) -> None:
        keys = dict(Step.objects.values_list("pk", "key"))
        names = {case_id: name for name, case_id in self.cases.items()}
        titles = {title_id: name for name, title_id in self.titles.items()}
        found = {
            names[row.case_id]: {
                "verdict": Verdict(row.verdict).name,
                "reason": "STEP_DUE" if row.reason == STEP_DUE else Objection(row.reason).name,
                "objections": row.objections,
                "step": keys.get(row.step_id),
                "title": titles.get(row.title_id),
                "overtaken": row.overtaken,
                "age_days": row.age_days,
                "titles": [row.titles_open, row.titles_overdue],
                "money": {name: getattr(row, f"{name}_cents") for name in MONEY},
            }
            for row in Decision.objects.filter(decided_on=on)
        }
        assert found == {row["case"]: whole(row) for row in expected}, on

    def compare_balance(self, name: str, left: dict | str) -> None:
        balance = TitleBalance.objects.select_related("title").get(pk=self.titles[name])
        if left == "settled":
            assert balance.title.state == Title.State.SETTLED
        else:
            assert {key: getattr(balance, key) for key in left} == left


def whole(row: dict) -> dict:
    """An expected decision with its defaults filled in."""
    default = [] if row["reason"] == "STEP_DUE" else [row["reason"]]
    mask = sum(Objection[name].bit for name in row.get("objections", default))
    return {
        "verdict": row["verdict"],
        "reason": row["reason"],
        "objections": mask,
        "step": row.get("step"),
        "title": row.get("title"),
        "overtaken": row.get("overtaken", 0),
        "age_days": row["age_days"],
        "titles": row["titles"],
        "money": row["money"],
    }


def at(on: date) -> datetime:
    return datetime.combine(on, time(8), tzinfo=SAO_PAULO)


@pytest.mark.parametrize("path", TIMELINES, ids=lambda path: path.stem)
def test_timeline(path):
    stage = Stage(yaml.safe_load(path.read_text()))
    with scope(stage.world.tenant_id):
        stage.play()
