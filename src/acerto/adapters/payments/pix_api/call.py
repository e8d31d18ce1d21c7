"""A request as the API wants it: address, token, headers, tries; its answer read or its refusal raised.

What can be repeated is: a GET, a DELETE, and a PUT that says the whole state under our own id. Anything
else is sent again only when it was surely not carried out: no connection, 401, 429.
"""

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import TypeVar, overload
from urllib.parse import quote, urlencode, urlsplit

from pydantic import ValidationError

from .access import Credentials, Token, TokenBox, read_token, token_request
from .connection import Answer, Connection, LostAnswer, Patience
from .errors import (
    InvalidRequest,
    Misconfigured,
    NotFound,
    Refused,
    ResultUnknown,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    Unreachable,
    UnreadableAnswer,
)
from .institutions import Environment, Institution
from .problems import read_problem, refusal
from .values import AnswerT, Received, Sent, place

LOG = logging.getLogger("acerto.adapters.payments.pix_api")
ResultT = TypeVar("ResultT")

TXID = re.compile(r"[a-zA-Z0-9]{26,35}")
FORMS = {
    "txid": TXID,
    "e2eid": re.compile(r"[a-zA-Z0-9]{1,64}"),
    "idRec": re.compile(r"[a-zA-Z0-9]{29}"),
    "idSolicRec": re.compile(r"[a-zA-Z0-9]{29}"),
    "id": re.compile(r"[a-zA-Z0-9._~-]{1,64}"),
    "data": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "chave": re.compile(r"[^\s]{1,77}"),
}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
REDIRECT, CLIENT_ERROR, SERVER_ERROR = 300, 400, 500
UNAVAILABLE = 503


class Repeat(Enum):
    """Whether a request whose answer was lost may be sent again as it is."""

    SAFE = "safe"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the specification; `path` is its template."""

    method: str
    path: str
    repeat: Repeat


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
        self._endpoint = institution.endpoint(environment)
        for address in (self._endpoint.base_url, self._endpoint.token_url):
            _only_https(address)
        self._credentials = credentials
        self._scopes = scopes
        self._clock = clock
        self._patience = patience
        self._sleep = sleep
        self._connection = Connection(credentials=credentials, patience=patience)
        self._tokens = TokenBox(buy=self._buy_token, clock=clock)

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
        url = self._url(operation, path or {}, query or {})
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
        for left in range(self._patience.tries - 1, -1, -1):
            number = self._patience.tries - left
            wait = self._pause(number)
            try:
                found = self._authorised(operation, url, content, number)
                if found.status < REDIRECT:
                    return found
                trouble = self._refusal(operation, found)
                if left and _again(trouble, operation):
                    wait = self._patience_for(trouble, wait)
                else:
                    trouble.after_doubt = in_doubt
                    raise trouble
            except LostAnswer as lost:
                in_doubt = True
                if not left or operation.repeat is Repeat.NEVER:
                    raise self._lost(operation, lost) from lost
            except Unreachable as away:
                if not left:
                    away.after_doubt = in_doubt
                    raise
            self._sleep(wait)
        raise AssertionError("unreachable")

    def _authorised(
        self, operation: Operation, url: str, content: bytes | None, number: int
    ) -> Answer:
        """One try, with another token where the one we had is not taken any more."""
        token = self._tokens.get()
        found = self._send(operation, url, content, token, number)
        if found.status != 401:
            return found
        self._tokens.drop(token)
        return self._send(operation, url, content, self._tokens.get(), number)

    def _send(
        self, operation: Operation, url: str, content: bytes | None, token: Token, number: int
    ) -> Answer:
        headers = self._headers(token, with_body=content is not None)
        status = "-"
        try:
            found = self._connection.send(operation.method, url, headers=headers, content=content)
            status = str(found.status)
            return found
        except (LostAnswer, Refused) as trouble:
            status = trouble.code
            raise
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
            "Accept-Encoding": "gzip",
            "Authorization": f"Bearer {token.value}",
            "User-Agent": "Acerto",
        }
        if with_body:
            headers["Content-Type"] = "application/json"
        for name, template in self._institution.headers.items():
            value = self._credentials.fill(template)
            if value is not None:
                headers[name] = value
        return headers

    def _url(self, operation: Operation, path: Mapping[str, str], query: Mapping[str, str]) -> str:
        def filled(match: re.Match[str]) -> str:
            value = path[match[1]]
            if not FORMS[match[1]].fullmatch(value):
                raise InvalidRequest(
                    "identifier", f"O identificador “{match[1]}” está fora do formato da API Pix."
                )
            return quote(value, safe="")

        told = PLACEHOLDER.sub(filled, operation.path)
        extra = {
            name: value
            for name, template in self._institution.query.items()
            if (value := self._credentials.fill(template)) is not None
        }
        asked = urlencode({**query, **extra})
        base = self._endpoint.base_url.rstrip("/") + self._institution.prefix(operation.path)
        return f"{base}{told}?{asked}" if asked else f"{base}{told}"

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

    def _refusal(self, operation: Operation, found: Answer) -> Refused:
        """The error of an answer that is not 2xx. Raises ResultUnknown where it may have been done."""
        after = self._retry_after(found.headers.get("retry-after"))
        trouble = refusal(
            read_problem(status=found.status, body=found.body), retry_after_seconds=after
        )
        doubtful = found.status >= SERVER_ERROR and found.status != UNAVAILABLE
        if doubtful and operation.repeat is Repeat.NEVER:
            raise ResultUnknown(trouble.code, f"{trouble.message} O pedido pode ter sido cumprido.")
        return trouble

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

    def _pause(self, number: int) -> float:
        grown = self._patience.pause_seconds * 2 ** (number - 1)
        return min(grown, self._patience.longest_pause_seconds)

    def _patience_for(self, trouble: Refused, pause: float) -> float:
        """How long to wait, as the institution asks; the refusal itself where that is too long."""
        asked = trouble.retry_after_seconds
        if asked is None:
            return pause
        if asked > self._patience.longest_pause_seconds:
            raise trouble
        return max(asked, pause)

    def _retry_after(self, text: str | None) -> float | None:
        """Seconds of a Retry-After, which is a number or a date; None where it says nothing."""
        if text is None:
            return None
        if text.strip().isdecimal() and len(text) < 10:
            return float(text)
        try:
            until = parsedate_to_datetime(text)
            return max(0.0, (until - self._clock()).total_seconds())
        except (TypeError, ValueError):
            return None

    def _buy_token(self) -> Token:
        """A token by client credentials. Raises Refused."""
        operation = Operation("POST", "token", Repeat.SAFE)
        headers, form = token_request(
            credentials=self._credentials, style=self._institution.auth, scopes=self._scopes
        )
        for left in range(self._patience.tries - 1, -1, -1):
            number = self._patience.tries - left
            wait = self._pause(number)
            now = self._clock()
            try:
                found = self._connection.send(
                    "POST", self._endpoint.token_url, headers=headers, content=form
                )
                LOG.info("%s token: %d (try %d)", self._institution.code, found.status, number)
                if found.status < REDIRECT:
                    return read_token(body=found.body, now=now)
                trouble = self._token_refusal(found)
                if not left or not _again(trouble, operation):
                    raise trouble
                wait = self._patience_for(trouble, wait)
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

    def _token_refusal(self, found: Answer) -> Refused:
        """RFC 6749 §5.2 says 400 where credentials or scopes are not taken."""
        problem = read_problem(status=found.status, body=found.body)
        trouble = refusal(
            problem, retry_after_seconds=self._retry_after(found.headers.get("retry-after"))
        )
        if isinstance(trouble, Unavailable | TooManyRequests):
            return trouble
        return Unauthenticated(
            problem.kind or "credentials",
            "A instituição não deu o token: confira client id, segredo, certificado e escopos "
            f"(resposta {found.status}).",
            problem=problem,
        )


def _again(trouble: Refused, operation: Operation) -> bool:
    """Whether another try of a refused request may help and harms nothing."""
    if isinstance(trouble, TooManyRequests):
        return True
    return isinstance(trouble, Unavailable) and operation.repeat is Repeat.SAFE


def _only_https(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise Misconfigured("not_https", f"O endereço {address} precisa começar por https://.")
