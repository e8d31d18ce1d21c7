"""Audit entries and events. Both hold surrogate ids only (DESIGN decision 8)."""

from django.db import models

from acerto.domain.tenancy.fields import TenantKey


class Entry(models.Model):
    """One thing done by one service, written in its transaction; never changed."""

    class Actor(models.TextChoices):
        USER = "user"
        DEBTOR = "debtor"
        SYSTEM = "system"

    tenant = TenantKey()
    at = models.DateTimeField()
    actor = models.CharField(max_length=10, choices=Actor)
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    # Small facts of the act: ids, counts, cents, dates. No names, no free text.
    facts = models.JSONField(default=dict)
    # A leaf of the coming Merkle log commits to HMAC(salt, content): without the salt it says nothing.
    salt = models.BinaryField(max_length=16)

    class Meta:
        db_table_comment = "append-only"
        indexes = [
            models.Index(fields=["tenant", "subject", "subject_id"], name="audit_by_subject")
        ]


class Event(models.Model):
    """Something that upper rooms may have to act on; consumed by cursor, never changed."""

    tenant = TenantKey()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    case_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table_comment = "append-only"
        indexes = [models.Index(fields=["tenant", "kind", "id"], name="event_by_kind")]


class Cursor(models.Model):
    """How far one consumer has read the events of a tenant."""

    tenant = TenantKey()
    consumer = models.CharField(max_length=60)
    last_event_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "consumer"], name="cursor_once_a_consumer"),
        ]
