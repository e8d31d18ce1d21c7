"""A channel takes a message to a recipient: what Acerto asks of e-mail, SMS, voice and the like.

An adapter knows no model. It sends once, with a timeout, and tells how it ended: a Receipt, a
Rejected, or ResultUnknown when the provider may or may not have taken the message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

NO_MAILBOX = "no_mailbox"
"""Reason of a permanent refusal that says: this address does not exist."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message for one recipient, complete: nothing is filled in later.

    `message_id` is the idempotency key, the same in every try; `headers` are the channel's own
    (List-Unsubscribe for e-mail). `html` is empty where the channel has none.
    """

    recipient: str
    subject: str
    text: str
    message_id: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PermitRef:
    """The permit under which a message goes: no adapter sends without one."""

    permit_id: int
    contact_id: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider took the message. `provider_id` is its own name for it."""

    provider_id: str


class Rejected(Exception):
    """The provider refused, and nothing was sent.

    `permanent`: another try of the same message to the same recipient would be refused too.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class ResultUnknown(Exception):
    """The connection was lost after the message was handed over: it may have been sent.

    Whoever called records it as unknown and never sends it again by itself.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChannelPort(Protocol):
    """What an adapter of a channel does."""

    def check(self) -> None:
        """Raise Rejected when nothing could be sent now: asked before a permit is spent."""
        ...

    def send(self, *, message: Message, permit: PermitRef) -> Receipt:
        """Send once. Raises Rejected, ResultUnknown."""
        ...
