"""Terms that the law's own function could not read do not get into the database."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from tests.factory import World

from acerto.domain.receivables.models import Terms
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "rate", ["fine_rate", "interest_month_rate", "discount_rate", "payoff_month_rate"]
)
@pytest.mark.parametrize("value", ["1.5", "-0.01"])
def test_a_rate_is_of_a_whole(rate: str, value: str) -> None:
    world = World.new()
    with (
        scope(world.tenant_id),
        pytest.raises(IntegrityError, match=f"terms_{rate}_of_a_whole"),
        transaction.atomic(),
    ):
        Terms.objects.create(
            tenant_id=world.tenant_id, party_kind="consumer", **{rate: Decimal(value)}
        )
