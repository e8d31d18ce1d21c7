"""Transfers and balances.

A transfer moves cents from one account to another, so the ledger is zero-sum by construction. Accounts
are a kind, and the title or the case that the row names.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from acerto.domain.tenancy.fields import TenantKey


class Account(models.TextChoices):
    """Account kinds. The first four are receivables of one title; `credit` is owed to the debtor."""

    PRINCIPAL = "principal", _("principal")
    INTEREST = "interest", _("juros")
    FINE = "fine", _("multa")
    CORRECTION = "correction", _("correção")
    CASH = "cash", _("recebido")
    CREDIT = "credit", _("crédito do devedor")
    ORIGIN = "origin", _("origem")
    INCOME = "income", _("encargos")
    DISCOUNT = "discount", _("desconto")
    WITHDRAWN = "withdrawn", _("retirada")


class Transfer(models.Model):
    """Cents moved from `credit` to `debit` accounts; never changed, only reversed by another row."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("entrada do título")
        ADJUSTMENT = "adjustment", _("ajuste do credor")
        ACCRUAL = "accrual", _("encargo fixado")
        PAYMENT = "payment", _("pagamento")
        DISCOUNT = "discount", _("desconto")
        CREDIT = "credit", _("crédito guardado")
        WITHDRAWAL = "withdrawal", _("retirada")
        REVERSAL = "reversal", _("estorno")

    tenant = TenantKey()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.ForeignKey(
        "receivables.Title",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    # Of the day of booking: the title may have gone to another case since.
    case_id = models.BigIntegerField()
    payment = models.ForeignKey(
        "payments.Payment",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    debit = models.CharField(max_length=10, choices=Account)
    credit = models.CharField(max_length=10, choices=Account)
    cents = models.BigIntegerField()
    effective_on = models.DateField()
    # On payments: interest is booked up to this day. It differs from effective_on only where a
    # payment was allocated anew after another one was reversed.
    accrued_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    reverses = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        db_table_comment = "append-only"
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="transfer_is_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_moves"),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(reverses__isnull=False),
                name="transfer_reversed_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["payment"], condition=Q(payment__isnull=False), name="transfer_by_payment"
            ),
        ]


class TitleBalance(models.Model):
    """What is booked and open on a title: the sum of its transfers, kept in the same transaction."""

    title = models.OneToOneField(
        "receivables.Title",
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="balance",
        db_constraint=False,
    )
    tenant = TenantKey()
    principal_cents = models.BigIntegerField()
    interest_cents = models.BigIntegerField(default=0)
    fine_cents = models.BigIntegerField(default=0)
    correction_cents = models.BigIntegerField(default=0)
    # Interest is booked up to this day; null: none booked, it runs from the effective due date.
    accrued_since = models.DateField(null=True)
    fine_charged = models.BooleanField(default=False)
    settled_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(principal_cents__gte=0)
                & Q(interest_cents__gte=0)
                & Q(fine_cents__gte=0)
                & Q(correction_cents__gte=0),
                name="balance_never_below_zero",
            ),
        ]
