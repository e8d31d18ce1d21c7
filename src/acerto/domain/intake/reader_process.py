"""The process that reads a large file of titles: python -m acerto.domain.intake.reader_process FD LANGUAGE

Speaks over an inherited pipe; the first message is the reader's Job. It has no database.
"""

import gc
import sys
from multiprocessing.connection import Connection

import django
from django.utils.translation import override


def main(*, descriptor: int, language: str) -> None:
    """Read the file, until its end or until nobody listens any more."""
    django.setup()
    from .reader import conversation
    from .types import FileProblem

    # Reading makes millions of short-lived lists and no cycles: looking for some would double its time.
    gc.disable()
    with Connection(descriptor) as connection, override(language):
        try:
            for said in conversation(connection.recv(), hear=connection.recv):
                connection.send(said)
        except FileProblem as problem:
            connection.send(problem)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


if __name__ == "__main__":
    main(descriptor=int(sys.argv[1]), language=sys.argv[2])
