"""Rows of a creditor's file become cases and titles: looked up, made, changed, withdrawn, in sets.

Works inside the caller's transaction and scope, on TEMP tables. `look_up` tells what a chunk's rows
are; the caller stages those that are new or changed and calls `take_in` after parties.take_in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from acerto.domain.ledger import take_in as ledger
from acerto.domain.tenancy import staging
from acerto.domain.tenancy.scope import current
from acerto.domain.tenancy.staging import NULL

from . import take_in_sql as sql
from .services import close_cured_episodes, reopen_titles, settle_titles

KEYS = {"take_in_key": "row_no int, contract text, instalment text, digest bytea"}
SEEN = {"take_in_seen": "title_id bigint PRIMARY KEY"}
CHUNK = {
    "take_in_title": "row_no int, contract text, instalment text, digest bytea, title_id bigint,"
    " debtor_no int, debt_type text, party_kind text, test_bucket smallint, terms_no int,"
    " principal_cents bigint, issued_on date, due_on date, effective_due_on date,"
    " prescription_on date",
    "take_in_terms": "terms_no int, party_kind text, fine_rate numeric, interest_month_rate numeric,"
    " discount_rate numeric, discount_days smallint, payoff_month_rate numeric,"
    " interest_mode text, correction_index text, debt_type text",
    "take_in_terms_id": "terms_no int, terms_id bigint",
    "take_in_case": "party_id bigint, debt_type text, party_kind text, test_bucket smallint,"
    " case_id bigint, is_new boolean",
    "take_in_change": "row_no int, title_id bigint, case_id bigint, terms_id bigint,"
    " principal_cents bigint, issued_on date, due_on date, effective_due_on date,"
    " prescription_on date, digest bytea, old_state text, old_case_id bigint, old_terms_id bigint,"
    " old_due_on date, old_effective_due_on date, old_principal_cents bigint, old_terms_from date",
    "take_in_co_debtor": "row_no int, contract text, instalment text, digest bytea, debtor_no int",
}


class Terms(NamedTuple):  # as Changed: made fast, sent fast to another process
    """What a row says of charges; rates as models.Terms."""

    party_kind: str
    fine_rate: Decimal | None
    interest_month_rate: Decimal | None
    discount_rate: Decimal | None
    discount_days: int
    payoff_month_rate: Decimal | None
    interest_mode: str = "contract"
    correction_index: str = ""
    debt_type: str = ""


class Changed(NamedTuple):
    """A row whose title exists and does not stand as the row says, and how the title stands."""

    row_no: int
    title_id: int
    debtor_id: int
    debtor_kind: str  # person, company or unknown
    debt_type: str
    terms_id: int
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a chunk's rows are; rows in none of the three are new titles."""

    unchanged: frozenset[int]
    repeated: frozenset[int]
    changed: dict[int, Changed]
    terms: dict[int, Terms] = field(default_factory=dict)  # of the changed ones, as they stand


@dataclass(frozen=True, slots=True)
class Taken:
    """What a chunk did.

    `short`: by row, cents already paid above the new principal. `moved`: titles with another case.
    """

    created: int
    changed: int
    short: dict[int, int]
    moved: list[int]


def create_stage() -> None:
    """Make the TEMP tables, once a transaction."""
    staging.create(tables=KEYS | SEEN | CHUNK)
    ledger.create_stage()


def look_up(*, keys: bytes, creditor_id: int, import_id: int) -> Found:
    """Tell which rows are unchanged, changed, or repeat an earlier row of the file.

    `keys` is text of COPY for take_in_key. Titles found count as seen, so that `withdraw_absent`
    leaves them alone.
    """
    staging.empty(tables=KEYS)
    staging.pour(table="take_in_key", text=keys)
    with connection.cursor() as cursor:
        cursor.execute(sql.LOOK_UP, {"creditor": creditor_id, "import": import_id})
        unchanged, repeated, *columns = cursor.fetchone()
        changed = [Changed(*row) for row in zip(*(c or () for c in columns), strict=True)]
        cursor.execute(sql.STANDING_TERMS, [sorted({each.terms_id for each in changed})])
        terms = {terms_id: Terms(*said) for terms_id, *said in cursor.fetchall()}
    return Found(
        unchanged=frozenset(unchanged or ()),
        repeated=frozenset(repeated or ()),
        changed={each.row_no: each for each in changed},
        terms=terms,
    )


def take_in(
    *,
    titles: bytes,
    terms: Sequence[Terms],
    co_debtors: bytes | None,
    creditor_id: int,
    import_id: int,
    now: datetime,
    on: date,
) -> Taken:
    """Make or change the titles of a chunk; their debtors stand in take_in_party.

    `titles` and `co_debtors` are text of COPY (None: the file says nothing of co-debtors); terms_no
    is the place in `terms`.
    """
    _stage(titles, terms, co_debtors or b"")
    facts = {
        "tenant": current(),
        "creditor": creditor_id,
        "import": import_id,
        "now": now,
        "on": on,
    }
    with connection.cursor() as cursor:
        for statement in sql.PLACE:
            cursor.execute(statement, facts)
        created = ledger.open_titles(made=sql.NEW_TITLES, facts=facts)
        cursor.execute(sql.CHANGE, facts)
        changed = cursor.rowcount
    short, moved = _change(facts, now, on) if changed else ({}, [])
    if co_debtors is not None:
        _stand_behind(facts)
    return Taken(created=created, changed=changed, short=short, moved=moved)


def count_open(*, creditor_id: int) -> int:
    """How many titles of a creditor are open."""
    with connection.cursor() as cursor:
        cursor.execute(sql.COUNT_OPEN, [creditor_id])
        return int(cursor.fetchone()[0])


def find_absent(*, creditor_id: int, import_id: int) -> int:
    """Stage the creditor's open titles that the file did not name; returns how many."""
    staging.empty(tables=["take_in_withdrawal"])
    with connection.cursor() as cursor:
        cursor.execute(sql.ABSENT, {"creditor": creditor_id, "import": import_id})
        return int(cursor.rowcount)


def withdraw_absent(*, now: datetime, on: date) -> None:
    """Close the titles that `find_absent` staged: their creditor no longer claims them."""
    ledger.withdraw(now=now, on=on)
    with connection.cursor() as cursor:
        cursor.execute(sql.WITHDRAW)
        cursor.execute("SELECT DISTINCT case_id FROM take_in_withdrawal")
        cases = [row[0] for row in cursor.fetchall()]
    close_cured_episodes(case_ids=cases, on=on)


def _stage(titles: bytes, terms: Sequence[Terms], co_debtors: bytes) -> None:
    staging.empty(tables=[*CHUNK, "take_in_return", "take_in_adjustment"])
    staging.pour(table="take_in_title", text=titles)
    staging.fill(
        table="take_in_terms", lines=[_terms_line(no, each) for no, each in enumerate(terms)]
    )
    staging.pour(table="take_in_co_debtor", text=co_debtors)


def _terms_line(number: int, terms: Terms) -> str:
    rates = (terms.fine_rate, terms.interest_month_rate, terms.discount_rate)
    return "\t".join(
        (
            str(number),
            terms.party_kind,
            *(NULL if rate is None else str(rate) for rate in rates),
            str(terms.discount_days),
            NULL if terms.payoff_month_rate is None else str(terms.payoff_month_rate),
            terms.interest_mode,
            terms.correction_index,
            terms.debt_type,
        )
    )


def _change(facts: dict[str, object], now: datetime, on: date) -> tuple[dict[int, int], list[int]]:
    """Carry the changes of existing titles through, the ledger included: `short` and `moved`."""
    with connection.cursor() as cursor:
        for statement in (sql.VERSIONS, sql.UPDATE, sql.RETURNS, sql.ADJUSTMENTS):
            cursor.execute(statement, facts)
        ledger.give_back(now=now, on=on)
        short = ledger.adjust(now=now, on=on)
        cursor.execute("SELECT row_no, title_id, case_id, old_case_id FROM take_in_change")
        rows = cursor.fetchall()
    title_ids = [row[1] for row in rows]
    reopen_titles(title_ids=title_ids)
    settle_titles(title_ids=title_ids, on=on)
    close_cured_episodes(case_ids=sorted({case for row in rows for case in row[2:]}), on=on)
    moved = [title_id for _row, title_id, case_id, old in rows if case_id != old]
    return {row[0]: short[row[1]] for row in rows if row[1] in short}, moved


def _stand_behind(facts: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.LEFT_BEHIND, facts)
        cursor.execute(sql.CO_DEBTORS, facts)
