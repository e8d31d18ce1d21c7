"""Imports and their error files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from acerto.domain.tenancy.fields import TenantKey


class Import(models.Model):
    """One file taken in, what it changed and what it could not."""

    class State(models.TextChoices):
        RUNNING = "running", _("em andamento")
        DONE = "done", _("concluída")
        NEEDS_CONFIRMATION = "needs_confirmation", _("aguarda confirmação")
        FAILED = "failed", _("não concluída")

    MOVES = frozenset(
        {
            ("running", "done"),
            ("running", "needs_confirmation"),
            ("running", "failed"),
            ("needs_confirmation", "running"),
            ("needs_confirmation", "failed"),
        }
    )

    class Kind(models.TextChoices):
        TITLES = "titles", _("títulos")
        PAYMENTS = "payments", _("pagamentos")

    tenant = TenantKey()
    creditor = models.ForeignKey("tenancy.Creditor", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    mode = models.CharField(max_length=10)
    file_name = models.CharField(max_length=255)
    file_digest = models.BinaryField(max_length=32)
    mapping = models.TextField()
    state = models.CharField(max_length=20, choices=State, default=State.RUNNING)
    rows = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    withdrawn = models.BigIntegerField(default=0)
    flagged = models.BigIntegerField(default=0)  # taken in, but without valid identification
    rejected = models.BigIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    user_id = models.BigIntegerField(null=True)


class ErrorFile(models.Model):
    """The rows that did not come in, with reasons; encrypted, gone after 30 days."""

    tenant = TenantKey()
    file_of = models.OneToOneField(Import, on_delete=models.CASCADE, related_name="error_file")
    content_enc = models.BinaryField()
    rows = models.BigIntegerField()
    expires_at = models.DateTimeField()
