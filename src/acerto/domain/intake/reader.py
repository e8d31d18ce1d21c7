"""A file of titles read beside the database: a large one in a process of its own.

The two take turns so that one chunk is read while another is looked up and written. Said in this order:
keys of the first chunk, keys of the second, batch of the first, keys of the third, batch of the second …,
None where a file has no further chunk, batch of the last.
"""

import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acerto.domain.receivables.take_in import Found

from .layout import Layout
from .mapping import Mapping
from .reading import Scanned, open_sheet
from .title_keys import Keys, chunks
from .title_rows import Batch, TitleRows
from .types import FileProblem

WORTH_A_PROCESS = 8 << 20
"""Bytes of a file from which a second process pays for its start of about a second."""
PROCESS = "acerto.domain.intake.reader_process"
Said = Keys | Batch | None


@dataclass(frozen=True, slots=True)
class Job:
    """What a reader needs to know."""

    path: Path
    scanned: Scanned
    mapping: Mapping
    tenant_id: int


Listen = Callable[[], Said]
Tell = Callable[[Found], None]


class Reader:
    """The file's side of the conversation, which begins with a job."""

    def __init__(self, *, start: Callable[[Job], tuple[Listen, Tell]]) -> None:
        self._start = start

    def begin(self, job: Job) -> None:
        """Let it read."""
        self._listen, self.tell = self._start(job)

    def keys(self) -> Keys | None:
        """The next chunk's natural keys; None after the last chunk. Raises FileProblem."""
        said = self._listen()
        assert not isinstance(said, Batch)
        return said

    def batch(self) -> Batch:
        """What is to be written of the oldest chunk that the reader has been told about."""
        said = self._listen()
        assert isinstance(said, Batch)
        return said


@contextmanager
def reader(*, path: Path) -> Iterator[Reader]:
    """A reader of a file, in a process of its own where that pays. Its end is the end of the process."""
    if not path.is_file() or path.stat().st_size < WORTH_A_PROCESS:
        yield Reader(start=_here)
        return
    # A fresh interpreter, not a fork: what runs this may have threads and a database connection.
    here, there = Pipe()
    command = [sys.executable, "-m", PROCESS, str(there.fileno()), get_language() or "pt-br"]
    process = subprocess.Popen(command, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL)
    there.close()

    def apart(job: Job) -> tuple[Listen, Tell]:
        here.send(job)
        return _drained(here), here.send

    try:
        yield Reader(start=apart)
    finally:
        here.close()
        process.kill()
        process.wait()


def _here(job: Job) -> tuple[Listen, Tell]:
    told: deque[Found] = deque()
    said = conversation(job, hear=told.popleft)
    return (lambda: next(said)), told.append


def conversation(job: Job, *, hear: Callable[[], Found]) -> Iterator[Said]:
    """Say keys and batches in their order; `hear` gives what was found of the oldest keys said."""
    with open_sheet(path=job.path, scanned=job.scanned, delimiter=job.mapping.separator) as sheet:
        layout = Layout(tenant_id=job.tenant_id, mapping=job.mapping, header=sheet.header)
        rows = TitleRows(tenant_id=job.tenant_id, mapping=job.mapping, layout=layout)
        read = chunks(rows=sheet.rows, layout=layout)
        chunk = next(read, None)
        yield chunk.keys() if chunk else None
        while chunk:
            following = next(read, None)
            yield following.keys() if following else None
            yield rows.read(chunk=chunk, found=hear())
            chunk = following


def _drained(connection: Connection) -> Listen:
    """Receive in a thread, so that the reader goes on while the database works.

    The order of the conversation bounds how far it can run ahead.
    """
    arrived: queue.SimpleQueue[object] = queue.SimpleQueue()

    def receive() -> None:
        try:
            while True:
                arrived.put(connection.recv())
        except (EOFError, OSError):
            arrived.put(_lost())

    threading.Thread(target=receive, daemon=True).start()

    def listen() -> Said:
        said = arrived.get()
        if isinstance(said, Exception):
            raise said
        return said  # type: ignore[return-value]

    return listen


def _lost() -> FileProblem:
    return FileProblem(
        "reader_lost",
        _(
            "A leitura do arquivo foi interrompida (pode ter faltado memória). Nada foi gravado: "
            "importe de novo."
        ),
    )
