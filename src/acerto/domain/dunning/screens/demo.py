"""Somebody whose page the demo shows."""

from dataclasses import dataclass

from acerto.domain.contact.models import Contact
from acerto.domain.dunning.models import Decision, Run
from acerto.domain.parties.models import Identity
from acerto.domain.receivables.models import Case
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.scope import current
from acerto.engine.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """A debtor of the sample, whose CPF is invented."""

    party_id: int
    case_id: int
    point_id: int | None
    tax_id: str


def a_debtor_to_show() -> Shown | None:
    """The first debtor with several overdue titles whom the last run wanted to contact."""
    run = Run.objects.filter(replaced=False).order_by("-decided_on", "-pk").first()
    if run is None:
        return None
    overdue = Decision.objects.filter(decided_on=run.decided_on, titles_overdue__gte=2)
    wanted = overdue.filter(verdict=Verdict.CONTACT).order_by("case_id").first()
    decision = wanted or overdue.order_by("case_id").first()
    if decision is None:
        return None
    party_id = Case.objects.get(pk=decision.case_id).debtor_id
    identity = Identity.objects.filter(party_id=party_id, kind=Identity.Kind.CPF).first()
    if identity is None:
        return None
    box = vault(tenant_id=current(), column="identity")
    contact = Contact.objects.filter(case_id=decision.case_id).first()
    return Shown(
        party_id=party_id,
        case_id=decision.case_id,
        point_id=contact.point_id if contact else None,
        tax_id=box.open(identity.value_enc, index=bytes(identity.value_bidx)),
    )
