"""What every model must have: a tenant, named constraints, moves between states that exist."""

import pytest
from django.apps import apps
from django.db import models

ROOMS = (
    "tenancy",
    "audit",
    "indices",
    "ledger",
    "parties",
    "receivables",
    "contact",
    "payments",
    "intake",
    "dunning",
)
WITHOUT_TENANT = {"tenancy.Tenant", "tenancy.User", "indices.Value"}


def own_models():
    return [m for room in ROOMS for m in apps.get_app_config(room).get_models()]


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
class TestEveryModel:
    def test_has_a_tenant(self, model):
        names = {field.attname for field in model._meta.get_fields() if hasattr(field, "attname")}
        assert "tenant_id" in names or model._meta.label in WITHOUT_TENANT

    def test_moves_only_between_its_states(self, model):
        moves = getattr(model, "MOVES", frozenset())
        states = set(getattr(model, "State", models.TextChoices).values) if moves else set()
        assert {state for move in moves for state in move} <= states

    def test_every_state_but_the_first_is_reached(self, model):
        moves = getattr(model, "MOVES", frozenset())
        if moves:
            first = model._meta.get_field("state").default
            assert {to for _from, to in moves} | {first} == set(model.State.values)

    def test_counts_money_in_whole_centavos(self, model):
        for field in model._meta.get_fields():
            if field.name.endswith("_cents") or field.name == "cents":
                assert isinstance(field, models.BigIntegerField), field
