"""Writing entries and events, in the transaction of the service that acts."""

import secrets
from datetime import datetime
from typing import Any

from acerto.domain.tenancy.scope import current

from .models import Entry, Event

SALT_BYTES = 16


def record(
    *,
    now: datetime,
    action: str,
    subject: str,
    subject_id: int | None = None,
    actor: str = Entry.Actor.SYSTEM,
    actor_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Leave an audit entry. `facts` hold ids, counts, cents, dates: never names or free text."""
    Entry.objects.create(
        tenant_id=current(),
        at=now,
        actor=actor,
        actor_id=actor_id,
        action=action,
        subject=subject,
        subject_id=subject_id,
        facts=facts or {},
        salt=secrets.token_bytes(SALT_BYTES),
    )


def emit(
    *,
    now: datetime,
    kind: str,
    case_id: int | None = None,
    subject_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Tell upper rooms that something happened; they read it by cursor."""
    Event.objects.create(
        tenant_id=current(),
        at=now,
        kind=kind,
        case_id=case_id,
        subject_id=subject_id,
        facts=facts or {},
    )
