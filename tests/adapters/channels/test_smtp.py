"""Sending by SMTP: what the server says decides, and silence is told as what it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from tests.adapters.channels.servers import Answers, hanging_up, only, serving

from acerto.adapters.channels.smtp import Server, SmtpChannel
from acerto.ports.channel import NO_MAILBOX, Message, PermitRef, Rejected, ResultUnknown

PERMIT = PermitRef(permit_id=7, contact_id=9)
MESSAGE = Message(
    recipient="ana@example.org",
    subject="Olá, atenção",
    text="Linha\n.ponto no começo\nação\n",
    html="<p>ação</p>",
    message_id="<one@example.com>",
    headers={
        "From": "Loja <acerto@example.com>",
        "List-Unsubscribe": "<https://example.com/o/x/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
)


@contextmanager
def channel(port: int, **more: Any) -> Iterator[SmtpChannel]:
    found = SmtpChannel(
        Server(host="127.0.0.1", port=port, sender="acerto@example.com", timeout_seconds=2, **more)
    )
    yield found
    found.close()


def send_to(answers: Answers) -> None:
    with serving(answers) as port, channel(port) as smtp:
        smtp.send(message=MESSAGE, permit=PERMIT)


class TestSend:
    def test_hands_over_a_whole_multipart_message(self) -> None:
        answers = Answers()
        send_to(answers)
        (envelope,) = answers.taken
        assert envelope.mail_from == "acerto@example.com"
        assert envelope.rcpt_tos == ["ana@example.org"]
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        assert mail["Subject"] == MESSAGE.subject
        assert mail["Message-ID"] == MESSAGE.message_id
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["X-Acerto-Permit"] == "7"
        assert _part(mail, "plain") == MESSAGE.text
        assert _part(mail, "html").strip() == MESSAGE.html

    def test_keeps_its_session_for_the_next_message(self) -> None:
        answers = Answers()
        with serving(answers) as port, channel(port) as smtp:
            for _ in range(3):
                smtp.send(message=MESSAGE, permit=PERMIT)
        assert len(answers.taken) == 3
        assert len({id(envelope) for envelope in answers.taken}) == 3

    def test_opens_a_new_session_when_the_server_hung_up(self) -> None:
        answers = Answers()
        with serving(answers) as port, channel(port) as smtp:
            smtp.send(message=MESSAGE, permit=PERMIT)
            assert smtp._session
            smtp._session.close()
            smtp.send(message=MESSAGE, permit=PERMIT)
        assert len(answers.taken) == 2

    @pytest.mark.filterwarnings("ignore:Requiring AUTH")
    def test_logs_in(self) -> None:
        answers = Answers()
        with (
            serving(answers, **only("loja", "segredo")) as port,
            channel(port, user="loja", password="segredo") as smtp,
        ):
            smtp.send(message=MESSAGE, permit=PERMIT)
        assert len(answers.taken) == 1


# What the server says at which step: (reason, permanent).
REFUSALS = [
    ({"rcpt": "550 5.1.1 no such user"}, NO_MAILBOX, True),
    ({"rcpt": "550 5.7.1 not from you"}, "recipient_refused_550", True),
    ({"rcpt": "451 4.7.1 greylisted"}, "recipient_refused_451", False),
    ({"data": "554 5.7.1 spam"}, "message_refused_554", True),
    ({"data": "452 4.3.1 disk full"}, "message_refused_452", False),
    # About who sends: no fault of this message, so never its end.
    ({"mail": "550 5.7.1 sender unknown"}, "sender_refused_550", False),
]


class TestRefusal:
    @pytest.mark.parametrize(("said", "reason", "permanent"), REFUSALS)
    def test_says_why_and_whether_for_good(
        self, said: dict[str, str], reason: str, permanent: bool
    ) -> None:
        answers = Answers(**said)  # type: ignore[arg-type]
        with pytest.raises(Rejected) as caught:
            send_to(answers)
        assert (caught.value.reason, caught.value.permanent) == (reason, permanent)
        assert answers.taken == []

    @pytest.mark.filterwarnings("ignore:Requiring AUTH")
    def test_of_a_log_in_is_nobody_s_end(self) -> None:
        with (
            serving(Answers(), **only("loja", "segredo")) as port,
            channel(port, user="loja", password="errado") as smtp,
            pytest.raises(Rejected) as caught,
        ):
            smtp.send(message=MESSAGE, permit=PERMIT)
        assert (caught.value.reason, caught.value.permanent) == ("login_refused", False)

    def test_of_the_connection_is_for_now(self) -> None:
        with serving(Answers()) as port:
            pass
        with channel(port) as smtp, pytest.raises(Rejected) as caught:
            smtp.send(message=MESSAGE, permit=PERMIT)
        assert (caught.value.reason, caught.value.permanent) == ("unreachable", False)


HELLO = (b"ehlo", b"250 ready")
MAIL = (b"MAIL", b"250 ok")
RCPT = (b"RCPT", b"250 ok")
DATA = (b"DATA", b"354 go ahead")


class TestLostConnection:
    @pytest.mark.parametrize("script", [[HELLO, MAIL], [HELLO, MAIL, RCPT]])
    def test_before_the_text_is_a_refusal_for_now(self, script: list[tuple[bytes, bytes]]) -> None:
        with hanging_up(script) as port, channel(port) as smtp, pytest.raises(Rejected) as caught:
            smtp.send(message=MESSAGE, permit=PERMIT)
        assert caught.value.permanent is False

    @pytest.mark.parametrize("after_text", [[], [(b".\r\n", b"")]])
    def test_after_the_text_was_asked_for_nobody_knows(
        self, after_text: list[tuple[bytes, bytes]]
    ) -> None:
        script = [HELLO, MAIL, RCPT, DATA, *after_text]
        with hanging_up(script) as port, channel(port) as smtp, pytest.raises(ResultUnknown):
            smtp.send(message=MESSAGE, permit=PERMIT)


class TestCheck:
    def test_says_when_nothing_could_be_sent(self) -> None:
        with serving(Answers()) as port, channel(port) as smtp:
            smtp.check()
            smtp.check()
        with channel(port) as smtp, pytest.raises(Rejected):
            smtp.check()


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")
