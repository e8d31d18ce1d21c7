"""What stands against contacting a case today: all as a bitmask, and the first that blocks."""

from typing import Any

import ibis

from acerto.engine.policy import Caps
from acerto.engine.verdicts import MEANING, STEP_DUE, Objection, Verdict


def with_verdict(*, facts: Any, caps: Caps) -> Any:
    """Add objections, reason and verdict."""
    found = _objections(facts=facts, caps=caps)
    charged = facts.titles_open > 0
    blocks = found | {
        Objection.DISPUTE: found[Objection.DISPUTE] & ~charged,
        Objection.PRESCRIBED: found[Objection.PRESCRIBED] & ~charged,
    }
    mask = sum(
        ibis.cases((holds, ibis.literal(objection.bit, "int64")), else_=0)
        for objection, holds in found.items()
    )
    reason = ibis.cases(
        *((blocks[objection], objection.value) for objection in Objection), else_=STEP_DUE
    )
    facts = facts.mutate(objections=mask, reason=reason.cast("int16"))
    return facts.mutate(verdict=_verdict(reason=facts.reason))


def _objections(*, facts: Any, caps: Caps) -> dict[Objection, Any]:
    charged = facts.titles_open > 0
    due = facts.step_id.notnull()
    return {
        Objection.HOLD: facts.held,
        Objection.DISPUTE: facts.some_held,
        Objection.PRESCRIBED: facts.some_prescribed,
        Objection.AMOUNT_UNKNOWN: facts.some_unknown,
        Objection.NO_SEGMENT: charged & (facts.segment_id == 0),
        Objection.NOTHING_DUE: charged & (facts.segment_id != 0) & ~due,
        Objection.BELOW_MINIMUM: charged & facts.below_minimum,
        Objection.NO_IDENTITY: ~facts.identity_valid,
        Objection.OPTED_OUT: facts.opted_out,
        Objection.NO_CHANNEL: due & (facts.channel == 0),
        Objection.CAP_DAY: facts.contacts_today >= caps.contacts_day,
        Objection.CAP_WEEK: facts.contacts_week >= caps.contacts_week,
    }


def _verdict(*, reason: Any) -> Any:
    """Each objection has its verdict; the commonest are asked for first."""
    by_verdict: dict[Verdict, list[int]] = {}
    for objection, meaning in MEANING.items():
        by_verdict.setdefault(meaning.verdict, []).append(objection.value)
    branches = [(reason == STEP_DUE, Verdict.CONTACT.value)]
    branches += [(reason.isin(values), verdict.value) for verdict, values in by_verdict.items()]
    return ibis.cases(*branches, else_=ibis.null("int16")).cast("int16")
