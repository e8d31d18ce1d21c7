"""The worker: sends what is due, tenant by tenant, until it is told to stop."""

import logging
import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from types import FrameType

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from acerto.domain.contact.queue import tenants_due
from acerto.doors.kit import clock
from acerto.doors.kit.errors import AcertoError
from acerto.ports.channel import ChannelPort, Rejected

from .housekeeping import tidy
from .pace import Pace
from .sender import Clock, Sender

POLL_SECONDS = 2.0
TIDY_EVERY = timedelta(hours=6)
TROUBLE_SECONDS = 15.0
OUTCOMES = (
    "sent", "unknown", "rejected", "requeued", "held_back", "postponed", "refused",
)  # fmt: skip
log = logging.getLogger(__name__)


class ChannelAway(AcertoError):
    """The server behind a channel does not answer, or refuses us."""

    code = "channel_away"

    def __init__(self, reason: str) -> None:
        super().__init__(
            _(
                "O servidor de e-mail não aceitou a conexão (%(reason)s). Nada se perdeu: a fila "
                "espera. Confira ACERTO_SMTP_HOST, ACERTO_SMTP_PORT, usuário e senha."
            )
            % {"reason": reason}
        )


@dataclass(frozen=True, slots=True)
class Outlet:
    """A channel that is open for sending, and how fast it may go (messages a second; 0: any)."""

    port: ChannelPort
    per_second: float = 0


@dataclass(slots=True)
class Worker:
    """Several may run at once, on this machine or others: the claim keeps them apart."""

    outlets: Mapping[str, Outlet]
    now: Clock = clock.now
    stop: Event = field(default_factory=Event)
    counts: Counter[str] = field(default_factory=Counter)
    tidied_at: datetime | None = None

    def drain(self, *, at_least: int | None = None) -> dict[str, int]:
        """Send until nothing is due, or until `at_least` so many went out.

        Raises ChannelAway; what is not claimed stays queued.
        """
        senders = self._senders()
        try:
            while not self.stop.is_set() and self._round(senders):
                if at_least is not None and self.counts["sent"] >= at_least:
                    break
        except Rejected as refusal:
            raise ChannelAway(refusal.reason) from refusal
        return self.summary()

    def run(self) -> dict[str, int]:
        """Send until `stop` is set, and wait out a channel or a database that is away."""
        senders = self._senders()
        while not self.stop.is_set():
            try:
                self._tidy()
                pause = 0.0 if self._round(senders) else POLL_SECONDS
            except Rejected as refusal:
                log.warning("channel cannot send: %s", refusal.reason)
                pause = TROUBLE_SECONDS
            except OperationalError as error:
                log.warning("database is away: %s", error)
                connection.close()
                pause = TROUBLE_SECONDS
            self.stop.wait(pause)
        return self.summary()

    def _tidy(self) -> None:
        if self.tidied_at is None or self.now() - self.tidied_at >= TIDY_EVERY:
            self.tidied_at = self.now()
            tidy(now=self.tidied_at)

    def summary(self) -> dict[str, int]:
        """How many contacts ended how, since the start."""
        return {outcome: self.counts[outcome] for outcome in OUTCOMES}

    def _senders(self) -> list[Sender]:
        return [
            Sender(
                channel=channel,
                port=outlet.port,
                pace=Pace(per_second=outlet.per_second),
                clock=self.now,
                counts=self.counts,
            )
            for channel, outlet in self.outlets.items()
        ]

    def _round(self, senders: list[Sender]) -> int:
        """One batch for every tenant with something due; returns how many were looked at."""
        looked = 0
        for tenant_id in tenants_due(now=self.now()):
            for sender in senders:
                if self.stop.is_set():
                    return looked
                looked += sender.work(tenant_id=tenant_id)
        return looked


@contextmanager
def stopped_by_signals(stop: Event) -> Iterator[None]:
    """SIGTERM and SIGINT let the batch in hand end, then the worker; nothing is left claimed."""

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
