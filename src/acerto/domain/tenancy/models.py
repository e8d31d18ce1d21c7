"""Tenant, creditor, user, membership."""

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .fields import TenantKey


class Tenant(models.Model):
    """One company, or one agency that holds many creditors. Contact caps run over the tenant."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Creditor(models.Model):
    """Whose money it is: what CDC art. 42-A wants on every collection document, and where to pay."""

    tenant = TenantKey()
    code = models.SlugField(max_length=60)
    legal_name = models.CharField(max_length=200)
    trade_name = models.CharField(max_length=200, blank=True)
    tax_id = models.CharField(max_length=14)
    address = models.CharField(max_length=300)
    email = models.EmailField()
    phone = models.CharField(max_length=20, blank=True)
    dpo_contact = models.CharField(max_length=200)
    privacy_url = models.URLField(blank=True)
    pix_key = models.CharField(max_length=77, blank=True)
    pix_city = models.CharField(max_length=15, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="creditor_code_in_tenant"),
        ]

    def __str__(self) -> str:
        return self.trade_name or self.legal_name


class UserManager(BaseUserManager["User"]):
    """Users are known by e-mail."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody who logs in. What they may see hangs on their memberships, not on this row."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    def __str__(self) -> str:
        return self.name or self.email


class Membership(models.Model):
    """A user's role in a tenant, for all its creditors or for some."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("Gestor")
        OPERATOR = "operator", _("Operador")
        COMPLIANCE = "compliance", _("Conformidade")
        ANALYST = "analyst", _("Analista")

    tenant = TenantKey()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="membership_once_a_tenant"),
        ]


class MembershipCreditor(models.Model):
    """Narrows a membership to some creditors; without a row, it reaches all of the tenant."""

    tenant = TenantKey()
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="scopes")
    creditor = models.ForeignKey(Creditor, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "creditor"], name="membership_creditor_once"
            ),
        ]
