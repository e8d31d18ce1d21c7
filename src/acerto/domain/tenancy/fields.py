"""The column that every tenant-owned row carries."""

from typing import Any

from django.db import models


class TenantKey(models.ForeignKey):
    """A row's tenant.

    No database constraint: row-level security compares the column with the tenant of the session on
    every read and write, which is stricter than existence, and a foreign key would cost one look-up
    a row on bulk loads.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("to", "tenancy.Tenant")
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("related_name", "+")
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        super().__init__(**kwargs)
