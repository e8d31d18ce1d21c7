"""Values on their way into the database."""

from datetime import date

import pytest
from django.db import connection

from acerto.domain.tenancy.staging import array

pytestmark = pytest.mark.django_db


class TestArray:
    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            ("bigint", [1, None, -(2**40)]),
            ("date", [date(2026, 3, 2), None]),
            ("boolean", [True, False, None]),
            ("text", ["", "NULL", 'a "b" \\c', "{x,y}", "linha\nnova\té", None]),
            ("bigint", []),
        ],
    )
    def test_arrives_as_it_was(self, kind, values):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT %s::{kind}[]", [array(values)])
            assert cursor.fetchone()[0] == values
