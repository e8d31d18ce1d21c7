"""Standard output that says in words when it cannot be written: full, closed, or nobody reads on."""

import io
import os
import sys
from typing import TYPE_CHECKING

from acerto.doors.kit.errors import AcertoError, system_reason

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

STDOUT = 1


class OutputLost(AcertoError):
    """The answer, or a part of it, was not written."""

    code = "output_lost"


class ReaderGone(AcertoError):
    """Who read the answer has gone (`| head -1`): there is nothing to say, and nobody to hear it."""

    code = "reader_gone"


def guard_stdout() -> None:
    """From now on writing to `sys.stdout` raises OutputLost or ReaderGone, never OSError."""
    now = sys.stdout
    raw: io.RawIOBase = _Closed() if now is None else _Guarded(STDOUT, "w", closefd=False)
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=getattr(now, "encoding", "utf-8"),
        errors=getattr(now, "errors", "strict"),
        line_buffering=getattr(now, "line_buffering", False),
        write_through=getattr(now, "write_through", False),
    )


def drop_stdout() -> None:
    """Let what is still to be written go nowhere, so that the end of the process does not fail on it."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, STDOUT)
    sys.stdout = os.fdopen(null, "w")


class _Guarded(io.FileIO):
    def write(self, octets: "ReadableBuffer", /) -> int:
        try:
            return super().write(octets)
        except BrokenPipeError as problem:
            raise ReaderGone("Ninguém leu a resposta até o fim.") from problem
        except OSError as problem:
            text = f"Não foi possível escrever a resposta: {system_reason(problem)}."
            raise OutputLost(text) from problem


class _Closed(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, octets: "ReadableBuffer", /) -> int:
        raise OutputLost("Não foi possível escrever a resposta: a saída padrão está fechada.")
