"""Not faster than a provider wants."""

import time
from collections.abc import Callable


class Pace:
    """A token bucket of one second's tokens, in this process; `per_second` of 0 is no limit."""

    def __init__(
        self,
        *,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._per_second = per_second
        self._clock = clock
        self._sleep = sleep
        self._tokens = max(1.0, per_second)
        self._seen = clock()

    def wait(self) -> None:
        """Take one token, when there is one."""
        if self._per_second <= 0:
            return
        self._refill()
        if self._tokens < 1:
            self._sleep((1 - self._tokens) / self._per_second)
            self._refill()
        self._tokens -= 1

    def _refill(self) -> None:
        now = self._clock()
        most = max(1.0, self._per_second)
        self._tokens = min(most, self._tokens + (now - self._seen) * self._per_second)
        self._seen = now
