"""A client from settings: every setting is used, and each that is wrong is named, without its value."""

import re
from pathlib import Path

import pytest
from tests.adapters.pix_api.conftest import NOW, Files
from tests.adapters.pix_api.server import CLIENT_ID, SECRET, World, serving
from tests.adapters.pix_api.specification import errata
from tests.adapters.pix_api.test_operations import IMMEDIATE

from acerto.adapters.payments.pix_api import configured, institutions
from acerto.adapters.payments.pix_api.configuration import EXTRAS, PREFIX
from acerto.adapters.payments.pix_api.errors import Misconfigured

ROOT = Path(__file__).parents[3]


@pytest.fixture
def settings(files: Files, tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    return {
        "ACERTO_PIX_INSTITUTION": "other",
        "ACERTO_PIX_CLIENT_ID": CLIENT_ID,
        "ACERTO_PIX_CLIENT_SECRET_FILE": str(secret),
        "ACERTO_PIX_CERTIFICATE": str(files.client.certificate),
        "ACERTO_PIX_KEY": str(files.client.key),
        "ACERTO_PIX_CA": str(files.authority.certificate),
        "ACERTO_PIX_SCOPES": "cob.write",
    }


class TestConfigured:
    def test_asks_an_institution_of_ones_own_addresses(
        self, settings: dict[str, str], files: Files, world: World
    ) -> None:
        with serving(world, server=files.server, authority=str(files.authority.certificate)) as url:
            settings["ACERTO_PIX_BASE_URL"] = f"{url}/api/"
            settings["ACERTO_PIX_TOKEN_URL"] = f"{url}/oauth/token"
            with configured(settings=settings, clock=lambda: NOW) as api:
                api.cob.post(charge=IMMEDIATE)
        assert list(world.tokens.values()) == [{"cob.write"}]

    def test_knows_institutions_by_name(self, settings: dict[str, str]) -> None:
        settings |= {"ACERTO_PIX_INSTITUTION": "efi", "ACERTO_PIX_ENVIRONMENT": "sandbox"}
        with configured(settings=settings, clock=lambda: NOW) as api:
            assert api.institution.name == "Efí"

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            ({"ACERTO_PIX_INSTITUTION": ""}, "ACERTO_PIX_INSTITUTION"),
            ({"ACERTO_PIX_INSTITUTION": "banco"}, "“banco”"),
            ({"ACERTO_PIX_INSTITUTION": "other"}, "ACERTO_PIX_BASE_URL"),
            ({"ACERTO_PIX_CLIENT_ID": " "}, "ACERTO_PIX_CLIENT_ID"),
            ({"ACERTO_PIX_CERTIFICATE": ""}, "ACERTO_PIX_CERTIFICATE"),
            ({"ACERTO_PIX_KEY": ""}, "ACERTO_PIX_KEY"),
            ({"ACERTO_PIX_ENVIRONMENT": "teste"}, "ACERTO_PIX_ENVIRONMENT"),
            ({"ACERTO_PIX_CLIENT_SECRET_FILE": "/nada"}, "ACERTO_PIX_CLIENT_SECRET_FILE"),
            ({"ACERTO_PIX_CLIENT_SECRET_FILE": ""}, "client secret"),
            ({"ACERTO_PIX_CERTIFICATE": "/nada.pem"}, "/nada.pem"),
        ],
    )
    def test_names_what_is_wrong(
        self, settings: dict[str, str], change: dict[str, str], named: str
    ) -> None:
        given = settings | {"ACERTO_PIX_INSTITUTION": "efi"} | change
        with pytest.raises(Misconfigured) as refused:
            configured(settings=given, clock=lambda: NOW)
        assert named in refused.value.message
        assert SECRET not in refused.value.message


class TestTheGuides:
    def test_tell_every_setting(self) -> None:
        source = (ROOT / "src/acerto/adapters/payments/pix_api/configuration.py").read_text()
        names = set(re.findall(r'settings, "([A-Z_]+)"', source))
        names |= set(re.findall(r"{PREFIX}([A-Z]+)[}]?\"", source)) | set(EXTRAS.values())
        assert len(names) >= 14
        text = (ROOT / "docs/operate/pix.md").read_text()
        assert {name for name in names if f"`{PREFIX}{name}`" not in text} == set()

    def test_tell_every_institution_and_what_is_unverified(self) -> None:
        text = (ROOT / "docs/formats/pix-api.md").read_text()
        assert {code for code in institutions() if f"| `{code}` |" not in text} == set()
        corrections = len(errata()["corrections"])
        assert f"in {corrections} places" in text
