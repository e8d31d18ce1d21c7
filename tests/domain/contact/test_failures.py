"""Every reason that ends a contact has its sentence."""

import re
from pathlib import Path

import pytest

from acerto.domain.contact import failures
from acerto.domain.contact.models import Hold

ROOM = Path(failures.__file__).parent


def codes() -> set[str]:
    told = set(
        re.findall(
            r"'([a-z_]+)'(?= AS reason|, *'cdc|::text AS reason)",
            (ROOM / "sql/gate.sql").read_text(),
        )
    )
    stops = Path(failures.__file__).parents[2] / "law/params/contact/stop"
    return told | {path.stem for path in stops.glob("*.yaml")} | set(Hold.Reason.values)


@pytest.mark.parametrize("code", sorted(codes()))
def test_a_reason_has_its_sentence(code):
    assert code in failures.FAILURES


def test_what_a_server_said_is_passed_on():
    assert failures.failure_text(code="550 no such user") == "Não enviada: 550 no such user"
    assert failures.failure_text(code="") == ""
