"""Workers that are killed at any instant, and workers that meet (DESIGN decision 4)."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from tests.domain.contact.crowd import gather
from tests.factory import NOON, World

from acerto.adapters.channels.smtp import Server, SmtpChannel
from acerto.domain.contact import hours, sending
from acerto.domain.contact.models import Contact, Permit, Refusal
from acerto.domain.tenancy.scope import scope
from acerto.doors.jobs.pace import Pace
from acerto.doors.jobs.sender import Sender
from acerto.law.rules.message import Draft, judge

KILLS = 200
AT_ONCE = 4
LIVES = 1.6  # a worker lives up to this many times what one batch takes here and now, alone
SEED = 20261121
BATCH = 2


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


def fork(act: Callable[[], Any]) -> int:
    """Run `act` in a process with connections of its own; returns its id."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        act()
        code = 0
    finally:
        os._exit(code)


def wait_for(child: int) -> None:
    """Until a worker ends by itself, without an error."""
    _child, status = os.waitpid(child, 0)
    assert status == 0


def work(world: World, port: int, *, batches: int | None = None) -> None:
    """Send batch after batch: so many, or until nothing is due."""
    channel = SmtpChannel(Server(host="127.0.0.1", port=port, sender="acerto@example.com"))
    sender = Sender(
        channel="email",
        port=channel,
        pace=Pace(per_second=0),
        clock=lambda: NOON,
        counts=Counter(),
        batch=BATCH,
    )
    while batches != 0 and sender.work(tenant_id=world.tenant_id):
        batches = batches and batches - 1


def seconds_of_a_batch(world: World, port: int) -> float:
    began = time.monotonic()
    wait_for(fork(lambda: work(world, port, batches=1)))
    return time.monotonic() - began


def kill_again_and_again(world: World, port: int) -> None:
    """Keep two workers alive, each for a random while, until enough were killed."""
    dice = random.Random(SEED)
    longest = LIVES * seconds_of_a_batch(world, port)
    living: list[tuple[float, int]] = []
    killed = 0
    while killed < KILLS:
        while len(living) < AT_ONCE:
            child = fork(lambda: work(world, port))
            living.append((time.monotonic() + dice.uniform(0, longest), child))
        living.sort()
        ends_at, child = living.pop(0)
        signal.setitimer(signal.ITIMER_REAL, max(0.0001, ends_at - time.monotonic()))
        signal.sigwait({signal.SIGALRM})
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        killed += 1
    for _ends_at, child in living:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.fixture
def world(committed_db: None) -> World:
    # Read once, before the forks: every worker would read the law anew.
    hours.places(channel="email", now=NOON)
    judge(Draft(channel="email", text="Uma mensagem."), on=NOON.date())
    return World.new()


class TestKilledWorkers:
    def test_no_message_goes_twice_and_every_contact_has_an_end(
        self, world: World, sink: SinkServer
    ) -> None:
        with scope(world.tenant_id):
            queued = gather(world, people=480) + gather(world, people=40, cases=3, first=480)
        assert queued == 600
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        try:
            kill_again_and_again(world, sink.port)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
        self.check_what_is_left(world, sink)

    def check_what_is_left(self, world: World, sink: SinkServer) -> None:
        with scope(world.tenant_id):
            in_flight = Contact.objects.filter(state="claimed").count()
            swept = sending.sweep(now=NOON, lost_after=sending.timedelta(0)).unknown
            still_queued = Contact.objects.filter(state="queued").count()
        assert in_flight == swept > 0
        assert still_queued > 0, "the workers outran the kills: gather more people"
        wait_for(fork(lambda: work(world, sink.port)))
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
        together = [fork(lambda: work(world, sink.port)) for _ in range(2)]
        for child in together:
            wait_for(child)
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
