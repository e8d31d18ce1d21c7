"""What all tests share: a database of their own, seen through the role of the running product."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tests.database import fresh_database

NOON = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 12:00 in São Paulo
_number = count(1)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's: migrations as owner, row-level security, tests as acerto_app."""
    shutil.rmtree(settings.ACERTO_KEPT, ignore_errors=True)  # of another database
    with django_db_blocker.unblock(), fresh_database(), django_db_blocker.block():
        yield


@pytest.fixture
def tenant(db: None) -> int:
    """The id of a new tenant, gone with the test's transaction."""
    return _new_tenant()


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """The database without a transaction around the test: commits stay, so use your own tenant."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        pytest.fail("committed_db and pytest-django's db shut each other out")
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture
def committed_tenant(committed_db: None) -> int:
    """The id of a new tenant that other connections see too."""
    return _new_tenant()


def _new_tenant() -> int:
    from acerto.domain.tenancy.services import create_tenant

    number = next(_number)
    return create_tenant(name=f"Locatária {number}", slug=f"locataria-{number}", now=NOON)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failed run: nothing may go unchecked silently."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if os.environ.get("CI") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("CI: skipped tests count as failures", red=True)
