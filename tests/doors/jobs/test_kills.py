"""Workers that are killed at any instant, and workers that meet (DESIGN decision 4)."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.domain.contact.crowd import gather
from tests.factory import NOON, World

from acerto.domain.contact import sending
from acerto.domain.contact.models import Contact, Permit, Refusal
from acerto.domain.tenancy.scope import scope

KILLS = 200
TOO_LONG = 240  # seconds: whatever hangs is found by the test itself


class SinkServer:
    """The server's port, and what it has accepted so far."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "accepted"
        self._file.touch()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.doors.jobs.sink", str(self._file)], stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def accepted(self) -> list[str]:
        return self._file.read_text().split()


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SinkServer]:
    server = SinkServer(tmp_path)
    yield server
    server.process.kill()
    server.process.wait()


@pytest.fixture
def world(committed_db: None) -> World:
    return World.new()


def workers(world: World, sink: SinkServer, what: str, count: int) -> None:
    """See tests.doors.jobs.workers: a process without threads, as forks want it."""
    database = str(connection.settings_dict["NAME"])
    arguments = [database, str(world.tenant_id), str(sink.port), what, str(count)]
    subprocess.run(
        [sys.executable, "-m", "tests.doors.jobs.workers", *arguments],
        check=True,
        timeout=TOO_LONG,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )


class TestKilledWorkers:
    def test_no_message_goes_twice_and_every_contact_has_an_end(
        self, world: World, sink: SinkServer
    ) -> None:
        with scope(world.tenant_id):
            queued = gather(world, people=480) + gather(world, people=40, cases=3, first=480)
        assert queued == 600
        workers(world, sink, "kill", KILLS)
        self.check_what_is_left(world, sink)

    def check_what_is_left(self, world: World, sink: SinkServer) -> None:
        with scope(world.tenant_id):
            in_flight = Contact.objects.filter(state="claimed").count()
            swept = sending.sweep(now=NOON, lost_after=timedelta(0)).unknown
            still_queued = Contact.objects.filter(state="queued").count()
        assert in_flight == swept > 0
        assert still_queued > 0, "the workers outran the kills: gather more people"
        workers(world, sink, "drain", 1)
        with scope(world.tenant_id):
            self.check_books(sink)

    def check_books(self, sink: SinkServer) -> None:
        accepted = sink.accepted()
        assert len(accepted) == len(set(accepted)), "a Message-ID was seen twice"
        contacts = list(Contact.objects.all())
        states = Counter(contact.state for contact in contacts)
        assert set(states) <= {"sent", "queued", "refused", "unknown"}
        at_server = set(accepted)
        told_sent = {contact.message_id for contact in contacts if contact.state == "sent"}
        assert told_sent <= at_server, "told as sent, and the server never had it"
        in_doubt = {contact.message_id for contact in contacts if contact.state == "unknown"}
        assert at_server <= told_sent | in_doubt, "the server has what we tell as not sent"
        assert at_server & in_doubt, "no kill fell between the sending and its record"
        self.check_caps()

    def check_caps(self) -> None:
        permits = Counter(Permit.objects.values_list("party_id", "local_on"))
        assert set(permits.values()) == {1}
        waiting = Contact.objects.filter(state="queued")
        capped = Refusal.objects.filter(rule="frequency-excess-day").values("contact_id")
        assert not waiting.exclude(pk__in=capped).exists()
        assert waiting.count() == 40 * 2


class TestWorkersThatMeet:
    def test_of_three_contacts_of_one_person_one_goes(self, world: World, sink: SinkServer) -> None:
        with scope(world.tenant_id):
            assert gather(world, people=25, cases=3) == 75
        workers(world, sink, "drain", 2)
        with scope(world.tenant_id):
            sent = Counter(
                Contact.objects.filter(state="sent").values_list("recipient_id", flat=True)
            )
            assert len(sent) == 25
            assert set(sent.values()) == {1}
            rules = Refusal.objects.filter(contact__state="queued").values_list("rule", flat=True)
            assert set(rules) == {"frequency-excess-day"}
            assert Contact.objects.filter(state="queued").count() == 50
        assert len(sink.accepted()) == 25
