"""Reading the mailbox, newest first."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from mailbox import Maildir, NoSuchMailboxError
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list."""

    key: str
    received_at: datetime
    recipient: str
    subject: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, whole."""

    key: str
    received_at: datetime
    sender: str
    recipient: str
    subject: str
    message_id: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]


class NoSuchLetter(LookupError):
    """No message has this key."""

    code = "no_such_letter"


def list_messages(*, folder: Path, limit: int = 50, skip: int = 0) -> list[Summary]:
    """The newest messages of a maildir after the first `skip`; empty when there is none."""
    box = _open(folder)
    if box is None:
        return []
    newest = sorted(box.iterkeys(), key=_order, reverse=True)[skip : skip + limit]
    return [_summary(key, _headers(box, key)) for key in newest]


def read_message(*, folder: Path, key: str) -> Letter:
    """One message. Raises NoSuchLetter."""
    box = _open(folder)
    if box is None or key not in box:
        raise NoSuchLetter(key)
    mail = _read(box, key)
    return Letter(
        key=key,
        received_at=_received_at(key),
        sender=str(mail["From"]),
        recipient=str(mail["To"]),
        subject=str(mail["Subject"]),
        message_id=str(mail["Message-ID"]),
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
        headers=tuple((name, str(value)) for name, value in mail.items()),
    )


def _open(folder: Path) -> Maildir | None:
    try:
        return Maildir(folder, create=False)
    except NoSuchMailboxError:
        return None


def _read(box: Maildir, key: str) -> EmailMessage:
    mail = message_from_bytes(box.get_bytes(key), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _headers(box: Maildir, key: str) -> EmailMessage:
    """Without the text: a list of thousands needs none."""
    mail = BytesHeaderParser(policy=policy.default).parsebytes(box.get_bytes(key))
    assert isinstance(mail, EmailMessage)
    return mail


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body(preferencelist=(kind,))
    return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""


def _summary(key: str, mail: EmailMessage) -> Summary:
    return Summary(
        key=key,
        received_at=_received_at(key),
        recipient=str(mail["To"]),
        subject=str(mail["Subject"]),
        message_id=str(mail["Message-ID"]),
    )


def _order(key: str) -> tuple[int, int, str]:
    """A maildir's key is seconds.M<microseconds>P<process>…: when it came in."""
    seconds, _dot, rest = key.partition(".")
    micro = rest[1:].partition("P")[0]
    return int(seconds), int(micro) if micro.isdigit() else 0, key


def _received_at(key: str) -> datetime:
    return datetime.fromtimestamp(int(key.partition(".")[0]), tz=UTC)
