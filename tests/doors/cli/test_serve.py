"""One port, one server: what two starts at the same moment would otherwise share."""

import socket
import subprocess
import sys

import pytest

from acerto.doors.cli import serve

HOLD = """
import sys
from acerto.doors.cli.serve import _claimed
with _claimed(host="127.0.0.1", port=int(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="abstract names are Linux's")
def test_a_port_that_another_start_has_claimed_is_taken_before_anybody_listens(port: int) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(port)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    serve.require_free_port(host="127.0.0.1", port=port)  # nobody listens yet
    with (
        pytest.raises(serve.PortTaken, match=f"A porta {port} já está em uso"),
        serve._claimed(host="127.0.0.1", port=port),
    ):
        pytest.fail("two hold it")
    holder.kill()
    holder.wait()
    with serve._claimed(host="127.0.0.1", port=port):
        pass
