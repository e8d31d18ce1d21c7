"""Terms, case, episode, title and who stands behind a title."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from acerto.domain.tenancy.fields import TenantKey


def _track() -> Any:
    """History of UPDATE and DELETE by triggers (DESIGN decision 11)."""
    return pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())


class PartyKind(models.TextChoices):
    """Which law binds the relation: the Consumer Code, or the Civil Code between companies."""

    CONSUMER = "consumer", _("consumidor")
    BUSINESS = "business", _("empresa")


class Terms(models.Model):
    """What the contract says of charges. One row serves all titles with the same terms."""

    tenant = TenantKey()
    party_kind = models.CharField(max_length=10, choices=PartyKind)
    fine_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    interest_month_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    discount_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    discount_days = models.PositiveSmallIntegerField(default=0)
    payoff_month_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    # The three words as law.rules.agreed.Terms has them; "" is no index agreed, no rules of its own.
    interest_mode = models.CharField(max_length=12, default="contract", db_default="contract")
    correction_index = models.CharField(max_length=10, default="", db_default="", blank=True)
    debt_type = models.CharField(max_length=20, default="", db_default="", blank=True)

    class Meta:
        constraints = [
            *(
                # The law's own function takes no other (law.rules.agreed.Terms).
                models.CheckConstraint(
                    condition=Q(**{f"{rate}__isnull": True})
                    | Q(**{f"{rate}__gte": 0, f"{rate}__lte": 1}),
                    name=f"terms_{rate}_of_a_whole",
                )
                for rate in (
                    "fine_rate",
                    "interest_month_rate",
                    "discount_rate",
                    "payoff_month_rate",
                )
            ),
            models.UniqueConstraint(
                fields=[
                    "tenant",
                    "party_kind",
                    "fine_rate",
                    "interest_month_rate",
                    "discount_rate",
                    "discount_days",
                    "payoff_month_rate",
                    "interest_mode",
                    "correction_index",
                    "debt_type",
                ],
                name="terms_once",
                nulls_distinct=False,
            ),
        ]


class Case(models.Model):
    """All that one debtor owes one holder of one debt type. Permanent."""

    tenant = TenantKey()
    debtor = models.ForeignKey(
        "parties.Party",
        on_delete=models.PROTECT,
        related_name="cases",
        db_index=False,
        db_constraint=False,
    )
    holder = models.ForeignKey(
        "tenancy.Creditor",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    debt_type = models.CharField(max_length=30)
    party_kind = models.CharField(max_length=10, choices=PartyKind)
    # 0..99, drawn once with the tenant's seed: the arm of every test that this case falls into.
    test_bucket = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debtor", "holder", "debt_type"], name="case_once_a_debt_type"
            ),
        ]


class Episode(models.Model):
    """From a case's first overdue title until none is overdue.

    Its age never falls: it is at least what the last run decided in the same episode (the snapshot
    view of dunning reads that from the decision).
    """

    tenant = TenantKey()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="episodes")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_on__isnull=True), name="episode_one_open_a_case"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="episode_closes_after_it_opens",
            ),
        ]


@_track()
class Title(models.Model):
    """One receivable instalment. What is owed on it stands in ledger.TitleBalance."""

    class State(models.TextChoices):
        OPEN = "open", _("em aberto")
        SETTLED = "settled", _("pago")
        WITHDRAWN = "withdrawn", _("retirado pelo credor")

    MOVES = frozenset(
        {
            ("open", "settled"),
            ("settled", "open"),  # a payment was reversed, or the principal raised
            ("open", "withdrawn"),
            ("withdrawn", "open"),  # it came back in a file
        }
    )

    tenant = TenantKey()
    creditor = models.ForeignKey(
        "tenancy.Creditor",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    contract = models.CharField(max_length=80)
    instalment = models.CharField(max_length=40)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="titles", db_constraint=False
    )
    terms = models.ForeignKey(
        Terms,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    principal_cents = models.BigIntegerField()  # the face, as the creditor last said it
    issued_on = models.DateField(null=True)
    due_on = models.DateField()
    effective_due_on = models.DateField()  # rolled to a bank day (Lei 7.089/1983)
    prescription_on = models.DateField()
    terms_from = models.DateField()  # since when terms and due date are these
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # Of the row as it came: an unchanged row is seen by this alone.
    row_digest = models.BinaryField(max_length=16)
    first_import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "contract", "instalment"], name="title_natural_key"
            ),
            models.CheckConstraint(
                condition=Q(effective_due_on__gte=F("due_on")), name="title_due_rolls_forward"
            ),
            models.CheckConstraint(
                condition=Q(principal_cents__gt=0), name="title_principal_is_positive"
            ),
        ]


class TitleVersion(models.Model):
    """Terms and due date as they were in [valid_from, valid_to), before a change."""

    tenant = TenantKey()
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="versions")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    effective_due_on = models.DateField()
    principal_cents = models.BigIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only"


class TitleParty(models.Model):
    """Who else stands behind a title. The main debtor is the case's."""

    class Role(models.TextChoices):
        CO_DEBTOR = "co_debtor", _("codevedor")
        GUARANTOR = "guarantor", _("avalista ou fiador")

    tenant = TenantKey()
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="parties")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    limit_cents = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["title", "party", "role", "valid_from"], name="title_party_once"
            ),
        ]
