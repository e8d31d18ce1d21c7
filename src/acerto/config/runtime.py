"""The installation as the command line needs it: brought up step by step, put down at the end."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from acerto.doors.kit.runtime import Advance, Needs, Say

from .home import find_home

if TYPE_CHECKING:
    from datetime import datetime

    from acerto.ports.series import SeriesSource

    from .postgres.urls import Addresses

SETTINGS = "acerto.config.settings"


class Installation:
    """Implements doors.kit.runtime.Runtime. Imports late: `acerto --help` must not load Django."""

    wsgi = "acerto.config.wsgi:application"

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._reached = Needs.NOTHING
        self._home = find_home()
        self.home: Path = self._home.root

    def close(self) -> None:
        """Put down whatever was brought up."""
        self._stack.close()
        self._reached = Needs.NOTHING

    def boot(self, *, needs: Needs, say: Say) -> None:
        steps = {
            Needs.DJANGO: self._django, Needs.SERVER: self._server, Needs.DATABASE: self._database,
        }  # fmt: skip
        for level, step in steps.items():
            if self._reached < level <= needs:
                step(say)
                self._reached = level

    def prepare_database(self, *, say: Say) -> int:
        from .postgres.schema import prepare_database

        return prepare_database(addresses=self.addresses, say=say)

    def backup(self, *, file: Path, advance: Advance) -> int:
        from .postgres.dump import dump

        return dump(addresses=self.addresses, file=file, advance=advance)

    def restore(self, *, file: Path, replace: bool, advance: Advance) -> int:
        from .postgres.dump import load
        from .postgres.launcher import require_alone

        _close_connections()
        if self.addresses.embedded:
            require_alone(home=self._home)
        return load(addresses=self.addresses, file=file, replace=replace, advance=advance)

    def work(
        self, *, once: bool, at: "datetime | None" = None, at_least: int | None = None
    ) -> dict[str, int]:
        from acerto.doors.jobs.worker import Worker, stopped_by_signals
        from acerto.doors.kit import clock

        from .channels import open_outlets

        with open_outlets() as outlets:
            worker = Worker(outlets=outlets, now=(lambda: at) if at else clock.now)
            with stopped_by_signals(worker.stop):
                return worker.drain(at_least=at_least) if once else worker.run()

    def series_source(self) -> "SeriesSource":
        from .indices import open_source

        return open_source()

    def collect_static(self) -> None:
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)

    @property
    def addresses(self) -> "Addresses":
        from django.conf import settings

        return settings.POSTGRES  # type: ignore[no-any-return]

    def _django(self, say: Say) -> None:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
        django.setup()

    def _server(self, say: Say) -> None:
        if self.addresses.embedded:
            from .postgres.launcher import running_server

            self._stack.enter_context(running_server(home=self._home, say=say))
        self._stack.callback(_close_connections)

    def _database(self, say: Say) -> None:
        from .postgres.roles import database_exists
        from .postgres.schema import is_current, require_current

        if not self.addresses.embedded:
            require_current()
        elif not database_exists(addresses=self.addresses) or not is_current():
            self.prepare_database(say=say)


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
