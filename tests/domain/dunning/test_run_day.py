"""The collection day: once, again, of the past, under another policy, by two at once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from tests.domain.dunning.books import TODAY, TOMORROW, debtor, kept, noon, owe, regua
from tests.factory import World

from acerto.domain.contact import sending
from acerto.domain.contact.claim import claim
from acerto.domain.contact.models import Cap, Contact
from acerto.domain.dunning.figures import Figure
from acerto.domain.dunning.models import Decision, PolicyVersion, Run, Step, StepMark
from acerto.domain.dunning.policies import publish
from acerto.domain.dunning.services import CannotRun, RunResult, run_day
from acerto.domain.parties.models import ContactPoint
from acerto.domain.payments.services import record_payment
from acerto.domain.receivables.models import Case, Title
from acerto.domain.receivables.selectors import case_debt
from acerto.domain.tenancy.scope import scope
from acerto.engine.verdicts import Objection, Verdict
from acerto.ports.channel import Receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    world = World.new(now=noon(TODAY))
    with scope(world.tenant_id):
        publish(text=regua(), now=noon(TODAY))
        yield world


def run(on: date = TODAY, *, now: date | None = None, **more: Any) -> RunResult:
    return run_day(on=on, now=noon(now or on), **more)


def refusal(on: date = TODAY, *, now: date | None = None) -> CannotRun:
    with pytest.raises(CannotRun) as refused:
        run(on, now=now)
    assert str(refused.value).endswith(".")
    return refused.value


def figures(result: RunResult) -> dict[tuple[str, str], tuple[int, int]]:
    return {(f.kind, f.key): (f.count, f.cents) for f in result.figures}


class TestRunAgain:
    def test_adds_nothing(self, world: World) -> None:
        for days in (-3, 4, 12, 40):
            debtor(world, days=days)
        first = run()
        assert (first.cases, first.queued) == (4, 4)
        before = kept()
        again = run()
        assert (again.cases, again.queued) == (0, 0)
        assert again.run_id == first.run_id
        assert figures(again) == figures(first)
        assert again.titles == first.titles == 4
        assert kept() == before

    def test_decides_the_cases_that_came_in_between(self, world: World) -> None:
        first_case = debtor(world)
        run()
        later_case = debtor(world, days=30, cents=50_00)
        second = run()
        assert (second.cases, second.queued) == (1, 1)
        assert set(Decision.objects.values_list("case_id", flat=True)) == {first_case, later_case}
        assert figures(second)["total", "cases"][0] == 2, "the figures are of the whole day"
        assert second.titles == 2

    def test_leaves_a_decided_case_alone_until_tomorrow(self, world: World) -> None:
        case_id = debtor(world)
        run()
        owe(world, case_id, days=30)
        assert run().cases == 0
        assert Decision.objects.get(case_id=case_id).titles_open == 1
        run(TOMORROW)
        assert Decision.objects.get(case_id=case_id, decided_on=TOMORROW).titles_open == 2


class TestPastDay:
    DAY = TODAY - timedelta(days=6)

    def test_is_decided_and_shown_and_nothing_is_kept(self, world: World) -> None:
        for days in (9, 12, 40):
            debtor(world, days=days, on=self.DAY)
        before = kept()
        shown = run(self.DAY, now=TODAY)
        assert (shown.run_id, shown.cases, shown.queued, shown.titles) == (None, 3, 0, 3)
        assert figures(shown)["verdict", f"{Verdict.CONTACT}:0"][0] == 3
        assert kept() == before

    def test_counts_what_was_open_then(self, world: World) -> None:
        paid = debtor(world, on=self.DAY)
        debtor(world, on=self.DAY)
        on_the_day = figures(run(self.DAY, now=TODAY))
        pay(world, paid, on=TODAY - timedelta(days=1))
        assert figures(run(self.DAY, now=TODAY)) == on_the_day
        assert on_the_day["total", "cases"][0] == 2
        assert figures(run(TODAY))["total", "cases"][0] == 1

    def test_counts_a_payment_of_that_day(self, world: World) -> None:
        paid = debtor(world, on=self.DAY)
        debtor(world, on=self.DAY)
        pay(world, paid, on=self.DAY)
        assert run(self.DAY, now=TODAY).cases == 1

    def test_does_not_hinder_the_day_itself(self, world: World) -> None:
        debtor(world, on=self.DAY)
        run(self.DAY, now=TODAY)
        assert run().queued == 1


class TestImpossibleDay:
    def test_tomorrow_is_refused(self, world: World) -> None:
        assert refusal(TOMORROW, now=TODAY).code == "future"

    def test_a_day_before_the_last_run_is_refused(self, world: World) -> None:
        debtor(world)
        run(TOMORROW)
        assert refusal(TODAY).code == "later_run"

    def test_without_a_policy_says_what_to_do(self, world: World) -> None:
        PolicyVersion.objects.update(active=False)
        problem = refusal()
        assert problem.code == "no_policy"
        assert "publique" in str(problem)

    def test_leaves_nothing_behind(self, world: World) -> None:
        debtor(world)
        before = kept()
        refusal(TOMORROW, now=TODAY)
        assert kept() == before


class TestAnotherPolicyOnTheSameDay:
    @pytest.fixture
    def cases(self, world: World) -> list[int]:
        """Three debtors whom the first version wants to write to; the first got the message."""
        cases = [debtor(world) for _ in range(3)]
        assert run().queued == 3
        assert send_one() == cases[0]
        publish(text=regua(version="2", overdue=(3, 11, 25)), now=noon(TODAY))
        return cases

    def test_is_refused_unless_replacing(self, cases: list[int]) -> None:
        before = kept()
        problem = refusal()
        assert problem.code == "other_policy"
        assert "--replace" in str(problem)
        assert kept() == before

    def test_cancels_what_has_not_gone_and_keeps_what_has(self, cases: list[int]) -> None:
        result = run(replace=True)
        assert result.cases == 3
        states = Counter(Contact.objects.values_list("case_id", "state"))
        assert {state for case, state in states if case == cases[0]} == {"sent"}
        assert states[cases[1], "cancelled"] == states[cases[2], "cancelled"] == 1
        assert states[cases[1], "queued"] == states[cases[2], "queued"] == 1
        assert Decision.objects.filter(run_id=result.run_id).count() == 3
        first = Decision.objects.get(case_id=cases[0])
        assert (first.verdict, first.reason) == (Verdict.WAIT, Objection.CAP_DAY)
        assert Run.objects.get(replaced=False).pk == result.run_id

    def test_makes_steps_due_again_that_were_not_sent(self, world: World) -> None:
        case_id = debtor(world)
        run()
        first = set(StepMark.objects.values_list("step__key", "state"))
        assert first == {("aviso_10", "done"), ("aviso_3", "overtaken")}
        publish(text=regua(version="2", week=2), now=noon(TODAY))
        run(replace=True)
        decided = Decision.objects.get(case_id=case_id)
        assert decided.verdict == Verdict.CONTACT
        assert Step.objects.get(pk=decided.step_id).key == "aviso_10"
        assert set(StepMark.objects.values_list("step__key", "state")) == first

    def test_does_not_repeat_a_step_that_was_sent(self, world: World) -> None:
        case_id = debtor(world)
        run()
        assert send_one() == case_id
        publish(text=regua(version="2", day=2), now=noon(TODAY))
        assert run(replace=True).queued == 0
        decided = Decision.objects.get(case_id=case_id)
        assert (decided.verdict, decided.reason) == (Verdict.WAIT, Objection.NOTHING_DUE)

    def test_replacing_with_the_same_policy_is_possible_too(self, world: World) -> None:
        debtor(world)
        run()
        assert run(replace=True).queued == 1
        assert Counter(Contact.objects.values_list("state", flat=True)) == {
            "cancelled": 1,
            "queued": 1,
        }


class TestFigures:
    @pytest.fixture
    def result(self, world: World) -> RunResult:
        for days, cents in ((-3, 80_00), (-20, 9_00), (4, 70_00), (12, 60_00), (95, 50_00)):
            debtor(world, days=days, cents=cents)
        owe(world, debtor(world, days=400, cents=123_45), days=-9, cents=10_00)
        return run()

    def test_are_the_sums_of_the_decisions(self, result: RunResult) -> None:
        rows = list(Decision.objects.all())
        found = figures(result)
        assert found["total", "cases"] == (len(rows), sum(row.total_cents for row in rows))
        assert found["total", "open"] == (
            sum(row.titles_open for row in rows),
            sum(row.total_cents for row in rows),
        )
        assert found["total", "overdue"] == (
            sum(row.titles_overdue for row in rows),
            sum(row.overdue_cents for row in rows),
        )
        assert result.titles == 7

    def test_tell_verdicts_and_steps(self, result: RunResult) -> None:
        rows = list(Decision.objects.all())
        verdicts = Counter(f"{row.verdict}:{row.reason}" for row in rows)
        steps = Counter(str(row.step_id) for row in rows if row.verdict == Verdict.CONTACT)
        assert counts(result, "verdict") == verdicts
        assert counts(result, "step") == steps
        assert sum(steps.values()) == result.queued

    def test_tell_the_age_of_every_open_title(self, result: RunResult) -> None:
        assert counts(result, "aging") == {
            "a_vencer": 3, "1-30": 2, "91-180": 1, "361+": 1,
        }  # fmt: skip
        cents = {
            key: cents for (kind, key), (_, cents) in figures(result).items() if kind == "aging"
        }
        assert cents["a_vencer"] == 99_00
        assert cents["361+"] == 123_45

    def test_are_kept_with_the_run(self, result: RunResult) -> None:
        kept_figures = Run.objects.get(pk=result.run_id).figures.values_list(
            "kind", "key", "count", "cents"
        )
        assert {Figure(*row) for row in kept_figures} == set(result.figures)

    def test_count_an_amount_that_cannot_be_known(self, world: World) -> None:
        # Due before the Consumer Code: the law's files say no limit for that day.
        old = owe(world, world.case(world.party()), days=40 * 365)
        Title.objects.filter(pk=old).update(prescription_on=TODAY + timedelta(days=365))
        debtor(world)
        found = counts(run(), "verdict")
        key = f"{Verdict.AMOUNT_UNKNOWN}:{Objection.AMOUNT_UNKNOWN}"
        assert found == {key: 1, f"{Verdict.CONTACT}:0": 1}


class TestPolicies:
    def test_their_caps_reach_the_gate(self, world: World) -> None:
        publish(text=regua(version="2", day=2, week=2), now=noon(TODAY))
        publish(text=regua(name="empresas", kind="business", week=1), now=noon(TODAY))
        assert caps() == {"consumer": (2, 2), "business": (1, 1)}
        publish(text=regua(version="3", day=1, week=1), now=noon(TODAY))
        assert caps() == {"consumer": (1, 1), "business": (1, 1)}

    def test_their_caps_hold_at_the_gate(self, world: World) -> None:
        publish(text=regua(version="2", week=1), now=noon(TODAY))
        case_id = debtor(world)
        party_id = Case.objects.get(pk=case_id).debtor_id
        owe(world, world.case(party_id, debt_type="loan"), days=12)
        assert run().queued == 2
        assert send_one() == case_id
        assert claim(channel="email", now=noon(TOMORROW)).claimed == []
        other = Contact.objects.exclude(case_id=case_id).get()
        assert (other.state, other.failure) == ("queued", "")
        assert other.refusals.get().rule == "policy-cap-week"
        week_later = noon(TODAY + timedelta(days=7))
        assert noon(TODAY + timedelta(days=6)) < other.not_before <= week_later
        claimed = claim(channel="email", now=week_later).claimed
        assert [one.contact_id for one in claimed] == [other.pk]

    def test_each_decides_its_own_kind(self, world: World) -> None:
        other = publish(text=regua(name="empresas", kind="business"), now=noon(TODAY))
        person, company = debtor(world), debtor(world, kind="business")
        result = run()
        consumer = PolicyVersion.objects.get(party_kind="consumer", active=True)
        decided = dict(Decision.objects.values_list("case_id", "policy_version_id"))
        assert decided == {person: consumer.pk, company: other.pk}
        versions = Run.objects.get(pk=result.run_id).policy_versions
        assert versions == f"{consumer.pk},{other.pk}"
        assert result.queued == 2

    def test_a_kind_without_a_policy_is_left_out(self, world: World) -> None:
        debtor(world, kind="business")
        assert run().cases == 0


class TestReach:
    """What one creditor gave serves another only where the debtor gave it or the basis says so."""

    def test_a_case_without_an_address_of_its_creditor_is_not_written_to(
        self, world: World
    ) -> None:
        ours = debtor(world)
        world.creditor_id = world.another_creditor("outra")
        theirs = world.case(Case.objects.get(pk=ours).debtor_id)
        owe(world, theirs, days=12)
        assert run().queued == 1
        decided = Decision.objects.get(case_id=theirs)
        assert (decided.verdict, decided.reason) == (Verdict.REFUSED, Objection.NO_CHANNEL)
        assert set(StepMark.objects.values_list("case_id", flat=True)) == {ours}

    @pytest.mark.parametrize("said", [{"source": "debtor"}, {"basis": "shared"}])
    def test_what_the_debtor_gave_or_may_be_shared_serves_every_creditor(
        self, world: World, said: dict[str, str]
    ) -> None:
        ours = debtor(world)
        ContactPoint.objects.update(**said)
        world.creditor_id = world.another_creditor("outra")
        owe(world, world.case(Case.objects.get(pk=ours).debtor_id), days=12)
        assert run().queued == 2
        assert set(Decision.objects.values_list("verdict", flat=True)) == {Verdict.CONTACT}


def send_one() -> int:
    """Send the first message that is due, as a worker does; the case."""
    (claimed,) = claim(channel="email", now=noon(TODAY), batch=1).claimed
    receipt = Receipt(provider_id="1")
    sending.record_sent(contact_id=claimed.contact_id, receipt=receipt, now=noon(TODAY))
    return int(Contact.objects.get(pk=claimed.contact_id).case_id)


def counts(result: RunResult, kind: str) -> dict[str, int]:
    return {f.key: f.count for f in result.figures if f.kind == kind}


def caps() -> dict[str, tuple[int | None, int | None]]:
    rows = Cap.objects.values_list("party_kind", "contacts_day", "contacts_week")
    return {kind: (day, week) for kind, day, week in rows}


def pay(world: World, case_id: int, *, on: date) -> None:
    record_payment(
        case_id=case_id,
        creditor_id=world.creditor_id,
        amount_cents=case_debt(case_id=case_id, on=on).total_cents,
        paid_on=on,
        now=noon(TODAY),
    )
