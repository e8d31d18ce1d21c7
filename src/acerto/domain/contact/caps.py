"""Caps below the law's, as a policy or a creditor wants them."""

from acerto.domain.tenancy.scope import current

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
