"""What a new text of a policy would change on a day, over the portfolio as it is: nothing is kept or sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.domain.contact.proof import prove
from acerto.domain.contact.render import CannotRender
from acerto.domain.receivables import screens as receivables
from acerto.engine.policy import Policy
from acerto.engine.policy_file import InvalidPolicy, load_policy
from acerto.engine.runners.diff import Change, Difference, diff
from acerto.engine.runners.outcome import CannotDecide
from acerto.engine.snapshot_files import InvalidSnapshot
from acerto.law.params import NotInForce

from .policies import ActivePolicy, active_policies
from .snapshot_export import NotWritten, export_snapshot

NOON = time(12)  # a day to come is looked at from its noon
LIST = "changes.csv"


class CannotCompare(Exception):
    """The text is no policy, or there is none in force to compare it with. `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Changed:
    """A case whose day would change, and who owes it."""

    change: Change
    debtor_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference in full. `refused`: why the new text could not be published, "" where it could."""

    active: ActivePolicy
    new: Policy
    difference: Difference
    first: tuple[Changed, ...]
    refused: str
    list: bytes


def compare(
    *,
    text: str,
    on: date,
    now: datetime,
    prices: Mapping[str, Decimal],
    reach: frozenset[int],
) -> Comparison:
    """Decide the day under the policy in force and under `text`, and tell them apart.

    `prices`: centavos a message by channel. `on`: today or later. Raises CannotCompare.
    """
    new = _new(text)
    active = _in_force(new)
    day = now if on <= now.astimezone(SAO_PAULO).date() else _noon(on)
    with TemporaryDirectory() as work:
        snapshot, changes = Path(work) / "snapshot", Path(work) / LIST
        try:
            export_snapshot(folder=snapshot, on=on, now=day)
            found = diff(
                snapshot=snapshot, old=active.policy, new=new, on=on, prices=prices,
                changes=changes, creditors=reach,
            )  # fmt: skip
        except (NotWritten, CannotDecide, InvalidSnapshot, NotInForce) as problem:
            raise CannotCompare(problem.message) from problem
        return Comparison(
            active=active,
            new=new,
            difference=found,
            first=_named(found, reach),
            refused=_refusal(new, now.astimezone(SAO_PAULO).date()),
            list=changes.read_bytes(),
        )


def _new(text: str) -> Policy:
    try:
        return load_policy(text=text)
    except InvalidPolicy as invalid:
        raise CannotCompare(str(invalid)) from None


def _in_force(new: Policy) -> ActivePolicy:
    for active in active_policies():
        if active.policy.party_kind == new.party_kind:
            return active
    raise CannotCompare(_("Não há régua em vigor para comparar com esta: publique uma primeiro."))


def _refusal(policy: Policy, on: date) -> str:
    try:
        prove(templates=policy.templates, on=on)
    except CannotRender as problem:
        return problem.message
    return ""


def _named(found: Difference, reach: frozenset[int]) -> tuple[Changed, ...]:
    names = receivables.debtors_of(case_ids=[each.case_id for each in found.first], reach=reach)
    return tuple(
        Changed(each, *names[each.case_id]) for each in found.first if each.case_id in names
    )


def _noon(on: date) -> datetime:
    return datetime.combine(on, NOON, tzinfo=SAO_PAULO)
