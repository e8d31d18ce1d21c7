"""Mail about accounts (a new password) goes the way of all e-mail of this installation."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from acerto.adapters.channels.smtp import Server

from .channels import email_server


class AccountMail(BaseEmailBackend):
    """Django's way out through the server of `email_server`: the one configured, or our mailbox."""

    def open(self) -> bool:
        """Find out whether the server takes mail at all. Raises OSError, SMTPException."""
        with email_server() as server:
            smtp = _smtp(server, fail_silently=self.fail_silently)
            smtp.open()
            smtp.close()
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send; returns how many went. Raises OSError, SMTPException unless told to be silent."""
        with email_server() as server:
            smtp = _smtp(server, fail_silently=self.fail_silently)
            return smtp.send_messages(email_messages) or 0


def _smtp(server: Server, *, fail_silently: bool) -> EmailBackend:
    return EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.security == "starttls",
        use_ssl=server.security == "tls",
        timeout=int(server.timeout_seconds),
        fail_silently=fail_silently,
    )
