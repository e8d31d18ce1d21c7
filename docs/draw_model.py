"""Draws docs/concepts/data-model.md from the models: `python docs/draw_model.py`."""

import os
import sys
from pathlib import Path

import django

PAGE = Path(__file__).parent / "concepts/data-model.md"
ROOMS = (
    "tenancy", "parties", "receivables", "ledger", "payments", "contact", "intake", "dunning",
    "indices", "audit",
)  # fmt: skip
HEAD = """# The data model

Drawn from the models by `python docs/draw_model.py`; a test sees that it is up to date. Every table but
`tenant`, `user` and the official series carries `tenant_id` and is walled by row-level security. Sealed columns
end in `_enc`, their blind indexes in `_bidx`. Tables marked *append-only* refuse UPDATE, DELETE and TRUNCATE.
"""


def main() -> None:
    """Write the page."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acerto.config.settings")
    django.setup()
    PAGE.write_text(drawn())


def drawn() -> str:
    """The whole page as Markdown."""
    return HEAD + "".join(_room(room) for room in ROOMS)


def _room(room: str) -> str:
    from django.apps import apps

    models = list(apps.get_app_config(room).get_models())
    own = [model for model in models if not model.__name__.endswith("Event") or room == "audit"]
    lines = [f"\n## {room}\n", *map(_sentence, own), "\n```mermaid", "erDiagram"]
    for model in own:
        lines += _relations(model)
    for model in own:
        lines += _entity(model)
    return "\n".join([*lines, "```", ""])


def _sentence(model) -> str:
    doc = (model.__doc__ or "").strip().splitlines()[0]
    frozen = " *(append-only)*" if model._meta.db_table_comment == "append-only" else ""
    names = [c.name for c in model._meta.constraints if c.name]
    said = f" Constraints: {', '.join(f'`{name}`' for name in names)}." if names else ""
    return f"- **{model.__name__}** — {doc}{frozen}{said}"


def _relations(model) -> list[str]:
    return [
        f"    {field.related_model.__name__} ||--{'o|' if field.one_to_one else 'o{'} "
        f"{model.__name__} : {field.name}"
        for field in model._meta.concrete_fields
        if field.is_relation and field.name != "tenant"
    ]


def _entity(model) -> list[str]:
    lines = [f"    {model.__name__} {{"]
    for field in model._meta.concrete_fields:
        if field.name in {"tenant", "pk"}:
            continue
        kind = field.get_internal_type().removesuffix("Field").lower()
        key = " PK" if field.primary_key else " FK" if field.is_relation else ""
        lines.append(f"        {kind} {field.attname}{key}")
    return [*lines, "    }"]


if __name__ == "__main__":
    main()
