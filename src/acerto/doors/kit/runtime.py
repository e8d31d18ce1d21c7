"""What commands ask of the installation; config answers, since doors know no config."""

from collections.abc import Callable
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Protocol

from acerto.ports.series import SeriesSource

Say = Callable[[str], None]
Advance = Callable[[int], None]


class Needs(IntEnum):
    """What has to be up before a command runs; each includes the ones before it."""

    NOTHING = 0
    DJANGO = 1
    SERVER = 2
    DATABASE = 3


class Runtime(Protocol):
    """One installation of Acerto on this machine. A command finds it in `click.Context.obj`."""

    home: Path
    wsgi: str
    """The web application, as module:attribute."""

    def boot(self, *, needs: Needs, say: Say) -> None:
        """Bring up what a command needs; it stays up until the command ends."""

    def prepare_database(self, *, say: Say) -> int:
        """Roles, database, tables, security; returns how many migrations were new."""

    def backup(self, *, file: Path, advance: Advance) -> int:
        """Write a copy of the database to `file`; returns its bytes. `advance` hears of bytes."""

    def restore(self, *, file: Path, replace: bool, advance: Advance) -> int:
        """Fill the database from a copy; returns the bytes of SQL run."""

    def work(
        self, *, once: bool, at: datetime | None = None, at_least: int | None = None
    ) -> dict[str, int]:
        """Send what is due on every channel, once or until told to stop; returns the outcomes.

        For a demonstration: `at` is the instant to act at instead of the clock's, and `at_least` so
        many messages end it.
        """

    def series_source(self) -> SeriesSource:
        """Where the official series come from."""

    def collect_static(self) -> None:
        """Gather, hash and compress the static files."""
