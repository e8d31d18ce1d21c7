"""POST /api/v1/debt: the calculation for programs, and every way in which it says no."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.factory import NOON, World

from acerto.domain.tenancy.models import Membership, User
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.services import add_member, create_user
from acerto.domain.tenancy.tokens import NotAMember, issue_token
from acerto.doors.kit import clock

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/debt"
EMAIL = "programa@example.com"
CONTRACT: dict[str, Any] = {
    "principal_cents": 850_00,
    "due_on": "2026-01-05",
    "on": "2026-02-20",
    "terms": {"party_kind": "consumer", "fine_rate": "0.02", "interest_month_rate": "0.01"},
}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def world(db: None) -> World:
    made = World.new()
    user_id = create_user(email=EMAIL, password="uma senha comprida")
    add_member(tenant_id=made.tenant_id, user_id=user_id, role=Membership.Role.ANALYST)
    return made


@pytest.fixture
def key(world: World) -> str:
    return issue_token(email=EMAIL, tenant_id=world.tenant_id, now=NOON, days=90)


def ask(key: str, body: Any, *, raw: bool = False) -> Any:
    return Client().post(
        ADDRESS,
        data=body if raw else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


def changed(**fields: Any) -> dict[str, Any]:
    return {**CONTRACT, **fields}


def with_terms(**fields: Any) -> dict[str, Any]:
    return changed(terms={**CONTRACT["terms"], **fields})


class TestAnswer:
    def test_gives_centavos_lines_and_law(self, key: str) -> None:
        answer = ask(key, CONTRACT).json()
        assert answer["total_cents"] == 880_03
        assert [(line["kind"], line["cents"]) for line in answer["lines"]] == [
            ("principal", 850_00),
            ("interest", 13_03),
            ("fine", 17_00),
        ]
        interest = answer["lines"][1]
        assert interest["base_cents"] == 850_00
        assert interest["factor"].startswith("0.0153333333")
        assert (interest["since"], interest["until"]) == ("2026-01-05", "2026-02-20")
        assert interest["rules"] == ["mora-1pct-consumer"]
        assert answer["law_version"]

    def test_tells_the_months_of_the_series(self, key: str) -> None:
        answer = ask(
            key, changed(due_on="2025-07-10", on="2025-10-03", terms={"correction_index": "ipca"})
        ).json()
        assert [one["month"] for one in answer["indices"]] == [
            "2025-07-01",
            "2025-08-01",
            "2025-09-01",
        ]
        assert answer["adjusted_until"] == "2025-09-01"

    def test_spends_payments(self, key: str) -> None:
        paid = changed(on="2026-02-21", payments=[{"on": "2026-02-20", "cents": 500_00}])
        answer = ask(key, paid).json()
        (payment,) = answer["payments"]
        assert (payment["to_interest_cents"], payment["to_principal_cents"]) == (13_03, 486_97)
        assert payment["left_cents"] == 380_03
        assert answer["total_cents"] == 380_15

    def test_takes_names_in_capitals_or_not(self, key: str) -> None:
        plain, capital = (
            ask(key, changed(state=state, terms={"correction_index": index})).json()
            for state, index in (("SP", "ipca15"), ("sp", "IPCA-15"))
        )
        assert plain["total_cents"] > 850_00
        assert plain == capital

    def test_takes_rates_as_numbers_too(self, key: str) -> None:
        assert ask(key, with_terms(fine_rate=0.02)).json()["total_cents"] == 880_03


class TestRefuses:
    @pytest.mark.parametrize(
        ("body", "field", "code", "said"),
        [
            ({}, "principal_cents", "missing", "Campo obrigatório"),
            (changed(principal_cents="850"), "principal_cents", "int_type", "número inteiro"),
            (changed(principal_cents=850.5), "principal_cents", "int_type", "número inteiro"),
            (changed(principal_cents=0), "principal_cents", "greater_than_equal", "O mínimo é 1"),
            (changed(due_on="05/01/2026"), "due_on", "date_parsing", "como 2026-01-31"),
            (changed(due_on="2026-02-30"), "due_on", "date_from_datetime_parsing", "uma data"),
            (changed(due_on=20260105), "due_on", "date_parsing", "uma data"),
            (changed(due_on="1993-06-10"), "due_on", "before_the_real", "O real existe desde"),
            (changed(correct_until="2027-01"), "correct_until", "correct_until", "não tinha terminado"),
            (changed(on="9999-12-31"), "on", "date_range", "de 1900 a 2199"),
            (changed(multa=1), "multa", "extra_forbidden", "não existe"),
            (changed(state="XX"), "state", "state", "sigla de um estado"),
            (changed(correct_until="ontem"), "correct_until", "month", "um mês"),
            (changed(correct_until=86400), "correct_until", "month", "um mês"),
            (changed(state=["SP"]), "state", "state", "sigla de um estado"),
            (changed(terms=None), "terms", "model_attributes_type", "com nome e valor"),
            (changed(payments=[None]), "payments.0", "model_attributes_type", "com nome e valor"),
            ([], "", "model_attributes_type", "com nome e valor"),
            (changed(principal_cents=10**30), "principal_cents", "less_than_equal", "O máximo é"),
            (with_terms(fine_rate=True), "terms.fine_rate", "decimal_type", "em decimais"),
            (with_terms(fine_rate="1e-9"), "terms.fine_rate", "decimal_max_places", "até 8 casas"),
            (with_terms(debt_type="x" * 61), "terms.debt_type", "string_too_long", "até 60"),
            (changed(payments=5), "payments", "list_type", "uma lista"),
            (changed(payments=[{"on": "2026-01-06"}]), "payments.0.cents", "missing", "Campo"),
            (with_terms(fine_rate="2%"), "terms.fine_rate", "decimal_parsing", "em decimais"),
            (with_terms(fine_rate=2), "terms.fine_rate", "less_than_equal", "O máximo é 1"),
            (with_terms(fine_rate="NaN"), "terms.fine_rate", "finite_number", "em decimais"),
            (with_terms(party_kind="x"), "terms.party_kind", "literal_error", "consumer"),
            (with_terms(correction_index="dolar"), "terms.correction_index", "correction_index",
             "O índice “dolar” não existe"),
            (with_terms(interest_mode="legal"), "terms.interest_month_rate", "two_rates",
             "não há taxa de contrato"),
        ],
    )  # fmt: skip
    def test_with_the_field_and_a_sentence(
        self, key: str, body: Any, field: str, code: str, said: str
    ) -> None:
        response = ask(key, body)
        assert response.status_code == 422, response.content
        errors = response.json()["errors"]
        assert (field, code) in [(one["field"], one["code"]) for one in errors], errors
        assert any(said in one["message"] for one in errors), errors

    def test_a_month_not_published_by_name(self, key: str) -> None:
        response = ask(key, changed(on="2026-11-20", terms={"interest_mode": "legal"}))
        assert response.status_code == 422
        (error,) = response.json()["errors"]
        assert (error["field"], error["code"]) == ("on", "month_missing")
        assert "08/2026 da série IPCA" in error["message"]

    @pytest.mark.parametrize("body", ["{", b"\xff\xfe", "[" * 100_000])
    def test_what_is_not_json(self, key: str, body: str | bytes) -> None:
        response = ask(key, body, raw=True)
        assert response.status_code == 400
        assert response.json()["errors"][0]["code"] == "not_json"

    @pytest.mark.parametrize(
        ("told", "again", "field"),
        [
            ('"on": "2026-02-20"', '"on": "2026-02-20", "principal_cents": 1', "principal_cents"),
            ('"fine_rate": "0.02"', '"fine_rate": "0.02", "fine_rate": "0.01"', "fine_rate"),
        ],
    )
    def test_a_field_told_twice(self, key: str, told: str, again: str, field: str) -> None:
        body = json.dumps(CONTRACT)
        assert body.count(told) == 1
        response = ask(key, body.replace(told, again), raw=True)
        assert response.status_code == 422
        (error,) = response.json()["errors"]
        assert (error["field"], error["code"]) == (field, "repeated_field")
        assert "mais de uma vez" in error["message"]

    def test_too_many_payments(self, key: str) -> None:
        many = [{"on": "2026-01-06", "cents": 1}] * 201
        assert "até 200" in ask(key, changed(payments=many)).json()["errors"][0]["message"]


class TestStrays:
    def told(self, response: Any) -> tuple[int, str, str]:
        assert response["Content-Type"] == "application/json"
        (error,) = response.json()["errors"]
        assert error["message"].endswith(".")
        return response.status_code, error["code"], error["message"]

    @pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
    def test_another_method(self, db: None, method: str) -> None:
        response = getattr(Client(), method)(ADDRESS)
        status, code, message = self.told(response)
        assert (status, code, response["Allow"]) == (405, "method_not_allowed", "POST")
        assert message == f"Este endereço não aceita {method.upper()}, só POST."

    @pytest.mark.parametrize("address", ["/api/v1/nada", "/api/v2/debt", "/api/", "/api/v1/debt/x"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_an_address_that_is_not_there(self, db: None, address: str, method: str) -> None:
        client = Client(enforce_csrf_checks=True)
        assert self.told(getattr(client, method)(address))[:2] == (404, "not_found")


class TestKey:
    def refused(self, key: str) -> bool:
        response = ask(key, CONTRACT)
        if response.status_code == 200:
            return False
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"
        assert "Falta uma chave válida" in response.json()["errors"][0]["message"]
        return True

    def test_is_needed(self, world: World) -> None:
        response = Client().post(ADDRESS, json.dumps(CONTRACT), content_type="application/json")
        assert response.status_code == 401

    @pytest.mark.parametrize("key", ["", "x", "a:b", "eyJ1IjoxfQ:abc"])
    def test_is_not_guessed(self, world: World, key: str) -> None:
        assert self.refused(key)

    def test_ends_on_its_day(self, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
        last = NOON + timedelta(days=90)
        monkeypatch.setattr(clock, "now", lambda: last - timedelta(seconds=1))
        assert not self.refused(key)
        monkeypatch.setattr(clock, "now", lambda: last)
        assert self.refused(key)

    def test_ends_with_the_password(self, key: str) -> None:
        create_user(email=EMAIL, password="outra senha comprida")
        assert self.refused(key)

    def test_ends_with_the_person(self, key: str) -> None:
        User.objects.filter(email=EMAIL).update(is_active=False)
        assert self.refused(key)

    def test_ends_with_the_membership(self, key: str, world: World) -> None:
        with scope(world.tenant_id):
            Membership.objects.filter(user__email=EMAIL).delete()
        assert self.refused(key)

    def test_is_only_for_members(self, world: World) -> None:
        other = World.new()
        with pytest.raises(NotAMember):
            issue_token(email=EMAIL, tenant_id=other.tenant_id, now=NOON, days=1)
        with pytest.raises(NotAMember):
            issue_token(email="ninguem@example.com", tenant_id=world.tenant_id, now=NOON, days=1)

    def test_a_session_is_none(self, world: World) -> None:
        client = Client()
        client.force_login(User.objects.get(email=EMAIL))
        response = client.post(ADDRESS, json.dumps(CONTRACT), content_type="application/json")
        assert response.status_code == 401


class TestSchema:
    def test_is_open_and_tells_the_endpoint(self, db: None) -> None:
        schema = Client().get("/api/v1/openapi.json").json()
        assert schema["openapi"].startswith("3.")
        post = schema["paths"]["/api/v1/debt"]["post"]
        assert set(post["responses"]) == {"200", "401", "422"}
        assert schema["components"]["securitySchemes"]
        cents = schema["components"]["schemas"]["DebtIn"]["properties"]["principal_cents"]
        assert cents["type"] == "integer"

    def test_has_no_page_with_scripts_of_others(self, db: None) -> None:
        assert Client().get("/api/v1/docs").status_code == 404


class TestDebtType:
    def test_is_answered_as_it_was_understood(self, key: str) -> None:
        body = with_terms(debt_type="aluguéis") | {"due_on": "2022-08-10"}
        found = ask(key, body).json()
        assert found["debt_type"] == {
            "text": "aluguéis",
            "kind": "rent",
            "name": "aluguel",
            "known": True,
        }
        assert found["prescribed"]["on"] == "2025-08-11"

    def test_that_is_not_understood_is_a_notice(self, key: str) -> None:
        found = ask(key, with_terms(debt_type="loja seguro")).json()
        assert found["debt_type"]["known"] is False
        assert "debt_type_unknown" in [one["code"] for one in found["notices"]]

    def test_that_is_not_told_says_nothing(self, key: str) -> None:
        found = ask(key, CONTRACT).json()
        assert found["debt_type"] is None
        assert found["notices"] == []
