"""Whether a title is held, found by a join: as IN (SELECT …) it was asked again by every amount of a title."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("acerto.domain.dunning.migrations.0003_snapshot").TITLE
OLD_HELD = (
    "t.title_id IN (SELECT title_id FROM contact_hold_in_force WHERE title_id IS NOT NULL) AS held"
)
NEW_HELD = "h.title_id IS NOT NULL AS held"
OLD_FROM = "FROM {source} t;"
NEW_FROM = """FROM {source} t
LEFT JOIN (SELECT DISTINCT title_id FROM contact_hold_in_force WHERE title_id IS NOT NULL) h
       ON h.title_id = t.title_id;"""
NOW = BEFORE.replace(OLD_HELD, NEW_HELD).replace(OLD_FROM, NEW_FROM)
VIEWS = {
    "snapshot_title": "receivables_open_title",
    "snapshot_title_as_of": "receivables_title_as_of",
}


def replaced(view: str, name: str) -> str:
    """The view's text for one name, as what takes an older one's place."""
    text = view.format(name=name, source=VIEWS[name])
    return text.replace("CREATE VIEW", "CREATE OR REPLACE VIEW")


class Migration(migrations.Migration):
    dependencies = [("dunning", "0006_partition_backup")]
    operations = [migrations.RunSQL(replaced(NOW, name), replaced(BEFORE, name)) for name in VIEWS]
