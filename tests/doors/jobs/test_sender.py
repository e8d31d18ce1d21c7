"""From the queue to a real SMTP server and back into the books."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.domain.contact.letters import overdue, queue
from tests.factory import NOON, World

from acerto.adapters.channels.mailbox import MailboxServer, list_messages, read_message
from acerto.adapters.channels.smtp import Server, SmtpChannel
from acerto.domain.contact.models import Permit
from acerto.domain.tenancy.scope import scope
from acerto.doors.jobs.pace import Pace
from acerto.doors.jobs.sender import Sender


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mailbox"


@pytest.fixture
def channel(folder: Path) -> Iterator[SmtpChannel]:
    server = MailboxServer(folder=folder).start()
    found = SmtpChannel(Server(host="127.0.0.1", port=server.port, sender="acerto@example.com"))
    yield found
    found.close()
    server.stop()


def sender(channel: SmtpChannel, counts: Counter[str]) -> Sender:
    return Sender(
        channel="email",
        port=channel,
        pace=Pace(per_second=0),
        clock=lambda: NOON,
        counts=counts,
    )


@pytest.mark.django_db
class TestSender:
    def test_sends_one_contact_and_keeps_what_became_of_it(
        self, channel: SmtpChannel, folder: Path
    ) -> None:
        world = World.new()
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            assert contact is not None
        counts: Counter[str] = Counter()
        sender(channel, counts).work(tenant_id=world.tenant_id)
        assert counts["sent"] == 1
        (line,) = list_messages(folder=folder)
        letter = read_message(folder=folder, key=line.key)
        with scope(world.tenant_id):
            contact.refresh_from_db()
            permit = Permit.objects.get(contact=contact)
        assert contact.state == "sent"
        assert contact.sent_at == NOON
        assert contact.message_id == letter.message_id
        assert contact.permit_id == permit.pk
        assert (permit.party_id, permit.ordinal) == (party_id, 1)
        assert letter.recipient == "ana@example.org"

    def test_the_job_of_one_tenant_leaves_the_queue_of_another_alone(
        self, channel: SmtpChannel, folder: Path
    ) -> None:
        mine, theirs = World.new(), World.new()
        waiting = []
        for world in (mine, theirs):
            with scope(world.tenant_id):
                party_id, case_id = overdue(world)
                waiting.append(queue(case_id, party_id))
        sender(channel, Counter()).work(tenant_id=mine.tenant_id)
        assert len(list_messages(folder=folder)) == 1
        with scope(theirs.tenant_id):
            waiting[1].refresh_from_db()
            assert (waiting[1].state, waiting[1].permit_id) == ("queued", None)
            assert not Permit.objects.exists()
        with scope(mine.tenant_id):
            assert not Permit.objects.filter(tenant_id=theirs.tenant_id).exists()
