"""A client and an institution that talk over mutual TLS; at the end nothing may have broken the
specification, in either direction."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.pix_api.certificates import Authority, Pair
from tests.adapters.pix_api.server import CLIENT_ID, SECRET, World, serving

from acerto.adapters.payments.pix_api import Credentials, Patience, PixApi, other_institution

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CALM = Patience(connect_seconds=10, read_seconds=10, whole_seconds=20, pause_seconds=0.5)
HASTY = Patience(connect_seconds=10, read_seconds=1.5, whole_seconds=2.5, pause_seconds=0.5)


@dataclass
class Clock:
    """Time that passes when a test says so, or when somebody waits."""

    now: datetime = NOW
    waited: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Files:
    """Certificates: ours, the server's, and those of strangers."""

    authority: Authority
    server: Pair
    client: Pair
    stranger: Pair
    other_authority: Authority


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("pix")
    ours, others = Authority(folder, "authority"), Authority(folder, "stranger-authority")
    return Files(
        authority=ours,
        server=ours.issue("server", server=True),
        client=ours.issue("client", server=False),
        stranger=others.issue("stranger", server=False),
        other_authority=others,
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    assert world.broken == []


Connect = Callable[..., PixApi]


@pytest.fixture
def credentials(files: Files) -> Credentials:
    return Credentials(
        client_id=CLIENT_ID,
        client_secret=SECRET,
        certificate_path=str(files.client.certificate),
        key_path=str(files.client.key),
        ca_path=str(files.authority.certificate),
    )


@pytest.fixture
def connect(
    world: World, files: Files, clock: Clock, credentials: Credentials
) -> Iterator[Connect]:
    """Makes clients of the served institution; credentials, patience, auth and the like as asked."""
    with ExitStack() as stack:

        def made(
            *,
            given: Credentials = credentials,
            auth: Any = "basic",
            patience: Patience = CALM,
            server: dict[str, Any] | None = None,
            institution: dict[str, Any] | None = None,
            **more: Any,
        ) -> PixApi:
            served = {"server": files.server, "authority": str(files.authority.certificate)}
            url = stack.enter_context(serving(world, **(served | (server or {}))))
            bank = other_institution(
                name="Exemplo", base_url=f"{url}/api", token_url=f"{url}/oauth/token", auth=auth
            )
            bank = replace(bank, **(institution or {}))
            api = PixApi(
                institution=bank,
                credentials=given,
                clock=clock,
                patience=patience,
                sleep=clock.sleep,
                **more,
            )
            return stack.enter_context(api)

        yield made


@pytest.fixture
def api(connect: Connect) -> PixApi:
    return connect()


@pytest.fixture
def hasty(connect: Connect) -> PixApi:
    """A client that soon gives up on an answer."""
    return connect(patience=HASTY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
