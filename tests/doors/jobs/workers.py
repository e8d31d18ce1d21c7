"""Workers that send for one tenant, started in a process without threads, which may fork safely.

`python -m tests.doors.jobs.workers DATABASE TENANT PORT kill KILLS` keeps four workers alive, each
for a random while, until so many were killed; `… drain WORKERS` lets so many work until nothing is
due, and fails where one of them fails.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

AT_ONCE = 4
LIVES = 2  # a worker lives up to so many times what one batch takes, with so many at work
SEED = 20261121
BATCH = 2


def fork(act: Callable[[], Any]) -> int:
    """Run `act` in a process with connections of its own; returns its id."""
    from django.db import connections

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
    if status:
        raise SystemExit(f"worker ended with {status}")


def work(tenant_id: int, port: int, *, batches: int | None = None) -> None:
    """Send batch after batch: so many, or until nothing is due."""
    from tests.factory import NOON

    from acerto.adapters.channels.smtp import Server, SmtpChannel
    from acerto.doors.jobs.pace import Pace
    from acerto.doors.jobs.sender import Sender

    channel = SmtpChannel(Server(host="127.0.0.1", port=port, sender="acerto@example.com"))
    sender = Sender(
        channel="email",
        port=channel,
        pace=Pace(per_second=0),
        clock=lambda: NOON,
        counts=Counter(),
        batch=BATCH,
    )
    while batches != 0 and sender.work(tenant_id=tenant_id):
        batches = batches and batches - 1


def read_the_law() -> None:
    """Once, before the forks: every worker would read it anew."""
    from tests.factory import NOON

    from acerto.domain.contact import hours
    from acerto.law.rules.message import Draft, judge

    hours.places(channel="email", now=NOON)
    judge(Draft(channel="email", text="Uma mensagem."), on=NOON.date())


def seconds_of_a_batch(tenant_id: int, port: int) -> float:
    began = time.monotonic()
    for child in [fork(lambda: work(tenant_id, port, batches=1)) for _ in range(AT_ONCE)]:
        wait_for(child)
    return time.monotonic() - began


def kill_again_and_again(tenant_id: int, port: int, kills: int) -> None:
    """Keep workers alive, each for a random while, until enough were killed."""
    dice = random.Random(SEED)
    longest = LIVES * seconds_of_a_batch(tenant_id, port)
    living: list[tuple[float, int]] = []
    for _kill in range(kills):
        while len(living) < AT_ONCE:
            child = fork(lambda: work(tenant_id, port))
            living.append((time.monotonic() + dice.uniform(0, longest), child))
        living.sort()
        ends_at, child = living.pop(0)
        time.sleep(max(0, ends_at - time.monotonic()))
        kill(child)
    for _ends_at, child in living:
        kill(child)


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(database: str, tenant: str, port: str, what: str, count: str) -> None:
    django.setup()
    from tests.database import join

    join(database)
    read_the_law()
    if what == "kill":
        return kill_again_and_again(int(tenant), int(port), int(count))
    for child in [fork(lambda: work(int(tenant), int(port))) for _ in range(int(count))]:
        wait_for(child)
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
