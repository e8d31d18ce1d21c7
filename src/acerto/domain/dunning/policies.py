"""Policies in the database: publishing a version, and the ones in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Max

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit.models import Entry
from acerto.domain.audit.services import record
from acerto.domain.contact.caps import set_caps
from acerto.domain.contact.proof import prove
from acerto.domain.tenancy.scope import current
from acerto.engine.policy import Policy
from acerto.engine.policy_file import DEFAULTS, default_policy_text, load_policy

from .models import PolicyVersion, Step


@dataclass(frozen=True, slots=True)
class ActivePolicy:
    """A policy in force: its version's id, its content, and the ids of its steps by key."""

    version_id: int
    number: int
    policy: Policy
    step_ids: Mapping[str, int]


def publish(*, text: str, now: datetime, user_id: int | None = None) -> PolicyVersion:
    """Put a policy's text in force for its kind of party. The same text again changes nothing.

    Every template that it uses is read as the law reads it first. Raises
    acerto.engine.policy_file.InvalidPolicy, acerto.domain.contact.render.CannotRender.
    """
    policy = load_policy(text=text)
    prove(templates=policy.templates, on=now.astimezone(SAO_PAULO).date())
    digest = sha256(text.encode()).hexdigest()
    versions = PolicyVersion.objects.filter(name=policy.name)
    same = versions.filter(digest=digest, active=True).first()
    if same is not None:
        return same
    last = versions.aggregate(last=Max("number"))["last"] or 0
    PolicyVersion.objects.filter(party_kind=policy.party_kind, active=True).update(active=False)
    version = PolicyVersion.objects.create(
        tenant_id=current(),
        name=policy.name,
        number=last + 1,
        party_kind=policy.party_kind,
        body=text,
        digest=digest,
        active=True,
        published_at=now,
        published_by_id=user_id,
    )
    _name_steps(policy)
    set_caps(
        contacts_day=policy.caps.contacts_day,
        contacts_week=policy.caps.contacts_week,
        party_kind=policy.party_kind,
    )
    record(
        now=now,
        action="dunning.publish_policy",
        subject="policy_version",
        subject_id=version.pk,
        actor=Entry.Actor.USER if user_id else Entry.Actor.SYSTEM,
        actor_id=user_id,
        facts={"number": version.number, "digest": digest},
    )
    return version


def publish_defaults(*, now: datetime) -> None:
    """Put the shipped policies in force for the kinds of party that have none."""
    in_force = set(PolicyVersion.objects.filter(active=True).values_list("party_kind", flat=True))
    for name in DEFAULTS:
        text = default_policy_text(name=name)
        if load_policy(text=text).party_kind not in in_force:
            publish(text=text, now=now)


def step_names() -> dict[int, str]:
    """Every step ever published in the tenant in scope, by id, as policy and key: consumer.reminder."""
    rows = Step.objects.values_list("id", "policy", "key")
    return {step_id: f"{policy}.{key}" for step_id, policy, key in rows}


def active_policies() -> list[ActivePolicy]:
    """The policies in force for the tenant, one a kind of party."""
    return [_read(version) for version in PolicyVersion.objects.filter(active=True).order_by("pk")]


def policy_of(*, version_id: int) -> ActivePolicy:
    """Any published version, in force or not."""
    return _read(PolicyVersion.objects.get(pk=version_id))


def _read(version: PolicyVersion) -> ActivePolicy:
    return ActivePolicy(
        version_id=version.pk,
        number=version.number,
        policy=load_policy(text=version.body),
        step_ids=dict(Step.objects.filter(policy=version.name).values_list("key", "pk")),
    )


def _name_steps(policy: Policy) -> None:
    Step.objects.bulk_create(
        [Step(tenant_id=current(), policy=policy.name, key=key) for key in policy.step_keys],
        ignore_conflicts=True,
    )
