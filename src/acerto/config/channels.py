"""The registry of channels: the only place that names their adapters."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parseaddr

from django.conf import settings

from acerto.adapters.channels.mailbox import MailboxServer
from acerto.adapters.channels.mailbox.server import HOST
from acerto.adapters.channels.smtp import Security, Server, SmtpChannel
from acerto.doors.jobs.worker import Outlet

TLS_PORT = 465
"""Where TLS is spoken from the first byte (RFC 8314); elsewhere by STARTTLS."""


@contextmanager
def open_outlets() -> Iterator[Mapping[str, Outlet]]:
    """The channels of this installation, open for sending.

    Without ACERTO_SMTP_HOST e-mail goes by real SMTP to a mailbox of our own: nothing leaves the
    machine.
    """
    with email_server() as server:
        channel = SmtpChannel(server)
        try:
            yield {"email": Outlet(port=channel, per_second=settings.ACERTO_EMAIL_PER_SECOND)}
        finally:
            channel.close()


@contextmanager
def email_server() -> Iterator[Server]:
    """The SMTP server that this installation sends through; its own mailbox where none is set."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if settings.ACERTO_SMTP_HOST:
        yield Server(
            host=settings.ACERTO_SMTP_HOST,
            port=settings.EMAIL_PORT,
            sender=sender,
            user=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            security=_security(),
            timeout_seconds=settings.EMAIL_TIMEOUT,
        )
        return
    mailbox = MailboxServer(folder=settings.ACERTO_MAILBOX).start()
    try:
        yield Server(host=HOST, port=mailbox.port, sender=sender)
    finally:
        mailbox.stop()


def _security() -> Security:
    if not settings.EMAIL_USE_TLS:
        return "none"
    return "tls" if settings.EMAIL_PORT == TLS_PORT else "starttls"
