"""What the team learns of a person or a debt that pauses the collection: set, shown, ended.

A flag is a hold with the day of its fact, its evidence and who set it. What it pauses is what the
law's files say of its reason (contact.stop.<reason>), and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit import services as audit
from acerto.domain.audit.models import Entry
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.scope import current
from acerto.domain.tenancy.staging import array
from acerto.law import params

from .facts_of_law import BOUND, stopped_by
from .models import Claim, Contact, Hold
from .stops import stop

Reason = Hold.Reason
LONGEST_EVIDENCE = 2000
# Farther away a year was mistyped.
MOST_YEARS_AGO = 50
MOST_YEARS_ON = 10
EVIDENCE = "hold_evidence"
# As the gate reads it (sql/gate.sql), of holds on every channel.
EMPTIED = """
SELECT DISTINCT t.case_id FROM receivables_title t
WHERE t.id = ANY(%(titles)s::bigint[]) AND NOT EXISTS (
    SELECT 1 FROM receivables_due_title o
    WHERE o.case_id = t.case_id AND o.effective_due_on < %(on)s AND o.prescription_on > %(on)s
      AND NOT EXISTS (
          SELECT 1 FROM contact_hold h
          WHERE h.title_id = o.title_id AND h.channel = '' AND h.starts_at <= %(now)s
            AND (h.ends_at IS NULL OR h.ends_at > %(now)s)))
"""
# What the team may say by itself; the others come from the debtor or from an agreement.
SETTABLE = (
    Reason.HARDSHIP,
    Reason.SUPERDEBT,
    Reason.DISPUTE,
    Reason.DECEASED,
    Reason.MINOR,
    Reason.INCAPABLE,
    Reason.VULNERABLE,
    Reason.LAWYER,
    Reason.LAWSUIT,
    Reason.BANKRUPTCY,
    Reason.RECOVERY,
    Reason.MANUAL,
)
# These need no day and no proof: the person's word, or the team's own decision.
ON_WORD = frozenset({Reason.MANUAL, Reason.HARDSHIP, Reason.VULNERABLE})


class FlagRefused(Exception):
    """A flag cannot be set or ended like this. `field` names what to mend, "" for all of it."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Where:
    """What is paused: a person with every debt, some cases, or some titles."""

    party_id: int | None = None
    case_ids: tuple[int, ...] = ()
    title_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened: why, since which day, the proof, and until when if that is known."""

    reason: Hold.Reason
    event_on: date | None = None
    evidence: str = ""
    ends_on: date | None = None


@transaction.atomic
def set_flag(*, where: Where, fact: Fact, now: datetime, actor_id: int) -> list[int]:
    """Pause what the law says that the fact pauses, from now on; returns the holds' ids.

    Messages that wait are cancelled where the pause has no end. Raises FlagRefused.
    """
    today = now.astimezone(SAO_PAULO).date()
    _check(fact=fact, today=today)
    rule = stop(reason=fact.reason, rule="", on=today).rule
    made = [
        Hold.objects.create(
            tenant_id=current(),
            reason=fact.reason,
            rule=rule,
            event_on=fact.event_on,
            evidence_enc=_sealed(fact.evidence),
            set_by=actor_id,
            starts_at=now,
            ends_at=_midnight(fact.ends_on),
            **target,
        ).pk
        for target in _targets(where)
    ]
    cancelled = 0 if fact.ends_on else _cancel(where=where, reason=fact.reason, on=today, now=now)
    facts = {"reason": str(fact.reason), "holds": made, "cancelled": cancelled}
    _leave_traces(done="hold", hold_id=made[0], actor_id=actor_id, facts=facts, now=now)
    return made


@transaction.atomic
def end_flag(*, hold_id: int, now: datetime, actor_id: int) -> None:
    """End a pause that the team may end: collection goes on from here. Raises FlagRefused."""
    hold = Hold.objects.select_for_update().get(pk=hold_id)
    if hold.reason not in SETTABLE or Claim.objects.filter(hold_id=hold_id).exists():
        raise FlagRefused(
            "not_ours", "", _("Esta pausa veio do devedor: responda a ele, na ficha.")
        )
    if hold.ends_at is not None and hold.ends_at <= now:
        raise FlagRefused("ended", "", _("Esta pausa já tinha acabado."))
    hold.ends_at, hold.ended_by = now, actor_id
    hold.save(update_fields=["ends_at", "ended_by"])
    facts = {"reason": hold.reason, "holds": [hold_id]}
    _leave_traces(done="release", hold_id=hold_id, actor_id=actor_id, facts=facts, now=now)


def evidence(*, hold_id: int) -> str:
    """The reference and text kept with a hold of the tenant in scope; "" when there is none."""
    sealed = Hold.objects.values_list("evidence_enc", flat=True).get(pk=hold_id)
    if sealed is None:
        return ""
    return vault(tenant_id=current(), column=EVIDENCE).open(bytes(sealed))


def _check(*, fact: Fact, today: date) -> None:
    if fact.reason not in SETTABLE:
        raise FlagRefused("not_settable", "reason", _("Este motivo não é marcado pela equipe."))
    if fact.reason not in ON_WORD and fact.event_on is None:
        raise FlagRefused("no_day", "event_on", _("Diga o dia do fato: a pausa se apoia nele."))
    if fact.reason not in ON_WORD and not fact.evidence.strip():
        raise FlagRefused(
            "no_evidence",
            "evidence",
            _("Diga em que a pausa se apoia: número do processo, certidão, protocolo."),
        )
    if fact.event_on is not None and fact.event_on > today:
        raise FlagRefused("future", "event_on", _("Esse dia ainda não chegou."))
    if fact.event_on is not None and fact.event_on.year < today.year - MOST_YEARS_AGO:
        text = _("Confira o ano: o fato não pode ter mais de %d anos.") % MOST_YEARS_AGO
        raise FlagRefused("long_ago", "event_on", text)
    if fact.ends_on is not None and fact.ends_on <= today:
        raise FlagRefused("over", "ends_on", _("O fim da pausa precisa ser um dia que virá."))
    if fact.ends_on is not None and fact.ends_on.year > today.year + MOST_YEARS_ON:
        text = _("Confira o ano: a pausa vai até %d anos; se não tem fim, deixe vazio.")
        raise FlagRefused("too_long", "ends_on", text % MOST_YEARS_ON)


def _targets(where: Where) -> list[dict[str, int]]:
    found: list[dict[str, int]] = [{"title_id": title_id} for title_id in where.title_ids]
    found += [{"case_id": case_id} for case_id in where.case_ids]
    if where.party_id is not None:
        found.append({"party_id": where.party_id})
    if not found:
        raise FlagRefused("nothing", "where", _("Diga o que fica em pausa."))
    return found


def _cancel(*, where: Where, reason: Hold.Reason, on: date, now: datetime) -> int:
    """Cancel what waits and will never go. A message about a whole case goes on without the paused
    titles, unless nothing overdue is left of it that may be collected."""
    about = Q(title_id__in=where.title_ids) | Q(case_id__in=where.case_ids)
    emptied = cases_without_callable(title_ids=where.title_ids, on=on, now=now)
    about |= Q(title_id=None, case_id__in=emptied, purpose__in=params.words(BOUND, on=on))
    if where.party_id is not None:
        about |= Q(recipient_id=where.party_id)
    waiting = Contact.objects.filter(
        about, state=Contact.State.QUEUED, purpose__in=stopped_by(reason=reason, on=on)
    )
    return waiting.update(state=Contact.State.CANCELLED, failure=reason)


def cases_without_callable(*, title_ids: Sequence[int], on: date, now: datetime) -> list[int]:
    """The cases of titles of which no overdue title may be collected: prescribed or on hold, all."""
    if not title_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(EMPTIED, {"titles": array(title_ids), "on": on, "now": now})
        return [row[0] for row in cursor.fetchall()]


def _sealed(text: str) -> bytes | None:
    kept = text.strip()[:LONGEST_EVIDENCE]
    return vault(tenant_id=current(), column=EVIDENCE).seal(kept) if kept else None


def _midnight(on: date | None) -> datetime | None:
    if on is None:
        return None
    return datetime(on.year, on.month, on.day, tzinfo=SAO_PAULO)


def _leave_traces(
    *, done: str, hold_id: int, actor_id: int, facts: dict[str, object], now: datetime
) -> None:
    audit.record(
        now=now,
        action=f"contact.{done}",
        subject="hold",
        subject_id=hold_id,
        actor=Entry.Actor.USER,
        actor_id=actor_id,
        facts=facts,
    )
    for case_id in _cases(facts["holds"]):
        audit.emit(
            now=now, kind=f"contact.{done}", case_id=case_id, subject_id=hold_id, facts=facts
        )


def _cases(hold_ids: object) -> Sequence[int | None]:
    assert isinstance(hold_ids, list)
    rows = Hold.objects.filter(pk__in=hold_ids).values_list("case_id", "title__case_id")
    return sorted({case or of_title for case, of_title in rows}, key=str)
