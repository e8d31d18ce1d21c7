"""Payments as they were received. What they paid stands in the ledger."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acerto.domain.tenancy.fields import TenantKey


class Payment(models.Model):
    """One amount received from one debtor for one case: that of the titles it paid, where they go."""

    class State(models.TextChoices):
        BOOKED = "booked", _("lançado")
        REVERSED = "reversed", _("estornado")

    MOVES = frozenset({("booked", "reversed")})

    class Method(models.TextChoices):
        PIX = "pix", "Pix"
        BOLETO = "boleto", "Boleto"
        TRANSFER = "transfer", _("Transferência")
        CASH = "cash", _("Dinheiro")
        OTHER = "other", _("Outro")

    tenant = TenantKey()
    case = models.ForeignKey(
        "receivables.Case", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    creditor = models.ForeignKey(
        "tenancy.Creditor",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    method = models.CharField(max_length=10, choices=Method)
    provider = models.CharField(max_length=40, blank=True)
    provider_id = models.CharField(max_length=80, blank=True)
    account = models.CharField(max_length=80, blank=True)
    memo = models.CharField(max_length=200, blank=True)
    # What a file says of who paid (contract, else number), keyed, 16 bytes in hex: so the payment is
    # known again whatever became of its case. Empty: a person recorded it on its case.
    payer_key = models.CharField(max_length=32, blank=True, default="", db_default="")
    # The how-manieth payment of the same payer or case, account, day, amount and memo: two equal ones
    # may be real.
    ordinal = models.PositiveSmallIntegerField(default=1)
    # The title that the debtor named (CC art. 352): kept, so that spending anew heeds it too.
    named_title = models.ForeignKey(
        "receivables.Title",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    # What the debtor chose on the page of a Pix code (CC art. 352), where the payment carries its txid.
    choice = models.ForeignKey(
        "contact.PixChoice",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    amount_cents = models.BigIntegerField()
    credit_cents = models.BigIntegerField(default=0)  # what no title took
    paid_on = models.DateField()
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED)
    reversed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "provider", "provider_id"],
                condition=~Q(provider_id=""),
                name="payment_once_a_provider_id",
            ),
            models.UniqueConstraint(
                fields=[
                    "creditor",
                    "payer_key",
                    "account",
                    "paid_on",
                    "amount_cents",
                    "memo",
                    "ordinal",
                ],
                condition=Q(provider_id="") & ~Q(payer_key=""),
                name="payment_once_a_payer",
            ),
            models.UniqueConstraint(
                fields=["case", "account", "paid_on", "amount_cents", "memo", "ordinal"],
                condition=Q(provider_id="", payer_key=""),
                name="payment_once_a_case",
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_is_positive"),
            models.CheckConstraint(
                condition=Q(state="reversed") ^ Q(reversed_on__isnull=True),
                name="payment_reversed_has_day",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "paid_on"], name="payment_by_day")]
