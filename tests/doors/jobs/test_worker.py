"""The worker: works off what is due, waits out trouble, stops when asked."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from threading import Event

import pytest
from tests.adapters.channels.servers import Answers, serving
from tests.domain.contact.crowd import gather
from tests.factory import NOON, World

from acerto.adapters.channels.smtp import Server, SmtpChannel
from acerto.domain.contact.models import Contact
from acerto.domain.tenancy.scope import scope
from acerto.doors.jobs.pace import Pace
from acerto.doors.jobs.worker import ChannelAway, Outlet, Worker, stopped_by_signals
from acerto.ports.channel import Message, PermitRef, Receipt


@pytest.fixture
def world(db: None) -> World:
    return World.new()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def smtp(answers: Answers) -> Iterator[SmtpChannel]:
    with serving(answers) as port:
        channel = SmtpChannel(Server(host="127.0.0.1", port=port, sender="acerto@example.com"))
        yield channel
        channel.close()


def worker(channel: SmtpChannel) -> Worker:
    return Worker(outlets={"email": Outlet(port=channel)}, now=lambda: NOON)


class TestDrain:
    def test_sends_all_that_is_due_and_counts(
        self, world: World, smtp: SmtpChannel, answers: Answers
    ) -> None:
        with scope(world.tenant_id):
            gather(world, people=25)
            gather(world, people=2, cases=3, first=25)
        counts = worker(smtp).drain()
        assert counts["sent"] == len(answers.taken) == 27
        assert counts["postponed"] == 4
        assert counts["unknown"] == counts["rejected"] == counts["refused"] == 0

    def test_serves_every_tenant(self, world: World, smtp: SmtpChannel) -> None:
        for each in (world, World.new()):
            with scope(each.tenant_id):
                gather(each, people=1)
        assert worker(smtp).drain()["sent"] == 2

    def test_claims_nothing_while_the_server_is_away(self, world: World) -> None:
        with serving(Answers()) as port:
            pass
        with scope(world.tenant_id):
            gather(world, people=3)
        channel = SmtpChannel(Server(host="127.0.0.1", port=port, sender="acerto@example.com"))
        with pytest.raises(ChannelAway, match="Nada se perdeu"):
            worker(channel).drain()
        with scope(world.tenant_id):
            assert set(Contact.objects.values_list("state", flat=True)) == {"queued"}

    def test_puts_back_what_the_server_refuses_for_now(
        self, world: World, smtp: SmtpChannel, answers: Answers
    ) -> None:
        answers.rcpt = "451 4.7.1 later"
        with scope(world.tenant_id):
            gather(world, people=2)
        assert worker(smtp).drain()["requeued"] == 2
        answers.rcpt = "250 OK"
        later = Worker(
            outlets={"email": Outlet(port=smtp)}, now=lambda: NOON + timedelta(minutes=16)
        )
        assert later.drain()["sent"] == 2
        assert len(answers.taken) == 2


class TestRun:
    def test_ends_its_batch_when_told_to_stop(self, world: World) -> None:
        with scope(world.tenant_id):
            gather(world, people=30)
        stop = Event()
        port = TellsToStop(stop)
        found = Worker(outlets={"email": Outlet(port=port)}, now=lambda: NOON, stop=stop).run()
        assert found["sent"] == port.sent == 20
        with scope(world.tenant_id):
            assert not Contact.objects.filter(state="claimed").exists()

    def test_a_signal_asks_it_to_stop(self) -> None:
        stop = Event()
        before = signal.getsignal(signal.SIGTERM)
        with stopped_by_signals(stop):
            os.kill(os.getpid(), signal.SIGTERM)
            assert stop.wait(5)
        assert signal.getsignal(signal.SIGTERM) == before


class TellsToStop:
    """A channel during whose first message somebody stops the worker."""

    def __init__(self, stop: Event) -> None:
        self._stop = stop
        self.sent = 0

    def check(self) -> None:
        return

    def send(self, *, message: Message, permit: PermitRef) -> Receipt:
        self._stop.set()
        self.sent += 1
        return Receipt(provider_id=str(self.sent))


class TestPace:
    def test_lets_so_many_pass_in_a_second(self) -> None:
        time = [0.0]
        waits: list[float] = []

        def sleep(seconds: float) -> None:
            waits.append(seconds)
            time[0] += seconds

        pace = Pace(per_second=2, clock=lambda: time[0], sleep=sleep)
        for _ in range(6):
            pace.wait()
        assert time[0] == pytest.approx(2)
        assert waits == pytest.approx([0.5] * 4)

    def test_of_zero_never_waits(self) -> None:
        pace = Pace(per_second=0, sleep=lambda seconds: pytest.fail("waited"))
        for _ in range(100):
            pace.wait()
