"""Keys with which a program speaks for a person in one tenant.

A key is signed, not stored: it dies on its day, with the person's password, and with their membership.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

from .models import User
from .selectors import Seat, seats

SALT = "acerto.api.token"
LONGEST_DAYS = 366


class NotAMember(Exception):
    """The person has no seat in the tenant, or there is no such person."""

    code = "not_a_member"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who speaks by a key, and from which seat."""

    user_id: int
    seat: Seat


def issue_token(*, email: str, tenant_id: int, now: datetime, days: int) -> str:
    """A key for a member of the tenant, good for some days. Raises NotAMember."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None or _seat(user.pk, tenant_id) is None:
        raise NotAMember
    ends_at = now + timedelta(days=min(days, LONGEST_DAYS))
    told = {"u": user.pk, "t": tenant_id, "e": int(ends_at.timestamp()), "p": _password(user)}
    return Signer(salt=SALT).sign_object(told, compress=True)


def token_holder(*, token: str, now: datetime) -> Holder | None:
    """Who a key speaks for, None when it is not good; needs no scope."""
    try:
        told = Signer(salt=SALT).unsign_object(token)
    except (BadSignature, ValueError):
        return None
    if told["e"] <= now.timestamp():
        return None
    user = User.objects.filter(pk=told["u"], is_active=True).first()
    if user is None or told["p"] != _password(user):
        return None
    seat = _seat(user.pk, told["t"])
    return Holder(user.pk, seat) if seat else None


def _seat(user_id: int, tenant_id: int) -> Seat | None:
    return next((one for one in seats(user_id=user_id) if one.tenant_id == tenant_id), None)


def _password(user: User) -> str:
    """A mark that changes with the password and tells nothing of it."""
    return str(user.get_session_auth_hash())[:16]
