"""`acerto company`, `creditor`, `user`: a company of one's own, from nothing."""

import json
import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from django.contrib.auth import authenticate

from acerto.domain.tenancy.services import create_tenant
from acerto.doors.cli import company, creditor, user
from acerto.doors.kit import clock
from acerto.doors.kit.errors import AcertoError

pytestmark = pytest.mark.django_db
Run = Callable[..., Result]
OURS = ("--tenant", "loja-sul")  # other tests may have left companies of theirs
LOJA = (
    "new", "loja", "--name", "Loja Ltda.", "--tax-id", "11.222.333/0001-81", "--address", "Rua A, 1",
    "--email", "oi@loja.example.com", *OURS,
)  # fmt: skip


@pytest.fixture
def run() -> Run:
    groups = {"company": company.command, "creditor": creditor.command, "user": user.command}
    return lambda group, *words: CliRunner().invoke(groups[group], list(words))


@pytest.fixture
def loja(run: Run) -> None:
    assert run("company", "new", "loja-sul", "--name", "Loja do Sul").exit_code == 0


def answer(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.exception or result.output
    return dict(json.loads(result.stdout))


class TestCompany:
    def test_comes_with_policies_in_force(self, run: Run) -> None:
        made = answer(run("company", "new", "loja-sul", "--name", "Loja do Sul", "--json"))
        assert made["created"] is True
        assert made["policies"]
        assert "loja-sul: Loja do Sul" in run("company", "show").stdout

    def test_again_changes_nothing_but_another_name_is_refused(self, run: Run, loja: None) -> None:
        again = answer(run("company", "new", "loja-sul", "--name", "Loja do Sul", "--json"))
        assert again["created"] is False
        refused = run("company", "new", "loja-sul", "--name", "Outra").exception
        assert isinstance(refused, AcertoError)
        assert "Loja do Sul" in refused.message

    @pytest.mark.parametrize("slug", ["Loja", "loja do sul", "ação", "a" * 51, "-loja"])
    def test_wants_a_short_name(self, run: Run, slug: str) -> None:
        assert run("company", "new", "--name", "x", "--", slug).exit_code == 2

    def test_an_unknown_one_is_answered_with_those_there_are(self, run: Run, loja: None) -> None:
        refused = run("creditor", "show", "--tenant", "loja-norte").exception
        assert isinstance(refused, AcertoError)
        assert "há: " in refused.message
        assert "loja-sul" in refused.message

    def test_one_of_several_has_to_be_named(self, run: Run, loja: None) -> None:
        create_tenant(name="Outra", slug="outra", now=clock.now())
        refused = run("creditor", "show").exception
        assert isinstance(refused, AcertoError)
        assert {"loja-sul", "outra"} <= set(re.findall(r"[\w-]+", refused.message))


class TestCreditor:
    def test_is_made_then_brought_up_to_date(self, run: Run, loja: None) -> None:
        assert answer(run("creditor", *LOJA, "--json"))["created"] is True
        again = (*LOJA, "--trade-name", "Lojinha", "--json")
        assert answer(run("creditor", *again))["created"] is False
        (kept,) = answer(run("creditor", "show", *OURS, "--json"))["creditors"]
        assert (kept["trade_name"], kept["tax_id"]) == ("Lojinha", "11222333000181")

    @pytest.mark.parametrize(
        ("option", "value"),
        [
            ("--tax-id", "11.222.333/0001-80"),
            ("--email", "oi"),
            ("--pix-key", "nada"),
            ("--pix-city", "Porto Alegre do Sul"),
            ("--address", " "),
        ],
    )
    def test_refuses_what_does_not_fit(self, run: Run, loja: None, option: str, value: str) -> None:
        result = run("creditor", *LOJA, option, value)
        assert result.exit_code == 2
        assert option in result.output


class TestUser:
    def test_gets_a_password_that_is_shown_once(self, run: Run, loja: None) -> None:
        words = ("new", "Ana@Loja.example.com", "--role", "manager", *OURS, "--json")
        first = answer(run("user", *words))
        assert authenticate(email="ana@loja.example.com", password=first["password"])
        assert answer(run("user", *words))["password"] is None
        assert "ana@loja.example.com: Gestor" in run("user", "show", *OURS).stdout

    def test_forgot_it_and_gets_another(self, run: Run, loja: None) -> None:
        words = ("new", "ana@loja.example.com", "--role", "manager", *OURS, "--json")
        first = answer(run("user", *words))["password"]
        second = answer(run("user", *words, "--reset-password"))["password"]
        assert first != second
        assert authenticate(email="ana@loja.example.com", password=second)
        assert not authenticate(email="ana@loja.example.com", password=first)

    def test_wants_a_role_that_there_is(self, run: Run, loja: None) -> None:
        result = run("user", "new", "ana@loja.example.com", "--role", "chefe", *OURS)
        assert result.exit_code == 2
        assert "manager" in result.output
