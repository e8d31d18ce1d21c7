"""Sends one e-mail at a time and tells exactly how far it came.

Until the server asks for the text (354) nothing was handed over, so any trouble is a refusal. From
there on only the server's own answer counts: 2xx it took the message, 4xx or 5xx it did not, no
answer nobody knows.
"""

import re
import smtplib
from contextlib import suppress

from acerto.ports.channel import (
    NO_MAILBOX,
    Message,
    PermitRef,
    Receipt,
    Rejected,
    ResultUnknown,
)

from .mime import as_bytes
from .server import Server, open_session

GO_AHEAD = 354
PERMANENT = 500
DONE = 250
# Enhanced codes 5.1.x (RFC 3463): the address itself is wrong.
BAD_ADDRESS = re.compile(rb"^5\.1\.")
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class SmtpChannel:
    """Implements ports.channel.ChannelPort. Keeps its session open between messages."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._session: smtplib.SMTP | None = None

    def check(self) -> None:
        """Raise Rejected when the server does not answer or lets us not in."""
        if self._session is not None:
            with suppress(Rejected):
                _talk(self._session, "NOOP")
                return
            self.close()
        self._session = open_session(self._server)

    def send(self, *, message: Message, permit: PermitRef) -> Receipt:
        """Send once. Raises Rejected, ResultUnknown."""
        data = as_bytes(message, sender=self._server.sender, permit=permit)
        session = self._begin()
        try:
            self._recipient(session, message.recipient)
            self._ask_for_go_ahead(session)
            return self._hand_over(session, data)
        except (Rejected, ResultUnknown):
            self.close()
            raise

    def close(self) -> None:
        """End the session, politely when that is possible."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(OSError, smtplib.SMTPException):
                session.quit()
            session.close()

    def _begin(self) -> smtplib.SMTP:
        """A session that took MAIL FROM: the open one, or a new one if the server hung up."""
        if self._session is not None:
            try:
                self._mail_from(self._session)
            except Rejected:
                self.close()
            else:
                return self._session
        self._session = open_session(self._server)
        try:
            self._mail_from(self._session)
        except Rejected:
            self.close()
            raise
        return self._session

    def _mail_from(self, session: smtplib.SMTP) -> None:
        code, _answer = _talk(session, f"MAIL FROM:<{self._server.sender}>")
        if code != DONE:
            # About us, not about this message: never its end.
            raise Rejected(f"sender_refused_{code}", permanent=False)

    def _recipient(self, session: smtplib.SMTP, address: str) -> None:
        code, answer = _talk(session, f"RCPT TO:<{address}>")
        if code in (DONE, 251):
            return
        if code >= PERMANENT and BAD_ADDRESS.match(answer):
            raise Rejected(NO_MAILBOX, permanent=True)
        raise Rejected(f"recipient_refused_{code}", permanent=code >= PERMANENT)

    def _ask_for_go_ahead(self, session: smtplib.SMTP) -> None:
        code, _answer = _talk(session, "DATA")
        if code != GO_AHEAD:
            raise Rejected(f"message_refused_{code}", permanent=code >= PERMANENT)

    def _hand_over(self, session: smtplib.SMTP, data: bytes) -> Receipt:
        try:
            session.send(LEADING_DOT.sub(b"..", data) + b".\r\n")
            code, answer = session.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise ResultUnknown("connection_lost") from error
        if code != DONE:
            raise Rejected(f"message_refused_{code}", permanent=code >= PERMANENT)
        return Receipt(provider_id=answer.decode("ascii", "replace")[:120])


def _talk(session: smtplib.SMTP, line: str) -> tuple[int, bytes]:
    try:
        return session.docmd(line)
    except (OSError, smtplib.SMTPException) as error:
        raise Rejected("connection_lost_before_data", permanent=False) from error
