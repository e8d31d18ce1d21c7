"""A mail server and mailbox of Acerto's own: what is sent stays on this machine and can be read."""

from .reading import Letter, Summary, list_messages, read_message
from .server import MailboxServer

__all__ = ["Letter", "MailboxServer", "Summary", "list_messages", "read_message"]
