"""Which SMTP server, and how to open a session with it."""

import smtplib
import ssl
from dataclasses import dataclass
from typing import Literal

from acerto.ports.channel import Rejected

Security = Literal["none", "starttls", "tls"]


@dataclass(frozen=True, slots=True)
class Server:
    """Address, account and patience. `sender` is the envelope's MAIL FROM, without a name."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: Security = "none"
    timeout_seconds: float = 20


def open_session(server: Server) -> smtplib.SMTP:
    """Connect, secure and log in. Raises Rejected, never permanent: no message was the cause."""
    try:
        session = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        raise Rejected("unreachable", permanent=False) from error
    try:
        if server.security == "starttls":
            session.starttls(context=ssl.create_default_context())
        if server.user:
            session.login(server.user, server.password)
    except (OSError, smtplib.SMTPException) as error:
        session.close()
        refused = isinstance(error, smtplib.SMTPAuthenticationError)
        raise Rejected("login_refused" if refused else "unreachable", permanent=False) from error
    return session


def _connect(server: Server) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout_seconds, context=context
        )
    session = smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)
    session.ehlo_or_helo_if_needed()
    return session
