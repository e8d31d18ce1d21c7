"""The mailbox of our own: takes real SMTP, keeps files, lists and reads them."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest

from acerto.adapters.channels.mailbox import MailboxServer, list_messages, read_message
from acerto.adapters.channels.mailbox.reading import NoSuchLetter


def post(port: int, subject: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.org", subject
    mail["Message-ID"] = f"<{subject}@example.com>"
    mail.set_content("Olá, ação.")
    mail.add_alternative("<p>Olá, ação.</p>", subtype="html")
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.send_message(mail)


class TestMailbox:
    def test_keeps_and_shows_what_it_gets_newest_first(self, tmp_path: Path) -> None:
        folder = tmp_path / "home" / "mailbox"
        server = MailboxServer(folder=folder).start()
        post(server.port, "um")
        post(server.port, "dois")
        server.stop()
        newest, oldest = list_messages(folder=folder)
        assert (newest.subject, oldest.subject) == ("dois", "um")
        assert [line.subject for line in list_messages(folder=folder, limit=1)] == ["dois"]
        assert [line.subject for line in list_messages(folder=folder, limit=1, skip=1)] == ["um"]
        assert list_messages(folder=folder, skip=2) == []
        letter = read_message(folder=folder, key=oldest.key)
        assert letter.recipient == "b@example.org"
        assert letter.message_id == "<um@example.com>"
        assert letter.text == "Olá, ação.\n"
        assert "<p>Olá, ação.</p>" in letter.html
        assert letter.received_at.tzinfo

    def test_is_empty_before_the_first_message(self, tmp_path: Path) -> None:
        assert list_messages(folder=tmp_path / "mailbox") == []

    def test_does_not_know_other_keys(self, tmp_path: Path) -> None:
        with pytest.raises(NoSuchLetter):
            read_message(folder=tmp_path / "mailbox", key="../../etc/passwd")

    def test_several_may_run_at_once(self, tmp_path: Path) -> None:
        first, second = (MailboxServer(folder=tmp_path / "box").start() for _ in range(2))
        post(first.port, "um")
        post(second.port, "dois")
        first.stop()
        second.stop()
        assert len(list_messages(folder=tmp_path / "box")) == 2
