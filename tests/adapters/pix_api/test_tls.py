"""Mutual TLS: our certificate is needed, theirs is checked, and each failure says which it was."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from tests.adapters.pix_api.conftest import Connect, Files
from tests.adapters.pix_api.server import World
from tests.adapters.pix_api.test_operations import IMMEDIATE

from acerto.adapters.payments.pix_api import Credentials, PixApi, other_institution
from acerto.adapters.payments.pix_api.errors import (
    CertificateRefused,
    Misconfigured,
    ServerNotTrusted,
)

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


class TestOurCertificate:
    @pytest.mark.parametrize("newest", VERSIONS)
    def test_of_a_stranger_is_refused_and_nothing_is_asked(
        self,
        connect: Connect,
        credentials: Credentials,
        files: Files,
        world: World,
        newest: ssl.TLSVersion,
    ) -> None:
        given = replace(
            credentials,
            certificate_path=str(files.stranger.certificate),
            key_path=str(files.stranger.key),
        )
        api = connect(given=given, server={"newest": newest})
        with pytest.raises(CertificateRefused) as refused:
            api.check()
        assert refused.value.permanent
        assert "certificado" in refused.value.message
        assert world.peers == []
        assert world.sold == 0

    @pytest.mark.parametrize("newest", VERSIONS)
    def test_of_ours_is_shown(self, connect: Connect, world: World, newest: ssl.TLSVersion) -> None:
        connect(server={"newest": newest}).cob.post(charge=IMMEDIATE)
        assert {peer["subject"][0][0][1] for peer in world.peers} == {"client"}

    def test_with_a_password_opens_with_it_alone(
        self, connect: Connect, credentials: Credentials, files: Files
    ) -> None:
        pair = files.authority.issue("locked", server=False, password="abre")
        locked = replace(
            credentials, certificate_path=str(pair.certificate), key_path=str(pair.key)
        )
        connect(given=replace(locked, key_password="abre")).check()
        for password in ("", "fecha"):
            with pytest.raises(Misconfigured) as refused:
                connect(given=replace(locked, key_password=password))
            assert refused.value.code == "certificate"

    def test_that_is_not_there_or_not_one_is_named(
        self, connect: Connect, credentials: Credentials, files: Files, tmp_path: Path
    ) -> None:
        empty = tmp_path / "vazio.pem"
        empty.write_text("")
        other_key = str(files.server.key)
        for given in (
            replace(credentials, certificate_path="/nada/aqui.pem"),
            replace(credentials, certificate_path=str(empty)),
            replace(credentials, key_path=other_key),
        ):
            with pytest.raises(Misconfigured) as refused:
                connect(given=given)
            assert refused.value.code == "certificate"
        with pytest.raises(Misconfigured) as refused:
            connect(given=replace(credentials, ca_path="/nada/ca.pem"))
        assert refused.value.code == "ca"


class TestTheirCertificate:
    def test_of_an_authority_we_do_not_trust_ends_it(
        self, connect: Connect, credentials: Credentials, files: Files, world: World
    ) -> None:
        given = replace(credentials, ca_path=str(files.other_authority.certificate))
        with pytest.raises(ServerNotTrusted) as refused:
            connect(given=given).check()
        assert refused.value.permanent
        assert world.peers == []

    def test_must_be_of_the_name_that_we_asked_for(
        self, connect: Connect, credentials: Credentials, world: World, clock
    ) -> None:
        api = connect()
        endpoint = api.institution.endpoint("production")
        by_name = endpoint.base_url.replace("127.0.0.1", "localhost")
        bank = other_institution(
            name="Exemplo", base_url=by_name, token_url=by_name.replace("/api", "/oauth/token")
        )
        with (
            PixApi(institution=bank, credentials=credentials, clock=clock) as other,
            pytest.raises(ServerNotTrusted),
        ):
            other.check()
        assert world.peers == []

    def test_is_always_asked_for(self, credentials: Credentials, clock) -> None:
        bank = other_institution(
            name="Exemplo", base_url="http://127.0.0.1:9/api", token_url="https://127.0.0.1:9/t"
        )
        with pytest.raises(Misconfigured) as refused:
            PixApi(institution=bank, credentials=credentials, clock=clock)
        assert refused.value.code == "not_https"
