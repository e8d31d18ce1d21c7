"""Debtors told by a timeline's events, as snapshot rows on a day."""

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.engine.portfolios import with_integers

from acerto.engine.factors import FactorKey, factor_rows
from acerto.engine.ladder import CompiledPolicy
from acerto.engine.verdicts import Verdict
from acerto.law.rules.charges import Terms

Row = dict[str, Any]


class World:
    """Applies events, gives the snapshot of a day and takes back what a run decided."""

    def __init__(self, *, story: Row, compiled: CompiledPolicy) -> None:
        self.compiled = compiled
        self.people: dict[str, Row] = story["people"]
        terms = story["terms"]
        self.terms = Terms(
            party_kind=terms["party_kind"],
            fine_rate=Decimal(terms["fine_rate"]),
            interest_month_rate=Decimal(terms["interest_month_rate"]),
        )
        self.cases: dict[str, int] = {}
        self.titles: dict[str, Row] = {}
        self.title_ids: dict[str, int] = {}
        self.holds: dict[str, Row] = {}
        self.opted_out: set[str] = set()
        self.waiting: set[str] = set()
        self.episodes: dict[int, Row] = {}
        self.opened = 0
        self.done: list[Row] = []
        self.contacts: list[tuple[str, date]] = []

    def happen(self, *, event: Row, on: date) -> None:
        [(kind, data)] = event.items()
        getattr(self, f"_{kind}")(data)
        self._close_cured(on)

    def snapshot(self, *, on: date) -> dict[str, list[Row]]:
        keys = {
            FactorKey(1, t["effective_due_on"], t["accrued_since"]) for t in self.titles.values()
        }
        rows = factor_rows(keys=sorted(keys), terms={1: self.terms}, on=on)
        return {
            "cases": [self._case(name, on) for name in self.cases],
            "titles": [self._held(key, title) for key, title in self.titles.items()],
            "factors": [with_integers(asdict(row)) for row in rows],
            "done": list(self.done),
        }

    def decided(self, *, rows: list[Row], on: date) -> None:
        """What the product does of a run: episodes, their age, steps done and overtaken."""
        names = {number: name for name, number in self.cases.items()}
        for row in rows:
            self._age(row, on)
            if row["verdict"] == Verdict.CONTACT:
                self._mark(row)
                self.contacts.append((names[row["case_id"]].split("/")[0], on))

    def _age(self, row: Row, on: date) -> None:
        case_id = row["case_id"]
        if case_id not in self.episodes and self._some_late(case_id, on):
            self.opened += 1
            self.episodes[case_id] = {"id": self.opened, "peak": 0}
        if case_id in self.episodes:
            self.episodes[case_id]["peak"] = max(self.episodes[case_id]["peak"], row["age_days"])

    def _mark(self, row: Row) -> None:
        names = {"segment_id": row["segment_id"], "step_id": row["step_id"]}
        episode_id = 0 if row["title_id"] else self.episodes[row["case_id"]]["id"]
        where = {"case_id": row["case_id"], "episode_id": episode_id}
        for step_id in (row["step_id"], *self.compiled.overtaken_by(**names)):
            mark = where | {"title_id": row["title_id"] or 0, "step_id": step_id}
            if mark not in self.done:
                self.done.append(mark)

    def _some_late(self, case_id: int, on: date) -> bool:
        return any(
            title["case_id"] == case_id and title["effective_due_on"] < on
            for title in self.titles.values()
        )

    def _close_cured(self, on: date) -> None:
        for case_id in [case for case in self.episodes if not self._some_late(case, on)]:
            del self.episodes[case_id]

    def _case(self, name: str, on: date) -> Row:
        debtor, creditor, debt_type = name.split("/")
        free = debtor not in self.opted_out
        episode = self.episodes.get(self.cases[name])
        days = [day for person, day in self.contacts if person == debtor]
        return {
            "case_id": self.cases[name],
            "debtor_id": list(self.people).index(debtor) + 1,
            "creditor_id": 1 + sum(map(ord, creditor)),
            "party_kind": self.people[debtor]["kind"],
            "debt_type": debt_type,
            "state": self.people[debtor]["state"],
            "identity_valid": True,
            "email_ok": free,
            "sms_ok": False,
            "whatsapp_ok": False,
            "phone_ok": False,
            "letter_ok": False,
            "opted_out": not free,
            "held": any(hold.get("case") == name for hold in self.holds.values()),
            "contacts_today": days.count(on),
            "contacts_week": sum(on - timedelta(days=6) <= day for day in days),
            "episode_id": episode["id"] if episode else None,
            "peak_age_days": episode["peak"] if episode else 0,
            "test_bucket": 0,
            "waiting": name in self.waiting,
        }

    def _held(self, key: str, title: Row) -> Row:
        return title | {"held": any(hold.get("title") == key for hold in self.holds.values())}

    def _import(self, data: Row) -> None:
        name = f"{data['debtor']}/{data['creditor']}/{data['debt_type']}"
        self.title_ids[data["title"]] = len(self.title_ids) + 1
        self.titles[data["title"]] = {
            "title_id": self.title_ids[data["title"]],
            "case_id": self.cases.setdefault(name, len(self.cases) + 1),
            "due_on": data["due_on"],
            "effective_due_on": data["effective_due_on"],
            "principal_cents": data["principal_cents"],
            "interest_cents": 0,
            "fine_cents": 0,
            "correction_cents": 0,
            "terms_id": 1,
            "accrued_since": data["effective_due_on"],
            "fine_charged": False,
            "prescription_on": data.get("prescription_on", date(2040, 1, 1)),
        }

    def _payment(self, data: Row) -> None:
        for key, left in data["leaves"].items():
            if left == "settled":
                del self.titles[key]
            else:
                self.titles[key] |= left

    def _hold(self, data: Row) -> None:
        self.holds[data["key"]] = data

    def _release(self, data: Row) -> None:
        del self.holds[data["key"]]

    def _opt_out(self, data: Row) -> None:
        self.opted_out.add(data["debtor"])

    def _opt_in(self, data: Row) -> None:
        self.opted_out.remove(data["debtor"])

    def _wait(self, data: Row) -> None:
        self.waiting.add(data["case"])

    def _go(self, data: Row) -> None:
        self.waiting.remove(data["case"])
