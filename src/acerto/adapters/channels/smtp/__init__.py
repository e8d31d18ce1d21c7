"""E-mail through any SMTP server."""

from .channel import SmtpChannel
from .server import Security, Server

__all__ = ["Security", "Server", "SmtpChannel"]
