"""A person of the team answers what the debtor said."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit.models import Entry
from acerto.domain.audit.services import emit, record
from acerto.domain.tenancy.scope import current
from acerto.law.rules.wording import check

from .models import Claim, Hold
from .portal_claims import ANSWER, sealed


class AlreadyAnswered(Exception):
    """Somebody answered this claim before."""

    code = "already_answered"

    def __init__(self) -> None:
        super().__init__(_("Alguém já respondeu a esta contestação."))


class CannotSay(Exception):
    """The answer uses words that may not be said to a debtor."""

    code = "forbidden_wording"

    def __init__(self, words: list[str]) -> None:
        text = _("A resposta usa palavras que não se dizem a um devedor (%(words)s): reescreva.")
        super().__init__(text % {"words": ", ".join(words)})


@transaction.atomic
def answer_claim(
    *, claim_id: int, accepted: bool, now: datetime, actor_id: int, text: str = ""
) -> None:
    """Accept: the pause stays. Decline: the pause ends, and the title may be collected again.

    The debtor reads the outcome and `text` on their page. Raises CannotSay, AlreadyAnswered.
    """
    on = now.astimezone(SAO_PAULO).date()
    if found := check(text, on=on):
        raise CannotSay([finding.words for finding in found])
    state = Claim.State.ACCEPTED if accepted else Claim.State.DECLINED
    moved = Claim.objects.filter(pk=claim_id, state=Claim.State.OPEN).update(
        state=state,
        answered_at=now,
        answered_by=actor_id,
        answer_enc=sealed(text, tenant_id=current(), column=ANSWER),
    )
    if moved != 1:
        raise AlreadyAnswered
    claim = Claim.objects.get(pk=claim_id)
    others = Claim.objects.filter(hold_id=claim.hold_id).exclude(state=Claim.State.DECLINED)
    if not accepted and claim.hold_id and not others.exists():
        Hold.objects.filter(pk=claim.hold_id, ends_at=None).update(ends_at=now)
    facts = {"accepted": accepted, "title": claim.title_id}
    record(
        now=now,
        action="claim.answer",
        subject="claim",
        subject_id=claim_id,
        actor=Entry.Actor.USER,
        actor_id=actor_id,
        facts=facts,
    )
    emit(now=now, kind="claim.answered", case_id=claim.case_id, subject_id=claim_id, facts=facts)
