"""What has to be done now and then for every tenant: forget what is over, prove that the ledger adds up."""

import logging
from dataclasses import dataclass
from datetime import datetime

import duckdb

from acerto.domain.audit.services import emit
from acerto.domain.dunning.archive import archive_months
from acerto.domain.dunning.keeping import forget_snapshots
from acerto.domain.intake.services import purge_error_files
from acerto.domain.ledger.selectors import unequal_titles
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.selectors import tenant_ids

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tidied:
    """What one round of housekeeping found, over all tenants."""

    error_files_gone: int
    unequal_titles: int
    snapshots_gone: int = 0
    months_moved: int = 0


def tidy(*, now: datetime) -> Tidied:
    """Delete error files whose 30 days are over and snapshots past their tenant's days; move old months of
    decisions out; look for balances that are not their transfers' sum.

    An unequal title is a defect of ours: it is logged by id and told as an event, never corrected.
    """
    gone = unequal = snapshots = months = 0
    for tenant_id in tenant_ids():
        with scope(tenant_id):
            gone += purge_error_files(now=now)
            titles = unequal_titles()
            unequal += len(titles)
            if titles:
                log.error("balances differ from transfers: tenant %d, titles %s", tenant_id, titles)
                emit(now=now, kind="ledger.unequal", facts={"titles": titles})
        try:
            with scope(tenant_id):
                snapshots += forget_snapshots(now=now)
                months += len(archive_months(now=now))
        except (OSError, duckdb.Error):  # a full disk must not keep messages from going out
            log.exception("what runs keep could not be tidied: tenant %d", tenant_id)
    return Tidied(gone, unequal, snapshots, months)
