"""A debtor's visit: a session on the server, of one link, that ends after half an hour idle."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from acerto.core.calendar import SAO_PAULO
from acerto.domain.contact import portal_access
from acerto.domain.contact.portal_access import LinkRef
from acerto.doors.kit import clock

COOKIE = "acerto_visita"
SALT = "acerto.portal.visit"
IDLE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Visit:
    """A confirmed debtor, at one instant."""

    token: str
    ref: LinkRef
    now: datetime
    store: Any  # Django's session store

    @property
    def today(self) -> date:
        """The civil day of money."""
        return self.now.astimezone(SAO_PAULO).date()


def begin(
    request: HttpRequest, response: HttpResponse, *, token: str, ref: LinkRef, now: datetime
) -> None:
    """Open a visit under a new key. Its cookie goes to the addresses of this link only."""
    store = _store(None)
    store["link"] = [ref.tenant_id, ref.link_id]
    store["token"] = _digest(token)
    store["seen_at"] = now.timestamp()
    store.set_expiry(int(IDLE.total_seconds()))
    store.create()
    store.save()
    response.set_signed_cookie(
        COOKIE,
        store.session_key,
        salt=SALT,
        path=_path(token),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def read(request: HttpRequest, *, token: str) -> Visit | None:
    """The visit in course; None when there is none, it was idle too long, or the link is closed."""
    key = request.get_signed_cookie(COOKIE, default=None, salt=SALT)
    if not key:
        return None
    store, now = _store(key), clock.now()
    if store.get("token") != _digest(token):
        return None
    if now.timestamp() - store["seen_at"] > IDLE.total_seconds():
        store.flush()
        return None
    ref = LinkRef(*store["link"])
    if not portal_access.is_open(ref=ref, now=now):
        return None
    return Visit(token=token, ref=ref, now=now, store=store)


def touch(visit: Visit) -> None:
    """Start the half hour again."""
    if visit.store.session_key is None:
        return
    visit.store["seen_at"] = visit.now.timestamp()
    visit.store.set_expiry(int(IDLE.total_seconds()))
    visit.store.save()


def end(visit: Visit, response: HttpResponse) -> None:
    """Forget the visit, here and in the browser."""
    visit.store.flush()
    response.delete_cookie(COOKIE, path=_path(visit.token), samesite="Lax")


def _store(key: str | None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)


def _path(token: str) -> str:
    return reverse("portal:home", args=[token])


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
