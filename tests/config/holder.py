"""A process that uses the embedded server until its stdin closes: `python holder.py HOME`."""

import sys
from pathlib import Path

from acerto.config.home import Home
from acerto.config.postgres.launcher import running_server
from acerto.config.postgres.processes import postmaster
from acerto.doors.kit.errors import AcertoError


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


home = Home(Path(sys.argv[1]))
try:
    with running_server(home=home, extra={"fsync": "off"}):
        tell("up", postmaster(home.data))
        sys.stdin.read()
except AcertoError as error:
    tell("refused", error.code, error.message)
    sys.exit(1)
