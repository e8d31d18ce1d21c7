"""What the room's SQL reads: its own tables and published views of lower rooms, nothing else."""

import re

import pytest
import sqlglot
from django.apps import apps
from sqlglot import exp

from acerto.domain.contact.statements import statement

PUBLISHED = {"parties_person", "parties_point", "receivables_case_key", "receivables_due_title"}


def tables_read(name: str) -> set[str]:
    """Every relation that a statement names, but those it defines itself and its TEMP input."""
    text = re.sub(r"%\(\w+\)s", "NULL", statement(name)).replace("{relation}", "temp_input")
    tree = sqlglot.parse_one(text, dialect="postgres")
    own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)} | {"temp_input"}
    return {table.name for table in tree.find_all(exp.Table) if table.name} - own


@pytest.mark.parametrize("name", ["gate", "enqueue"])
def test_reads_its_own_tables_and_published_views_only(name: str) -> None:
    own = {model._meta.db_table for model in apps.get_app_config("contact").get_models()}
    read = tables_read(name)
    assert read
    assert read <= own | PUBLISHED


def test_a_foreign_table_would_be_seen() -> None:
    tree = sqlglot.parse_one("SELECT 1 FROM parties_party", dialect="postgres")
    assert {table.name for table in tree.find_all(exp.Table)} == {"parties_party"}
