"""Locations, the addresses where payers' apps fetch a charge: /loc and, of recurrences, /locrec."""

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from .address import Operation, Repeat
from .call import Caller
from .errors import NotFound
from .paging import Page, pages_of, window
from .values import MaybeInstant, Received, Sent


class ChargeType(StrEnum):
    IMMEDIATE = "cob"
    DUE = "cobv"


class LocationRef(Sent):
    """A location that a charge is to use."""

    location_id: int = Field(alias="id")


class NewLocation(Sent):
    charge_type: ChargeType = Field(alias="tipoCob")


class UsedLocation(Received):
    """A location as a charge or recurrence tells it."""

    location_id: int = Field(alias="id")
    address: str | None = Field(None, alias="location")
    charge_type: str | None = Field(None, alias="tipoCob")
    created_at: MaybeInstant = Field(None, alias="criacao")


class Location(UsedLocation):
    """`txid` or `recurrence_id` says who uses it; both are None while nobody does."""

    address: str = Field(alias="location")
    txid: str | None = None
    recurrence_id: str | None = Field(None, alias="idRec")


class LocationPage(Page):
    LIST = "loc"
    locations: tuple[Location, ...] = Field(alias="loc")


POST = Operation("POST", "/loc", Repeat.NEVER)
LIST = Operation("GET", "/loc", Repeat.SAFE)
GET = Operation("GET", "/loc/{id}", Repeat.SAFE)
UNLINK = Operation("DELETE", "/loc/{id}/txid", Repeat.SAFE)
POST_REC = Operation("POST", "/locrec", Repeat.NEVER)
LIST_REC = Operation("GET", "/locrec", Repeat.SAFE)
GET_REC = Operation("GET", "/locrec/{id}", Repeat.SAFE)
UNLINK_REC = Operation("DELETE", "/locrec/{id}/idRec", Repeat.SAFE)


class LocationResource:
    """Locations of charges."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def post(self, *, charge_type: ChargeType) -> Location:
        """Make a location. Raises Refused, ResultUnknown."""
        return self._caller.ask(POST, Location, body=NewLocation(charge_type=charge_type))

    def get(self, *, location_id: int) -> Location:
        return self._caller.ask(GET, Location, path={"id": str(location_id)})

    def unlink(self, *, location_id: int) -> Location:
        """Take the charge off it, so that another may use it. Raises Refused."""
        try:
            return self._caller.ask(UNLINK, Location, path={"id": str(location_id)})
        except NotFound as done:
            return _again(done, lambda: self.get(location_id=location_id))

    def list(
        self,
        *,
        from_at: datetime,
        to_at: datetime,
        charge_type: ChargeType | None = None,
        in_use: bool | None = None,
        page_size: int | None = None,
    ) -> Iterator[Location]:
        """The locations made between two instants, both included. Raises Refused."""
        query = window(from_at=from_at, to_at=to_at)
        query |= {"tipoCob": charge_type.value} if charge_type else {}
        query |= {} if in_use is None else {"txIdPresente": str(in_use).lower()}
        pages = pages_of(
            ask=lambda asked: self._caller.ask(LIST, LocationPage, query=asked),
            query=query,
            page_size=page_size,
        )
        return (location for page in pages for location in page.locations)


class RecurrenceLocationResource:
    """Locations of recurrences."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def post(self) -> Location:
        """Make a location. Raises Refused, ResultUnknown."""
        return self._caller.ask(POST_REC, Location)

    def get(self, *, location_id: int) -> Location:
        return self._caller.ask(GET_REC, Location, path={"id": str(location_id)})

    def unlink(self, *, location_id: int) -> Location:
        """Take the recurrence off it. Raises Refused."""
        try:
            return self._caller.ask(UNLINK_REC, Location, path={"id": str(location_id)})
        except NotFound as done:
            return _again(done, lambda: self.get(location_id=location_id))

    def list(
        self,
        *,
        from_at: datetime,
        to_at: datetime,
        in_use: bool | None = None,
        agreement: str | None = None,
        page_size: int | None = None,
    ) -> Iterator[Location]:
        """The locations made between two instants, both included. Raises Refused."""
        query = window(from_at=from_at, to_at=to_at)
        query |= {} if in_use is None else {"idRecPresente": str(in_use).lower()}
        query |= {"convenio": agreement} if agreement else {}
        pages = pages_of(
            ask=lambda asked: self._caller.ask(LIST_REC, LocationPage, query=asked),
            query=query,
            page_size=page_size,
        )
        return (location for page in pages for location in page.locations)


def _again(done: NotFound, read: Callable[[], Location]) -> Location:
    """Nothing to unlink: a lost try of ours did it, or there was never anything."""
    if not done.after_doubt:
        raise done
    return read()
