"""Policies and their steps in words."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acerto.core.money import format_brl
from acerto.engine.policy import TEMPLATES, Policy
from acerto.engine.policy_file import load_policy
from acerto.engine.verdicts import CHANNEL_TEXT, Channel

from ..models import PolicyVersion, Step

FIELDS = {
    "overdue_cents": "o valor vencido, com encargos,",
    "total_cents": "o valor do caso inteiro, com encargos,",
    "principal_cents": "o principal",
    "age_days": "o atraso, em dias,",
    "titles_open": "o número de títulos em aberto",
    "titles_overdue": "o número de títulos vencidos",
    "test_bucket": "o sorteio do caso, de 0 a 99,",
    "state": "a UF",
    "debt_type": "o tipo da dívida",
}
OPERATORS = {
    "eq": "é",
    "ne": "não é",
    "lt": "é menor que",
    "le": "é até",
    "gt": "é maior que",
    "ge": "é a partir de",
    "in": "é um destes:",
    "not_in": "não é nenhum destes:",
}
# Keys are plain ASCII; names are for people.
ACCENTED = {
    "ultimo": "último",
    "ultima": "última",
    "vespera": "véspera",
    "apos": "após",
    "negociacao": "negociação",
    "notificacao": "notificação",
    "ligacao": "ligação",
    "medio": "médio",
}
PARTY_KINDS = {"consumer": "Pessoas", "business": "Empresas"}


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step as a reader follows it."""

    key: str
    when: str
    title: str
    template: str
    channels: list[str]
    purpose: str
    condition: str
    before_due: bool


@dataclass(frozen=True, slots=True)
class SegmentWords:
    """Whom a ladder is for, and its steps in order."""

    key: str
    description: str
    condition: str
    steps: list[StepWords]


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """A version of a policy, readable."""

    id: int
    name: str
    number: int
    active: bool
    published_at: datetime
    party_kind: str
    description: str
    minimum_cents: int
    contacts_day: int
    contacts_week: int
    segments: list[SegmentWords]
    body: str


@dataclass(frozen=True, slots=True)
class VersionName:
    """A version in a list."""

    id: int
    name: str
    number: int
    active: bool
    party_kind: str
    published_at: datetime


def versions() -> list[VersionName]:
    """All versions of the tenant's policies: those in force first, then newest."""
    rows = PolicyVersion.objects.order_by("-active", "party_kind", "name", "-number")
    return [
        VersionName(
            id=row.pk,
            name=row.name,
            number=row.number,
            active=row.active,
            party_kind=PARTY_KINDS.get(row.party_kind, row.party_kind),
            published_at=row.published_at,
        )
        for row in rows.defer("body")
    ]


def policy(*, version_id: int) -> PolicyWords | None:
    """One version in words, or None."""
    row = PolicyVersion.objects.filter(pk=version_id).first()
    if row is None:
        return None
    read = _read(row.digest, row.body)
    return PolicyWords(
        id=row.pk,
        name=row.name,
        number=row.number,
        active=row.active,
        published_at=row.published_at,
        party_kind=PARTY_KINDS.get(row.party_kind, row.party_kind),
        description=read.description,
        minimum_cents=read.minimum_cents,
        contacts_day=read.caps.contacts_day,
        contacts_week=read.caps.contacts_week,
        segments=[_segment(segment) for segment in read.segments],
        body=row.body,
    )


def step_names() -> dict[int, str]:
    """What each step of the tenant is called: its key, readable."""
    return {pk: readable(key) for pk, key in Step.objects.values_list("id", "key")}


def readable(key: str) -> str:
    """A key as a name: "aviso_1" is "Aviso 1"."""
    return " ".join(ACCENTED.get(word, word) for word in key.split("_")).capitalize()


def sentence(condition: Any) -> str:
    """A condition as a Portuguese sentence without its first capital."""
    for name, joint in (("all", _(" e ")), ("any", _(" ou "))):
        if (parts := getattr(condition, name, None)) is not None:
            return joint.join(sentence(part) for part in parts)
    if (inner := getattr(condition, "not_", None)) is not None:
        return _("não vale que %(rest)s") % {"rest": sentence(inner)}
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    told = ", ".join(_value(condition.field, value) for value in values)
    return f"{FIELDS[condition.field]} {OPERATORS[condition.op]} {told}"


def _value(name: str, value: int | str) -> str:
    if name.endswith("_cents"):
        return format_brl(int(value))
    return str(value)


@lru_cache(maxsize=64)
def _read(digest: str, body: str) -> Policy:
    """A published body never changes, so its digest is enough to know it again."""
    return load_policy(text=body)


def _segment(segment: Any) -> SegmentWords:
    return SegmentWords(
        key=readable(segment.key),
        description=segment.description,
        condition=sentence(segment.when) if segment.when else "",
        steps=[_step(step) for step in segment.steps],
    )


def _step(step: Any) -> StepWords:
    return StepWords(
        key=readable(step.key),
        when=_when(step.offset_days),
        title=step.description,
        template=TEMPLATES.get(step.template, step.template),
        channels=[CHANNEL_TEXT[Channel[name.upper()]] for name in step.channels],
        purpose=_("lembrete") if step.purpose == "reminder" else _("cobrança"),
        condition=sentence(step.when) if step.when else "",
        before_due=step.before_due,
    )


def _when(offset: int) -> str:
    if offset == 0:
        return _("no vencimento")
    days = abs(offset)
    if offset < 0:
        return ngettext("%(days)s dia antes", "%(days)s dias antes", days) % {"days": days}
    return ngettext("%(days)s dia depois", "%(days)s dias depois", days) % {"days": days}
