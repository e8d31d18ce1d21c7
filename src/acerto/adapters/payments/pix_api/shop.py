"""Tokens bought by the client credentials grant, in a bounded number of tries."""

import logging
from collections.abc import Callable
from datetime import datetime

from .access import Token, read_token
from .connection import Answer, Connection, LostAnswer, Patience
from .errors import Refused, TooManyRequests, Unauthenticated, Unavailable, Unreachable
from .problems import may_repeat, read_problem, refusal, retry_after

LOG = logging.getLogger("acerto.adapters.payments.pix_api")
REDIRECT = 300


class TokenShop:
    """Where one institution sells tokens; `request` is the headers and the form."""

    def __init__(
        self,
        *,
        connection: Connection,
        url: str,
        request: tuple[dict[str, str], bytes],
        name: str,
        clock: Callable[[], datetime],
        patience: Patience,
        sleep: Callable[[float], None],
    ) -> None:
        self._connection = connection
        self._url = url
        self._request = request
        self._name = name
        self._clock = clock
        self._patience = patience
        self._sleep = sleep

    def buy(self) -> Token:
        """A token by client credentials. Raises Refused."""
        headers, form = self._request
        for number in range(1, self._patience.tries + 1):
            left = self._patience.tries - number
            wait = self._patience.pause(number)
            now = self._clock()
            try:
                found = self._connection.send("POST", self._url, headers=headers, content=form)
                LOG.info("%s token: %d (try %d)", self._name, found.status, number)
                if found.status < REDIRECT:
                    return read_token(body=found.body, now=now)
                trouble = self._refusal(found, now)
                asked = trouble.retry_after_seconds or 0
                too_long = asked > self._patience.longest_pause_seconds
                if not left or too_long or not may_repeat(trouble, safe=True):
                    raise trouble
                wait = max(wait, asked)
            except LostAnswer as lost:
                if not left:
                    raise Unavailable(
                        lost.code, "A instituição não deu o token de acesso a tempo."
                    ) from lost
            except Unreachable:
                if not left:
                    raise
            self._sleep(wait)
        raise AssertionError("unreachable")

    def _refusal(self, found: Answer, now: datetime) -> Refused:
        """RFC 6749 §5.2 says 400 where credentials or scopes are not taken."""
        after = retry_after(found.headers.get("retry-after"), now=now)
        trouble = refusal(
            read_problem(status=found.status, body=found.body), retry_after_seconds=after
        )
        if isinstance(trouble, Unavailable | TooManyRequests) or trouble.problem is None:
            return trouble
        return Unauthenticated(
            trouble.problem.kind or "credentials",
            "A instituição não deu o token: confira client id, segredo, certificado e escopos "
            f"(resposta {found.status}).",
            problem=trouble.problem,
        )
