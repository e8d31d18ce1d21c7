"""Thousands of random people through the real gate, judged again by an independent oracle.

No contact that may go breaks a rule; none is refused without one; each refusal cites its law; and
the instant that a refusal promises is lawful.
"""

import random
from collections import Counter

import pytest
from tests.domain.contact.oracle import TEXT, broken, closed
from tests.domain.contact.strangers import Strangers, drawn_instant
from tests.factory import World

from acerto.domain.contact.gate import verdicts
from acerto.domain.tenancy.scope import scope

SEEDS = range(25)
PEOPLE = 200
REASONS = [f"pause {reason}" for kind in TEXT["pauses"].values() for reason in kind]
CHANNELS = ("email", "phone", "sms", "whatsapp")


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_the_gate_and_the_rules_agree(seed: int) -> None:
    dice = random.Random(seed)
    now = drawn_instant(dice, turn=seed)
    world = World.new(now=now)
    with scope(world.tenant_id):
        strangers = Strangers(world=world, dice=dice, now=now)
        told = strangers.tell(PEOPLE)
        for channel in CHANNELS:
            asked = {one.contact.pk: one for one in told if one.letter.channel == channel}
            for verdict in verdicts(contact_ids=sorted(asked), channel=channel, now=now):
                one = asked[verdict.contact_id]
                against = broken(one.person, one.letter, now=now)
                said = [objection.reason for objection in verdict.objections]
                assert bool(said) == bool(against), (now, one, said, against)
                assert all(o.rule and o.citation for o in verdict.objections), (now, one, said)
                if verdict.again_at is not None and verdict.bound:
                    later = closed(one.person, channel=one.letter.channel, now=verdict.again_at) - {
                        "town holiday"
                    }
                    assert later == set(), (now, one, verdict.again_at)
                    assert verdict.again_at >= now


@pytest.mark.django_db
def test_the_people_meet_every_rule_and_many_may_be_written_to() -> None:
    """The test above is worth something only if its people are many and various."""
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        dice = random.Random(seed)
        now = drawn_instant(dice, turn=seed)
        world = World.new(now=now)
        with scope(world.tenant_id):
            strangers = Strangers(world=world, dice=dice, now=now)
            for one in strangers.tell(PEOPLE):
                seen.update(broken(one.person, one.letter, now=now) or {"free"})
    assert seen["free"] > 50
    for rule in ("hours", "holiday", "narrower hours", "frequency-excess day", "paid",
                 "frequency-excess week", "prescribed", "stale", "no-identity", "false statement",
                 "wrong-person-stop", "list own", "town holiday", *REASONS):  # fmt: skip
        assert seen[rule], (rule, seen)
