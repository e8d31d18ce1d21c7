from pathlib import Path

import pytest

from .desk import Desk


@pytest.fixture
def desk(tenant: int, tmp_path: Path) -> Desk:
    """A creditor of a new tenant."""
    return Desk.new(tenant_id=tenant, folder=tmp_path)
