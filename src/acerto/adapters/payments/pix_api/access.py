"""Who we are to an institution: credentials, and the token that they buy."""

import base64
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from .errors import Misconfigured, UnreadableAnswer
from .institutions import AuthStyle

OK = 200
SHORTLY = timedelta(seconds=60)
"""A token is not used in its last minute, nor in the last tenth of a shorter life."""

SCOPES = (
    "cob.write cob.read cobv.write cobv.read lotecobv.write lotecobv.read "
    "payloadlocation.write payloadlocation.read pix.write pix.read webhook.write webhook.read"
)
AUTOMATIC_SCOPES = (
    "rec.write rec.read solicrec.write solicrec.read cobr.write cobr.read "
    "payloadlocationrec.write payloadlocationrec.read webhookrec.write webhookrec.read "
    "webhookcobr.write webhookcobr.read"
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an institution gave us, and where the files are (PEM). Nothing of it shows in repr.

    `extras` are what some institutions ask besides: app_key, account.
    """

    client_id: str = field(repr=False)
    certificate_path: str = field(repr=False)
    key_path: str = field(repr=False)
    client_secret: str = field(default="", repr=False)
    key_password: str = field(default="", repr=False)
    ca_path: str | None = field(default=None, repr=False)
    extras: Mapping[str, str] = field(default_factory=dict, repr=False)

    def filled(self, templates: Mapping[str, str]) -> dict[str, str]:
        """Templates by name, filled, without those that are not given. Raises Misconfigured."""
        found = {name: self._fill(template) for name, template in templates.items()}
        return {name: value for name, value in found.items() if value is not None}

    def _fill(self, template: str) -> str | None:
        """A template with a credential in it: "{app_key}"; None for "{account?}" that is not given.

        Raises Misconfigured where it is needed and missing.
        """
        if not template.startswith("{"):
            return template
        name = template.strip("{}")
        given = self.client_id if name == "client_id" else self.extras.get(name.rstrip("?"))
        if not given and not name.endswith("?"):
            raise Misconfigured("extra", f"Esta instituição pede também “{name}” na configuração.")
        return given or None


@dataclass(frozen=True, slots=True)
class Token:
    value: str = field(repr=False)
    use_until: datetime


def token_request(
    *, credentials: Credentials, style: AuthStyle, scopes: str
) -> tuple[dict[str, str], bytes]:
    """Headers and form of the client credentials grant (RFC 6749 §4.4). Raises Misconfigured."""
    form = {"grant_type": "client_credentials", "scope": scopes}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if style != "certificate" and not credentials.client_secret:
        raise Misconfigured("client_secret", "Falta o segredo (client secret) da instituição.")
    if style == "basic":
        pair = f"{credentials.client_id}:{credentials.client_secret}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form["client_id"] = credentials.client_id
    if style == "body":
        form["client_secret"] = credentials.client_secret
    return headers, urlencode(form).encode()


def read_token(*, body: bytes, now: datetime) -> Token:
    """The token of a good answer. Raises UnreadableAnswer."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    value = told.get("access_token") if isinstance(told, dict) else None
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not value:
        raise UnreadableAnswer(
            "token", "A instituição respondeu sem o token de acesso.", path="access_token"
        )
    life = timedelta(seconds=_seconds(told.get("expires_in")))
    return Token(value, now + life - min(SHORTLY, life / 10))


class TokenBox:
    """One token at a time, bought when there is none to use. Safe to share between threads."""

    def __init__(self, *, buy: Callable[[], Token], clock: Callable[[], datetime]) -> None:
        self._buy = buy
        self._clock = clock
        self._token: Token | None = None
        self._lock = threading.Lock()

    def get(self) -> Token:
        """The token, good for a while. Raises Refused."""
        with self._lock:
            if self._token is None or self._clock() >= self._token.use_until:
                self._token = None
                self._token = self._buy()
            return self._token

    def drop(self, token: Token) -> None:
        """The institution no longer takes this one; another's thread may have a newer one already."""
        with self._lock:
            if self._token is token:
                self._token = None


def _seconds(told: Any) -> int:
    """A life in seconds; none told is a short one, nonsense is none."""
    try:
        return max(0, min(int(told), 86_400))
    except (TypeError, ValueError, OverflowError):
        return 60
