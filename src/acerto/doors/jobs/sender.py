"""Claim, commit, send, record: one batch of one tenant on one channel."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from acerto.domain.contact import sending
from acerto.domain.contact.claim import BATCH, Claimed, claim
from acerto.domain.tenancy.scope import scope
from acerto.ports.channel import ChannelPort, PermitRef, Rejected, ResultUnknown

from .pace import Pace

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends what is due on one channel. `counts` adds up what became of each contact."""

    channel: str
    port: ChannelPort
    pace: Pace
    clock: Clock
    counts: Counter[str]
    batch: int = BATCH

    def work(self, *, tenant_id: int) -> int:
        """Clear up, claim one batch and send it; returns how many contacts were looked at.

        Raises Rejected, with nothing claimed, when the channel cannot send now.
        """
        self.port.check()
        with scope(tenant_id):
            self.counts["unknown"] += sending.sweep(now=self.clock()).unknown
        with scope(tenant_id):
            result = claim(channel=self.channel, now=self.clock(), batch=self.batch)
        self.counts["postponed"] += result.postponed
        self.counts["refused"] += result.refused
        for claimed in result.claimed:
            self.counts[self._send(tenant_id, claimed)] += 1
        return result.looked

    def _send(self, tenant_id: int, claimed: Claimed) -> str:
        contact_id = claimed.contact_id
        with scope(tenant_id):
            message = sending.prepare(contact_id=contact_id, now=self.clock())
        if message is None:
            return "held_back"
        self.pace.wait()
        permit = PermitRef(permit_id=claimed.permit_id, contact_id=contact_id)
        try:
            receipt = self.port.send(message=message, permit=permit)
        except Rejected as refusal:
            return self._rejected(tenant_id, contact_id, refusal)
        except ResultUnknown as lost:
            with scope(tenant_id):
                sending.record_unknown(contact_id=contact_id, reason=lost.reason, now=self.clock())
            return "unknown"
        with scope(tenant_id):
            sending.record_sent(contact_id=contact_id, receipt=receipt, now=self.clock())
        return "sent"

    def _rejected(self, tenant_id: int, contact_id: int, refusal: Rejected) -> str:
        with scope(tenant_id):
            for_good = sending.record_rejected(
                contact_id=contact_id,
                reason=refusal.reason,
                permanent=refusal.permanent,
                now=self.clock(),
            )
        return "rejected" if for_good else "requeued"
