"""Payment institutions: what is different between them, read from institutions.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from .errors import Misconfigured

AuthStyle = Literal["basic", "body", "certificate"]
"""Where client id and secret go: HTTP Basic; the form; the id in the form and no secret."""

Environment = Literal["production", "sandbox"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    base_url: str
    token_url: str


@dataclass(frozen=True, slots=True)
class Institution:
    """One institution. `versions` inserts a path segment by resource ("cob", "cob/item", "*").

    `headers` and `query` are added to every request; "{name}" stands for a credential of that name.
    `unverified` names what stands in no published source of the institution's own.
    """

    code: str
    name: str
    auth: AuthStyle
    endpoints: Mapping[str, Endpoint]
    source: str
    bank: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    deviations: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()

    def endpoint(self, environment: Environment) -> Endpoint:
        """Addresses of an environment. Raises Misconfigured."""
        if environment not in self.endpoints:
            raise Misconfigured(
                "environment", f"Não conhecemos o endereço de {self.name} neste ambiente."
            )
        return self.endpoints[environment]

    def prefix(self, path: str) -> str:
        """The path segment before a resource's path: "/v3" for "/cob/{txid}" at Sicredi."""
        resource, _, rest = path.strip("/").partition("/")
        names = [f"{resource}/item"] if rest else []
        version = next(
            (self.versions[name] for name in (*names, resource, "*") if name in self.versions), ""
        )
        return f"/{version}" if version else ""


def institution(*, code: str) -> Institution:
    """One of the institutions that we know. Raises Misconfigured."""
    known = institutions()
    if code not in known:
        names = ", ".join(sorted(known))
        raise Misconfigured("institution", f"Não conhecemos a instituição “{code}”; há {names}.")
    return known[code]


@cache
def institutions() -> Mapping[str, Institution]:
    """All that institutions.yaml tells, by code."""
    text = files(__package__).joinpath("institutions.yaml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return {code: _read(code, row) for code, row in rows.items()}


def other_institution(
    *, name: str, base_url: str, token_url: str, auth: AuthStyle = "basic"
) -> Institution:
    """An institution of your own addresses, which follows the specification as it stands."""
    both = Endpoint(base_url.rstrip("/"), token_url)
    endpoints: dict[str, Endpoint] = {"production": both, "sandbox": both}
    return Institution("other", name, auth, endpoints, source="API Pix 2.9.0")


def _read(code: str, row: dict[str, Any]) -> Institution:
    endpoints: dict[str, Endpoint] = {
        name: Endpoint(row[name]["base_url"], row[name]["token_url"])
        for name in ("production", "sandbox")
        if name in row
    }
    return Institution(
        code=code,
        name=row["name"],
        auth=row["auth"],
        endpoints=endpoints,
        source=row["source"],
        bank=row.get("bank", ""),
        versions=row.get("versions", {}),
        headers=row.get("headers", {}),
        query=row.get("query", {}),
        deviations=tuple(row.get("deviations", ())),
        unverified=tuple(row.get("unverified", ())),
    )
