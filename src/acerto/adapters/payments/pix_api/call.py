"""A request as the API wants it: address, token, headers, tries; its answer read or its refusal raised.

What can be repeated is: a GET, a DELETE, and a PUT that says the whole state under our own id. Anything
else is sent again only when it was surely not carried out: no connection, 401, 429.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar, overload

from pydantic import ValidationError

from .access import Credentials, Token, TokenBox, token_request
from .address import Address, Operation, Repeat, only_https
from .connection import Answer, Connection, LostAnswer, Patience
from .errors import (
    AccessDenied,
    Conflict,
    InvalidRequest,
    NotFound,
    Refused,
    ResultUnknown,
    Unavailable,
    Unreachable,
    UnreadableAnswer,
)
from .institutions import Environment, Institution
from .problems import may_repeat, read_problem, refusal, retry_after
from .shop import TokenShop
from .values import AnswerT, Received, Sent, place

LOG = logging.getLogger("acerto.adapters.payments.pix_api")
ResultT = TypeVar("ResultT")

REDIRECT, UNAUTHORISED, SERVER_ERROR, UNAVAILABLE = 300, 401, 500, 503


class _NotSent(Exception):
    """This try was not sent: no connection, or no token, which has had its own tries."""

    def __init__(self, refused: Refused, *, no_token: bool = False) -> None:
        super().__init__(refused.code)
        self.refused = refused
        self.no_token = no_token


class Caller:
    """Asks one institution. Safe to share between threads."""

    def __init__(
        self,
        *,
        institution: Institution,
        environment: Environment,
        credentials: Credentials,
        scopes: str,
        clock: Callable[[], datetime],
        patience: Patience,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._institution = institution
        endpoint = institution.endpoint(environment)
        for address in (endpoint.base_url, endpoint.token_url):
            only_https(address)
        self._credentials = credentials
        self._clock = clock
        self._patience = patience
        self._sleep = sleep
        self._connection = Connection(credentials=credentials, patience=patience)
        self._address = Address(
            institution=institution, environment=environment, credentials=credentials
        )
        shop = TokenShop(
            connection=self._connection,
            url=endpoint.token_url,
            request=token_request(credentials=credentials, style=institution.auth, scopes=scopes),
            name=institution.code,
            clock=clock,
            patience=patience,
            sleep=sleep,
        )
        self._tokens = TokenBox(buy=shop.buy, clock=clock)

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def check(self) -> None:
        """Raise Refused when no token can be had now."""
        self._tokens.get()

    @overload
    def ask(
        self,
        operation: Operation,
        answer: type[AnswerT],
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Sent | None = None,
    ) -> AnswerT: ...

    @overload
    def ask(
        self,
        operation: Operation,
        answer: None,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Sent | None = None,
    ) -> None: ...

    def ask(
        self,
        operation: Operation,
        answer: type[Received] | None,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Sent | None = None,
    ) -> Received | None:
        """Carry out an operation and read its answer. Raises Refused, ResultUnknown."""
        url = self._address.url(operation, path=path or {}, query=query or {})
        content = None if body is None else json.dumps(body.body()).encode()
        found = self._persist(operation, url, content)
        if answer is None:
            return None
        return self._read(operation, found, answer)

    def once(self, act: Callable[[], ResultT], *, read: Callable[[], ResultT]) -> ResultT:
        """Carry out what counts once under our own id: where the answer is lost, look before repeating.

        Raises Refused, ResultUnknown.
        """
        for last in (False, True):
            try:
                return act()
            except ResultUnknown as lost:
                try:
                    return read()
                except NotFound:
                    if last:
                        raise lost from None
                except Refused:
                    raise lost from None
        raise AssertionError("unreachable")

    def _persist(self, operation: Operation, url: str, content: bytes | None) -> Answer:
        """An answer of 2xx, in as many tries as there are."""
        in_doubt = False
        for number in range(1, self._patience.tries + 1):
            left = self._patience.tries - number
            wait = self._patience.pause(number)
            try:
                found = self._authorised(operation, url, content, number)
                if found.status < REDIRECT:
                    return found
                trouble = self._refusal(found, in_doubt=in_doubt)
                in_doubt |= found.status >= SERVER_ERROR and found.status != UNAVAILABLE
                asked = trouble.retry_after_seconds or 0
                too_long = asked > self._patience.longest_pause_seconds
                safe = operation.repeat is Repeat.SAFE
                if not left or too_long or not may_repeat(trouble, safe=safe):
                    raise self._outcome(operation, trouble, in_doubt=in_doubt)
                wait = max(wait, asked)
            except LostAnswer as lost:
                in_doubt = True
                if not left or operation.repeat is Repeat.NEVER:
                    raise self._lost(operation, lost) from lost
            except _NotSent as unsent:
                away = isinstance(unsent.refused, Unreachable) and not unsent.no_token
                if not left or not away:
                    raise self._outcome(operation, unsent.refused, in_doubt=in_doubt) from unsent
            self._sleep(wait)
        raise AssertionError("unreachable")

    def _authorised(
        self, operation: Operation, url: str, content: bytes | None, number: int
    ) -> Answer:
        """One try, with another token where the one we had is not taken any more."""
        token = self._token()
        found = self._send(operation, url, content, token, number)
        if found.status != UNAUTHORISED:
            return found
        self._tokens.drop(token)
        return self._send(operation, url, content, self._token(), number)

    def _token(self) -> Token:
        try:
            return self._tokens.get()
        except Refused as refused:
            raise _NotSent(refused, no_token=True) from refused

    def _send(
        self, operation: Operation, url: str, content: bytes | None, token: Token, number: int
    ) -> Answer:
        headers = self._headers(token, with_body=content is not None)
        status = "-"
        try:
            found = self._connection.send(operation.method, url, headers=headers, content=content)
            status = str(found.status)
            return found
        except LostAnswer as lost:
            status = lost.code
            raise
        except Refused as refused:
            status = refused.code
            raise _NotSent(refused) from refused
        finally:
            LOG.info(
                "%s %s %s: %s (try %d)",
                self._institution.code,
                operation.method,
                operation.path,
                status,
                number,
            )

    def _headers(self, token: Token, *, with_body: bool) -> dict[str, str]:
        headers = {
            "Accept": "application/json, application/problem+json",
            "Accept-Encoding": "identity",
            "Authorization": f"Bearer {token.value}",
            "User-Agent": "Acerto",
        }
        if with_body:
            headers["Content-Type"] = "application/json"
        return headers | self._credentials.filled(self._institution.headers)

    def _read(self, operation: Operation, found: Answer, answer: type[Received]) -> Received:
        """The answer as a record. Raises UnreadableAnswer, or ResultUnknown where something was done."""
        path, why = "", "não é JSON"
        try:
            return answer.model_validate(json.loads(found.body))
        except ValidationError as error:
            path, why = place(error), "não segue a especificação"
        except (ValueError, RecursionError):
            pass
        LOG.warning(
            "%s %s %s: unreadable", self._institution.code, operation.method, operation.path
        )
        message = f"A resposta da instituição {why}" + (f" no campo “{path}”." if path else ".")
        if operation.method != "GET":
            raise ResultUnknown("unreadable", f"{message} O pedido pode ter sido cumprido.")
        raise UnreadableAnswer("unreadable", message, path=path)

    def _refusal(self, found: Answer, *, in_doubt: bool = False) -> Refused:
        """The typed error of an answer that is not 2xx."""
        trouble = refusal(
            read_problem(status=found.status, body=found.body),
            retry_after_seconds=retry_after(found.headers.get("retry-after"), now=self._clock()),
        )
        trouble.after_doubt = in_doubt
        return trouble

    def _outcome(self, operation: Operation, trouble: Refused, *, in_doubt: bool) -> Exception:
        """A refusal, or not knowing, where a try may have been carried out and none was answered for."""
        answered = isinstance(trouble, InvalidRequest | AccessDenied | NotFound | Conflict)
        if operation.method == "GET" or not in_doubt or answered:
            return trouble
        return ResultUnknown(trouble.code, f"{trouble.message} O pedido pode ter sido cumprido.")

    def _lost(self, operation: Operation, lost: LostAnswer) -> Exception:
        if operation.method == "GET":
            return Unavailable(
                lost.code, "A resposta da instituição não chegou inteira a tempo: tente mais tarde."
            )
        return ResultUnknown(
            lost.code,
            "A resposta da instituição não chegou, e o pedido pode ter sido cumprido: consulte antes "
            "de repetir.",
        )
