"""Party, identity, contact point.

Personal values are encrypted with a keyed blind index beside them (DESIGN decision 9); what is left
in clear is the name, the masked form, the state, the DDD and the time zone.
"""

from typing import Any

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acerto.domain.tenancy.fields import TenantKey


def _track() -> Any:
    """History of UPDATE and DELETE by triggers (DESIGN decision 11)."""
    return pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())


@_track()
class Party(models.Model):
    """A person or a company that a tenant knows."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Pessoa")
        COMPANY = "company", _("Empresa")
        UNKNOWN = "unknown", _("Não identificada")

    tenant = TenantKey()
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)  # lower case, no accents: for search
    state = models.CharField(max_length=2, blank=True)  # of the address; "" unknown
    # A valid CPF or CNPJ is known. Without one nobody is contacted by the machine.
    identified = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="party_by_survivor",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="party_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """A number by which a party is known."""

    class Kind(models.TextChoices):
        CPF = "cpf", "CPF"
        CNPJ = "cnpj", "CNPJ"
        CREDITOR_REF = "creditor_ref", _("Código no credor")

    tenant = TenantKey()
    party = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="identities", db_constraint=False
    )
    kind = models.CharField(max_length=12, choices=Kind)
    creditor = models.ForeignKey(
        "tenancy.Creditor",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    value_enc = models.BinaryField()
    value_bidx = models.BinaryField(max_length=16)
    masked = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "value_bidx", "kind"],
                condition=Q(creditor__isnull=True),
                name="identity_one_party_a_tax_id",
            ),
            models.UniqueConstraint(
                fields=["tenant", "value_bidx", "creditor"],
                condition=Q(creditor__isnull=False),
                name="identity_one_party_a_reference",
            ),
            models.CheckConstraint(
                condition=Q(kind="creditor_ref") ^ Q(creditor__isnull=True),
                name="identity_reference_has_creditor",
            ),
        ]


@_track()
class ContactPoint(models.Model):
    """An e-mail, phone or address, who gave it, and whether the debtor confirmed it."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telefone")
        ADDRESS = "address", _("Endereço")

    class State(models.TextChoices):
        ACTIVE = "active", _("em uso")
        BOUNCED = "bounced", _("devolvido")
        WRONG_PARTY = "wrong_party", _("de outra pessoa")
        REPLACED = "replaced", _("substituído")

    MOVES = frozenset(
        {
            ("active", "bounced"),
            ("active", "wrong_party"),
            ("active", "replaced"),
            ("bounced", "active"),
            ("bounced", "wrong_party"),
            ("replaced", "active"),
        }
    )

    class Source(models.TextChoices):
        CREDITOR = "creditor", _("informado pelo credor")
        DEBTOR = "debtor", _("informado pelo devedor")

    tenant = TenantKey()
    party = models.ForeignKey(
        Party,
        on_delete=models.CASCADE,
        related_name="contact_points",
        db_index=False,
        db_constraint=False,
    )
    kind = models.CharField(max_length=10, choices=Kind)
    value_enc = models.BinaryField()
    value_bidx = models.BinaryField(max_length=16)
    masked = models.CharField(max_length=80)
    ddd = models.CharField(max_length=2, blank=True)
    state_uf = models.CharField(max_length=2, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    # Data that one creditor gave serves another only where the debtor gave it or the basis says so.
    creditor = models.ForeignKey(
        "tenancy.Creditor",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    basis = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # The same address given by two creditors is two rows: each may use its own.
            models.UniqueConstraint(
                fields=["party", "kind", "value_bidx", "creditor"],
                name="contact_point_once_a_source",
                nulls_distinct=False,
            ),
        ]
