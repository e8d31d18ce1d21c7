"""Where the institution tells us: /webhook/{chave} for Pix, /webhookrec and /webhookcobr."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import Field

from .address import Operation, Repeat
from .call import Caller
from .errors import InvalidRequest, NotFound
from .paging import Asked, Page, pages_of, window
from .values import MaybeInstant, Received, Sent


class NewWebhook(Sent):
    """The institution adds "/pix", "/rec" or "/cobr" to the address."""

    url: str = Field(alias="webhookUrl", pattern="^https://[^ ]+$")


class Webhook(Received):
    url: str = Field(alias="webhookUrl")
    key: str | None = Field(None, alias="chave", repr=False)
    created_at: MaybeInstant = Field(None, alias="criacao")


class WebhookPage(Page):
    """This list alone may come without its paging; then it is whole."""

    LIST = "webhooks"
    asked: Asked | None = Field(None, alias="parametros")
    webhooks: tuple[Webhook, ...]


PUT = Operation("PUT", "/webhook/{chave}", Repeat.SAFE)
GET = Operation("GET", "/webhook/{chave}", Repeat.SAFE)
DELETE = Operation("DELETE", "/webhook/{chave}", Repeat.SAFE)
LIST = Operation("GET", "/webhook", Repeat.SAFE)


class WebhookResource:
    """Notices of Pix, one address for each key."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def put(self, *, key: str, url: str) -> None:
        """Have the Pix of a key told at an address. Raises Refused."""
        self._caller.ask(PUT, None, path={"chave": key}, body=NewWebhook(url=url))

    def get(self, *, key: str) -> Webhook:
        return self._caller.ask(GET, Webhook, path={"chave": key})

    def delete(self, *, key: str) -> None:
        """Stop the notices of a key. Raises Refused."""
        _delete(self._caller, DELETE, {"chave": key})

    def list(
        self,
        *,
        from_at: datetime | None = None,
        to_at: datetime | None = None,
        page_size: int | None = None,
    ) -> Iterator[Webhook]:
        """The addresses of all keys, or those set between two instants. Raises Refused."""
        query: dict[str, str] = {}
        if (from_at is None) != (to_at is None):
            raise InvalidRequest("window", "O período da consulta precisa de início e fim.")
        if from_at is not None and to_at is not None:
            query = window(from_at=from_at, to_at=to_at)
        pages = pages_of(
            ask=lambda asked: self._caller.ask(LIST, WebhookPage, query=asked),
            query=query,
            page_size=page_size,
        )
        return (webhook for page in pages for webhook in page.webhooks)


class SingleWebhookResource:
    """Notices of recurrences, or of recurring charges: one address for the account."""

    def __init__(self, caller: Caller, *, path: str) -> None:
        self._caller = caller
        self._put = Operation("PUT", path, Repeat.SAFE)
        self._get = Operation("GET", path, Repeat.SAFE)
        self._delete = Operation("DELETE", path, Repeat.SAFE)

    def put(self, *, url: str) -> None:
        """Set the address. Raises Refused."""
        self._caller.ask(self._put, None, body=NewWebhook(url=url))

    def get(self) -> Webhook:
        return self._caller.ask(self._get, Webhook)

    def delete(self) -> None:
        """Stop the notices. Raises Refused."""
        _delete(self._caller, self._delete, {})


def _delete(caller: Caller, operation: Operation, path: dict[str, str]) -> None:
    try:
        caller.ask(operation, None, path=path)
    except NotFound as gone:
        if not gone.after_doubt:
            raise
