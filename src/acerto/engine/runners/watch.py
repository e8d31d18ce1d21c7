"""Telling how far a run is while its engine works."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from .outcome import Progress

LOOK_SECONDS = 0.5


@contextmanager
def watched(*, look: Callable[[], float], progress: Progress | None) -> Iterator[None]:
    """Tell `progress` what `look` finds (0 to 1), from another thread, while the block runs."""
    if progress is None:
        yield
        return
    done = Event()

    def keep_looking() -> None:
        while not done.wait(LOOK_SECONDS):
            progress(look())

    thread = Thread(target=keep_looking, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
