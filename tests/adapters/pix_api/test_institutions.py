"""What differs between institutions is data, and the data reach the wire."""

from dataclasses import replace
from typing import Any

import pytest
from tests.adapters.pix_api.conftest import Connect
from tests.adapters.pix_api.server import CLIENT_ID, World
from tests.adapters.pix_api.test_operations import IMMEDIATE, TXID

from acerto.adapters.payments.pix_api import Credentials, institution, institutions
from acerto.adapters.payments.pix_api.errors import Misconfigured


class TestTheTable:
    @pytest.mark.parametrize("code", institutions())
    def test_every_row_is_whole(self, code: str) -> None:
        row = institution(code=code)
        assert row.auth in ("basic", "body", "certificate")
        assert row.source
        for endpoint in row.endpoints.values():
            assert endpoint.base_url.startswith("https://")
            assert not endpoint.base_url.endswith("/")
            assert endpoint.token_url.startswith("https://")

    @pytest.mark.parametrize("code", institutions())
    def test_what_is_unverified_is_there(self, code: str) -> None:
        row = institution(code=code)
        for name in row.unverified:
            part, _, rest = name.partition(".")
            found: Any = row.endpoints.get(part) if part in row.endpoints else getattr(row, part)
            if rest:
                found = found.get(rest) if isinstance(found, dict) else getattr(found, rest)
            assert found, name

    def test_an_unknown_one_is_refused_with_those_we_know(self) -> None:
        with pytest.raises(Misconfigured) as refused:
            institution(code="outro")
        assert "sicredi" in refused.value.message

    def test_an_environment_that_we_do_not_know_is_refused(self) -> None:
        with pytest.raises(Misconfigured):
            institution(code="sicoob").endpoint("sandbox")

    @pytest.mark.parametrize(
        ("path", "prefix"),
        [
            ("/cob", "/v2"),
            ("/cob/{txid}", "/v3"),
            ("/cobv/{txid}", "/v2"),
            ("/rec", "/v1"),
            ("/cobr/{txid}/retentativa/{data}", "/v1"),
            ("/pix/{e2eid}/devolucao/{id}", "/v2"),
        ],
    )
    def test_sicredi_changes_version_by_resource(self, path: str, prefix: str) -> None:
        assert institution(code="sicredi").prefix(path) == prefix

    def test_the_others_have_one_version(self) -> None:
        assert institution(code="efi").prefix("/cob/{txid}") == ""


class TestOnTheWire:
    def test_versions_stand_before_the_resource(self, connect: Connect, world: World) -> None:
        versions = {"*": "api"}
        api = connect(institution={"versions": versions}, server={})
        bare = {
            name: replace(row, base_url=row.base_url.removesuffix("/api"))
            for name, row in api.institution.endpoints.items()
        }
        again = connect(institution={"versions": versions, "endpoints": bare})
        again.cob.put(txid=TXID, charge=IMMEDIATE)
        assert world.asked == [f"PUT /api/cob/{TXID}"]

    def test_a_key_of_the_application_goes_in_every_question(
        self, connect: Connect, credentials: Credentials, world: World
    ) -> None:
        world.extra_query = ("gw-dev-app-key",)
        query = dict(institution(code="bb").query)
        given = replace(credentials, extras={"app_key": "chave da aplicação"})
        connect(given=given, institution={"query": query}).cob.put(txid=TXID, charge=IMMEDIATE)
        assert world.queries == [{"gw-dev-app-key": "chave da aplicação"}]
        with pytest.raises(Misconfigured) as refused:
            connect(institution={"query": query}).cob.get(txid=TXID)
        assert "app_key" in refused.value.message

    def test_headers_carry_credentials_where_there_are_some(
        self, connect: Connect, credentials: Credentials, world: World
    ) -> None:
        headers = {**institution(code="inter").headers, **institution(code="sicoob").headers}
        connect(institution={"headers": headers}).cob.put(txid=TXID, charge=IMMEDIATE)
        given = replace(credentials, extras={"account": "12345"})
        connect(given=given, institution={"headers": headers}).cob.put(txid=TXID, charge=IMMEDIATE)
        assert [row.get("x-conta-corrente") for row in world.headers] == [None, "12345"]
        assert {row["client_id"] for row in world.headers} == {CLIENT_ID}
