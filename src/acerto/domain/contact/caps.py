"""Caps below the law's, as a policy or a creditor wants them."""

from datetime import date

from acerto.domain.tenancy.scope import current
from acerto.law.rules import windows

from .models import Cap


def set_caps(
    *,
    contacts_day: int | None,
    contacts_week: int | None,
    party_kind: str = "",
    creditor_id: int | None = None,
) -> None:
    """Set the most contacts with one person, for the tenant in scope or one creditor of it.

    None leaves a number to the law, which holds wherever it is lower. A `party_kind` narrows the
    caps to consumers or to companies.
    """
    Cap.objects.update_or_create(
        tenant_id=current(),
        creditor_id=creditor_id,
        party_kind=party_kind,
        defaults={"contacts_day": contacts_day, "contacts_week": contacts_week},
    )


def caps_of(*, creditor_id: int | None = None, party_kind: str = "") -> dict[str, int | None]:
    """The caps of one owner, by name; None where the number is left to the law."""
    found = Cap.objects.filter(creditor_id=creditor_id, party_kind=party_kind).first()
    return {
        "contacts_day": found.contacts_day if found else None,
        "contacts_week": found.contacts_week if found else None,
    }


def law_caps(*, on: date) -> windows.Caps:
    """What the law's files allow everywhere, for whoever sets a lower number."""
    return windows.caps(on=on)
