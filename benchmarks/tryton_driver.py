"""Tryton's account_dunning on a portfolio: a program for its own environment, never imported by Acerto.

    python -O tryton_driver.py DATABASE TITLES LEVELS ON ANSWER

It runs where benchmarks/tryton.py has installed Tryton, and talks to it as its manual says (proteus and
trytond's own models). TITLES is a CSV of title, due date and centavos, one debtor each; LEVELS are days
after maturity, separated by commas; ANSWER becomes JSON with the seconds and each title's level.
"""

import csv
import json
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from proteus import Model
from proteus import config as proteus
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.company.tests.tools import create_company, get_company
from trytond.pool import Pool
from trytond.transaction import Transaction, TransactionError

BATCH = 500
MOST_PASSES = 50
TOLD = 2_000


def main(database: str, titles: str, levels: str, on: str, answer: str) -> None:
    """Set up, load, run passes until nothing changes any more, and write what came out."""
    if __debug__:
        sys.exit("Tryton is several times slower without -O")
    day = date.fromisoformat(on)
    session = Session(database=database)
    setup = set_up(days=[int(each) for each in levels.split(",")], on=day)
    session.begin()
    started = perf_counter()
    lines = load(session, setup, Path(titles), day)
    found = {
        "loaded_seconds": perf_counter() - started,
        "passes": run(session, day),
        "levels": {lines[line]: level for line, level in session.do(reached).items()},
    }
    Path(answer).write_text(json.dumps(found), "utf-8")


class Session:
    """Transactions of Tryton's administrator, as its server makes them for a call."""

    def __init__(self, *, database: str) -> None:
        settings = proteus.set_trytond(database=f"postgresql:///{database}")
        self.database, self.user, self.context = database, settings.user, {}

    def begin(self) -> None:
        """Work in the company that is there by now."""
        self.context = self.do(lambda: Pool().get("res.user").get_preferences(context_only=True))

    def do(self, act: Callable[[], Any]) -> Any:
        """Run it in one transaction, again where Tryton asks for a lock from the start."""
        extras: dict[str, Any] = {}
        while True:
            with Transaction().start(
                self.database, self.user, context=self.context, **extras
            ) as transaction:
                try:
                    return act()
                except TransactionError as wanted:
                    transaction.rollback()
                    wanted.fix(extras)


def set_up(*, days: list[int], on: date) -> dict[str, int]:
    """Company, chart of accounts, fiscal year and the procedure with its levels; the ids that loading needs."""
    create_company()
    create_chart()
    year = create_fiscalyear(company=get_company(), today=on)
    year.click("create_period")
    (period,) = [each for each in year.periods if each.start_date <= on <= each.end_date]
    procedure = Model.get("account.dunning.procedure")(name="Levels")
    for number, after in enumerate(days, 1):
        level = procedure.levels.new()
        level.sequence, level.overdue = number, timedelta(after)
    procedure.save()
    (journal,) = Model.get("account.journal").find([("code", "=", "REV")])
    accounts = get_accounts()
    return {
        "company": get_company().id,
        "period": period.id,
        "journal": journal.id,
        "procedure": procedure.id,
        "receivable": accounts["receivable"].id,
        "revenue": accounts["revenue"].id,
    }


def load(session: Session, setup: dict[str, int], titles: Path, on: date) -> dict[int, int]:
    """A debtor and a receivable line for each title; the line's id to the title."""
    found: dict[int, int] = {}
    with titles.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        while batch := list(islice(rows, BATCH)):
            found.update(session.do(partial(load_batch, setup, batch, on)))
            if len(found) % TOLD == 0:
                print(f"  Tryton: {len(found):,} titles loaded", flush=True)
    return found


def load_batch(setup: dict[str, int], batch: list[list[str]], on: date) -> dict[int, int]:
    """One move of receivables against revenue: Tryton's dunning looks at lines, and one move loads sooner."""
    parties = (
        Pool()
        .get("party.party")
        .create(
            [
                {
                    "name": f"Debtor {title}",
                    "code": f"T{title}",
                    "dunning_procedure": setup["procedure"],
                }
                for title, *_ in batch
            ]
        )
    )
    owed = [
        {
            "account": setup["receivable"],
            "party": party.id,
            "debit": Decimal(cents) / 100,
            "maturity_date": date.fromisoformat(due),
        }
        for party, (_title, due, cents) in zip(parties, batch, strict=True)
    ]
    sold = {"account": setup["revenue"], "credit": sum(line["debit"] for line in owed)}
    placed = {name: setup[name] for name in ("company", "period", "journal")}
    (move,) = (
        Pool()
        .get("account.move")
        .create([{**placed, "date": on, "lines": [("create", [*owed, sold])]}])
    )
    title_of = {party.id: int(title) for party, (title, *_) in zip(parties, batch, strict=True)}
    return {line.id: title_of[line.party.id] for line in move.lines if line.party}


def run(session: Session, on: date) -> list[dict[str, float]]:
    """Days of generating and processing, each timed, until one leaves every level as it was."""
    passes: list[dict[str, float]] = []
    before: dict[int, int] = {}
    while len(passes) < MOST_PASSES:
        started = perf_counter()
        session.do(lambda: Pool().get("account.dunning").generate_dunnings(date=on))
        generated = perf_counter()
        session.do(process)
        ended = perf_counter()
        passes.append({"generate": generated - started, "process": ended - generated})
        print(f"  Tryton day {len(passes)}: {ended - started:.1f} s", flush=True)
        after = session.do(reached)
        if after == before:
            return passes
        before = after
    sys.exit("Tryton's levels still change")


def process() -> None:
    """What the wizard does with all that is new."""
    dunning = Pool().get("account.dunning")
    dunning.process(dunning.search([("state", "=", "draft")]))


def reached() -> dict[int, int]:
    """By receivable line the number of its level, from 1."""
    found = Pool().get("account.dunning").search([])
    return {each.line.id: each.level.sequence for each in found}


if __name__ == "__main__":
    main(*sys.argv[1:])
