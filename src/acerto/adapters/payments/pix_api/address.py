"""Where an operation of the specification is found at an institution."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote, urlencode, urlsplit

from .access import Credentials
from .errors import InvalidRequest, Misconfigured
from .institutions import Environment, Institution

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


class Address:
    """The addresses of one institution's operations, with what it wants in each of them."""

    def __init__(
        self, *, institution: Institution, environment: Environment, credentials: Credentials
    ) -> None:
        self._institution = institution
        self._base = institution.endpoint(environment).base_url.rstrip("/")
        self._credentials = credentials

    def url(
        self, operation: Operation, *, path: Mapping[str, str], query: Mapping[str, str]
    ) -> str:
        """The whole address. Raises InvalidRequest for an identifier out of form."""

        def filled(match: re.Match[str]) -> str:
            value = path[match[1]]
            if not FORMS[match[1]].fullmatch(value):
                raise InvalidRequest(
                    "identifier", f"O identificador “{match[1]}” está fora do formato da API Pix."
                )
            return quote(value, safe="")

        extra = self._credentials.filled(self._institution.query)
        asked = urlencode({**query, **extra})
        prefix = self._institution.prefix(operation.path)
        whole = f"{self._base}{prefix}{PLACEHOLDER.sub(filled, operation.path)}"
        return f"{whole}?{asked}" if asked else whole


def only_https(address: str) -> None:
    """Raise Misconfigured for an address that anybody could read or answer."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise Misconfigured("not_https", f"O endereço {address} precisa começar por https://.")
