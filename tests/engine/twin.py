"""The engine's plain twin: the same decisions by simple loops, written from the documents.

It shares no code with the plan: only the policy's data and the numbers of the verdicts. Rows are
dicts named as in the snapshot.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from acerto.engine.conditions import All, AnyOf, Compare
from acerto.engine.policy import Caps, Policy, Segment, Step
from acerto.engine.verdicts import Channel, Objection, Verdict

Row = dict[str, Any]

VERDICT_OF = {
    0: Verdict.CONTACT,
    Objection.HOLD: Verdict.HELD,
    Objection.DISPUTE: Verdict.HELD,
    Objection.PRESCRIBED: Verdict.REFUSED,
    Objection.AMOUNT_UNKNOWN: Verdict.AMOUNT_UNKNOWN,
    Objection.NO_SEGMENT: Verdict.WAIT,
    Objection.NOTHING_DUE: Verdict.WAIT,
    Objection.BELOW_MINIMUM: Verdict.WAIT,
    Objection.NO_IDENTITY: Verdict.REFUSED,
    Objection.OPTED_OUT: Verdict.REFUSED,
    Objection.NO_CHANNEL: Verdict.REFUSED,
    Objection.CAP_DAY: Verdict.WAIT,
    Objection.CAP_WEEK: Verdict.WAIT,
}


def decide(
    *,
    policy: Policy,
    on: date,
    step_ids: dict[str, int],
    caps: Caps,
    cases: list[Row],
    titles: list[Row],
    factors: list[Row],
    done: list[Row],
) -> list[Row]:
    """One decision per case in the policy's scope with an open title."""
    found = []
    for case in cases:
        if case["party_kind"] != policy.party_kind:
            continue
        if policy.debt_types and case["debt_type"] not in policy.debt_types:
            continue
        own = [title for title in titles if title["case_id"] == case["case_id"]]
        if own:
            marks = [row for row in done if row["case_id"] == case["case_id"]]
            found.append(_Case(policy, on, step_ids, caps, case, own, factors, marks).decide())
    return found


class _Case:
    def __init__(
        self,
        policy: Policy,
        on: date,
        step_ids: dict[str, int],
        caps: Caps,
        case: Row,
        titles: list[Row],
        factors: list[Row],
        done: list[Row],
    ) -> None:
        self.policy, self.on, self.ids, self.caps, self.case = policy, on, step_ids, caps, case
        self.titles, self.factors, self.done = titles, factors, done
        self.objections: set[Objection] = set()
        self.out: Row = {"case_id": case["case_id"], "episode_id": case["episode_id"]}

    def decide(self) -> Row:
        charged = self._charged()
        self._amounts(charged)
        late = max((self._days_late(title) for title in charged), default=0)
        self.out["age_days"] = max(self.case["peak_age_days"], late, 0)
        segment_id, segment = self._segment()
        self.out["segment_id"] = segment_id
        self._step(segment, charged)
        self._object(bool(charged), segment)
        self._conclude(bool(charged))
        return self.out

    def _charged(self) -> list[Row]:
        charged = []
        for title in self.titles:
            prescribed = title["prescription_on"] <= self.on
            if title["held"]:
                self.objections.add(Objection.DISPUTE)
            if prescribed:
                self.objections.add(Objection.PRESCRIBED)
            if not title["held"] and not prescribed:
                charged.append(title)
        return charged

    def _days_late(self, title: Row) -> int:
        return (self.on - title["effective_due_on"]).days

    def _amounts(self, charged: list[Row]) -> None:
        names = ("principal", "interest", "fine", "correction", "discount", "overdue", "total")
        sums = dict.fromkeys(names, 0)
        overdue = 0
        for title in charged:
            lines = self._lines(title)
            for name, cents in lines.items():
                sums[name] += cents
            sums["total"] += sum(lines.values())
            if self._days_late(title) > 0:
                overdue += 1
                sums["overdue"] += sum(lines.values())
        self.out |= {f"{name}_cents": cents for name, cents in sums.items()}
        self.out |= {"titles_open": len(charged), "titles_overdue": overdue}

    def _lines(self, title: Row) -> dict[str, int]:
        lines = {
            name: title[f"{name}_cents"] for name in ("principal", "interest", "fine", "correction")
        } | {"discount": 0}
        [factor] = [
            row
            for row in self.factors
            if row["terms_id"] == title["terms_id"]
            and row["effective_due_on"] == title["effective_due_on"]
            and row["accrued_since"] == title["accrued_since"]
        ]
        if not factor["known"]:
            self.objections.add(Objection.AMOUNT_UNKNOWN)
        base = title["principal_cents"]
        if self._days_late(title) > 0:
            corrected = base + title["correction_cents"]
            lines["interest"] += _line(
                corrected if factor["on_corrected"] else base, factor["interest_factor"]
            )
            lines["interest"] += _line(title["interest_cents"], factor["booked_interest_factor"])
            lines["correction"] += _line(corrected, factor["correction_factor"])
            lines["correction"] = max(0, lines["correction"])
            if not title["fine_charged"]:
                lines["fine"] += _line(base, factor["fine_factor"])
        else:
            lines["discount"] += _line(base, factor["discount_factor"])
        return lines

    def _segment(self) -> tuple[int, Segment | None]:
        for number, segment in enumerate(self.policy.segments, start=1):
            if self._holds(segment.when):
                return number, segment
        return 0, None

    def _holds(self, condition: Any) -> bool:
        if condition is None:
            return True
        if isinstance(condition, All):
            return all(self._holds(each) for each in condition.all)
        if isinstance(condition, AnyOf):
            return any(self._holds(each) for each in condition.any)
        if not isinstance(condition, Compare):
            return not self._holds(condition.not_)
        fact = self.out.get(condition.field, self.case.get(condition.field))
        value: Any = condition.value
        match condition.op:
            case "eq":
                return bool(fact == value)
            case "ne":
                return bool(fact != value)
            case "lt":
                return bool(fact < value)
            case "le":
                return bool(fact <= value)
            case "gt":
                return bool(fact > value)
            case "ge":
                return bool(fact >= value)
            case "in":
                return fact in value
        return fact not in value

    def _step(self, segment: Segment | None, charged: list[Row]) -> None:
        late, missed = self._late_step(segment)
        early, title_id = self._early_step(segment, charged)
        worth = self.out["overdue_cents"] >= self.policy.minimum_cents
        chosen, self.out["title_id"], self.out["overtaken"] = late, None, missed
        if early is not None and not (late is not None and worth):
            chosen, self.out["title_id"], self.out["overtaken"] = early, title_id, 0
        about = self.out["total_cents"]
        if self.out["title_id"] is None and self.out["titles_overdue"]:
            about = self.out["overdue_cents"]
        self.small = about < self.policy.minimum_cents
        self.out["step_id"] = None if chosen is None else self.ids[chosen.key]
        self.out["channel"] = 0
        for name in chosen.channels if chosen else ():
            if self.case[f"{name}_ok"]:
                self.out["channel"] = int(Channel[name.upper()])
                break

    def _late_step(self, segment: Segment | None) -> tuple[Step | None, int]:
        """The last step reached of the episode, unless done, and how many before it were missed."""
        if segment is None or not self.out["titles_overdue"]:
            return None, 0
        done = {
            row["step_id"]
            for row in self.done
            if row["title_id"] == 0 and row["episode_id"] == self.case["episode_id"]
        }
        reached = [
            step
            for step in segment.steps
            if 0 < step.offset_days <= self.out["age_days"] and self._holds(step.when)
        ]
        if not reached or self.ids[reached[-1].key] in done:
            return None, 0
        return reached[-1], sum(self.ids[step.key] not in done for step in reached[:-1])

    def _early_step(
        self, segment: Segment | None, charged: list[Row]
    ) -> tuple[Step | None, int | None]:
        """The last reminder reached of the nearest title that has one to be done."""
        if segment is None or self.case["waiting"]:
            return None, None
        for title in sorted(charged, key=lambda t: (t["effective_due_on"], t["title_id"])):
            days = self._days_late(title)
            reached = [step for step in segment.steps if step.offset_days <= days <= 0]
            done = {row["step_id"] for row in self.done if row["title_id"] == title["title_id"]}
            if days <= 0 and reached and self.ids[reached[-1].key] not in done:
                return reached[-1], title["title_id"]
        return None, None

    def _object(self, some_charged: bool, segment: Segment | None) -> None:
        case, due = self.case, self.out["step_id"] is not None
        against = {
            Objection.HOLD: case["held"],
            Objection.NO_SEGMENT: some_charged and segment is None,
            Objection.NOTHING_DUE: some_charged and segment is not None and not due,
            Objection.BELOW_MINIMUM: some_charged and self.small,
            Objection.NO_IDENTITY: not case["identity_valid"],
            Objection.OPTED_OUT: case["opted_out"],
            Objection.NO_CHANNEL: due and self.out["channel"] == 0,
            Objection.CAP_DAY: case["contacts_today"] >= self.caps.contacts_day,
            Objection.CAP_WEEK: case["contacts_week"] >= self.caps.contacts_week,
        }
        self.objections |= {objection for objection, holds in against.items() if holds}

    def _conclude(self, some_charged: bool) -> None:
        blocking = set(self.objections)
        if some_charged:
            blocking -= {Objection.DISPUTE, Objection.PRESCRIBED}
        reason = min(blocking, default=0)
        self.out["reason"] = int(reason)
        self.out["verdict"] = int(VERDICT_OF[reason])
        self.out["objections"] = sum(2 ** (objection - 1) for objection in self.objections)


def _line(base: int, factor: Decimal) -> int:
    with localcontext() as exact:
        exact.prec = 60
        micro = (base * factor).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        return int(micro.quantize(Decimal(1), ROUND_HALF_UP))
