"""Policy versions, steps, runs, decisions, what was done of a step, and the figures of a run."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acerto.domain.tenancy.fields import TenantKey

SNAPSHOT_DAYS = 180
DECISION_MONTHS = 13


class PolicyVersion(models.Model):
    """One text of a policy (régua). Published versions never change."""

    tenant = TenantKey()
    name = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    party_kind = models.CharField(max_length=10)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    active = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name", "number"], name="policy_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "party_kind"],
                condition=Q(active=True),
                name="policy_one_active_a_party_kind",
            ),
        ]


class Step(models.Model):
    """A step's name within a policy, whatever the version: its id is what marks refer to."""

    tenant = TenantKey()
    policy = models.CharField(max_length=80)
    key = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "policy", "key"], name="step_key_once"),
        ]


class Run(models.Model):
    """One execution of a day for one tenant. A second one of the same day only adds new cases."""

    tenant = TenantKey()
    decided_on = models.DateField()
    policy_versions = models.CharField(max_length=80)  # their ids, joined by commas
    law_version = models.CharField(max_length=40)
    engine_version = models.CharField(max_length=40)
    replaced = models.BooleanField(default=False)
    cases = models.BigIntegerField(default=0)
    titles = models.BigIntegerField(default=0)
    queued = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    snapshot = models.CharField(max_length=60, blank=True)  # its folder's name; "": none kept
    snapshot_sha256 = models.CharField(max_length=64, blank=True)  # of its manifest
    outside_sha256 = models.CharField(
        max_length=64, blank=True
    )  # decided elsewhere: of their manifest

    class Meta:
        indexes = [models.Index(fields=["tenant", "decided_on"], name="run_by_day")]


class Retention(models.Model):
    """How long a tenant keeps what its runs read, and decisions in the database. No row: the defaults."""

    tenant = TenantKey()
    snapshot_days = models.PositiveIntegerField(default=SNAPSHOT_DAYS)
    decision_months = models.PositiveIntegerField(default=DECISION_MONTHS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="retention_once_a_tenant"),
            models.CheckConstraint(
                condition=Q(snapshot_days__gte=1), name="retention_keeps_a_snapshot_for_a_day"
            ),
            models.CheckConstraint(
                condition=Q(decision_months__gte=1), name="retention_keeps_decisions_for_a_month"
            ),
        ]


class ArchivedMonth(models.Model):
    """A month of decisions that has moved out to Parquet, and stays readable there."""

    tenant = TenantKey()
    month = models.DateField()  # its first day
    file = models.CharField(max_length=60)
    rows = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    archived_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "month"], name="archived_month_once"),
        ]


class Decision(models.Model):
    """What the policy says for a case on a day. Partitioned by month; see the migration."""

    pk = models.CompositePrimaryKey("case_id", "decided_on")
    tenant = TenantKey()
    case_id = models.BigIntegerField()
    decided_on = models.DateField()
    run_id = models.BigIntegerField()
    policy_version_id = models.BigIntegerField()
    verdict = models.SmallIntegerField()
    reason = models.SmallIntegerField()
    objections = models.BigIntegerField()
    segment_id = models.SmallIntegerField()  # 0: none
    step_id = models.IntegerField(null=True)
    channel = models.SmallIntegerField()  # 0: none
    episode_id = models.BigIntegerField(null=True)
    title_id = models.BigIntegerField(null=True)
    age_days = models.IntegerField()
    titles_open = models.IntegerField()
    titles_overdue = models.IntegerField()
    principal_cents = models.BigIntegerField()
    interest_cents = models.BigIntegerField()
    fine_cents = models.BigIntegerField()
    correction_cents = models.BigIntegerField()
    discount_cents = models.BigIntegerField()
    overdue_cents = models.BigIntegerField()
    total_cents = models.BigIntegerField()
    overtaken = models.SmallIntegerField()

    class Meta:
        managed = False
        db_table = "dunning_decision"


def _pointer(to: Any, *, null: bool = False) -> models.ForeignKey:
    """A foreign key that the database checks once a statement (ADR 0010)."""
    return models.ForeignKey(
        to,
        null=null,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )


class StepMark(models.Model):
    """A step is behind us for an episode (or, before the due date, for a title)."""

    class State(models.TextChoices):
        DONE = "done", _("feita")
        OVERTAKEN = "overtaken", _("ultrapassada")

    MOVES = frozenset({("done", "overtaken")})  # its message was overtaken before it went

    tenant = TenantKey()
    case_id = models.BigIntegerField()
    step = _pointer(Step)
    episode = _pointer("receivables.Episode", null=True)
    title = _pointer("receivables.Title", null=True)
    state = models.CharField(max_length=10, choices=State, default=State.DONE)
    decided_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "step"],
                condition=Q(episode__isnull=False),
                name="step_mark_once_an_episode",
            ),
            models.UniqueConstraint(
                fields=["title", "step"],
                condition=Q(title__isnull=False),
                name="step_mark_once_a_title",
            ),
            models.CheckConstraint(
                condition=Q(episode__isnull=False) ^ Q(title__isnull=False),
                name="step_mark_of_episode_or_title",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "decided_on"], name="step_mark_by_day")]


class RunFigure(models.Model):
    """A figure that screens show, filled by the run so that no page scans the portfolio."""

    class Kind(models.TextChoices):
        VERDICT = "verdict", _("decisão")
        STEP = "step", _("etapa")
        AGING = "aging", _("faixa de atraso")
        TOTAL = "total", _("total")

    tenant = TenantKey()
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="figures")
    creditor = models.ForeignKey(
        "tenancy.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=40)
    count = models.BigIntegerField()
    cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "creditor", "kind", "key"], name="run_figure_once"
            ),
        ]
