"""A manifest that says too little, or says it wrongly, is refused in words that name the field."""

import json
from typing import Any

import pytest

from acerto.engine.snapshot_files import InvalidSnapshot, Manifest, manifest_of

GOOD: dict[str, Any] = {
    "format": "acerto-snapshot",
    "version": 1,
    "on": "2026-03-02",
    "files": [],
    "steps": {"consumidor": {"lembrete": 7}},
}


def read(**changed: Any) -> Manifest:
    """The manifest with some fields changed; None takes one away."""
    said = {name: value for name, value in (GOOD | changed).items() if value is not None}
    return manifest_of(json.dumps(said).encode(), where="retrato")


def test_what_came_in_later_may_be_missing() -> None:
    assert read().steps == GOOD["steps"]
    assert read().made_at is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"format": None}, "o campo “format” de manifest.json não diz “acerto-snapshot”"),
        ({"version": None}, "sem aspas; ali está nenhum"),
        ({"version": "1"}, 'sem aspas; ali está "1"'),
        ({"version": True}, "sem aspas; ali está true"),
        ({"version": 2}, "é da versão 2 do formato; este Acerto lê a 1"),
        ({"on": None}, "falta o campo “on”: o dia do retrato"),
        ({"on": "02/03/2026"}, "o campo “on” não serve; ele traz o dia do retrato"),
        ({"on": 20260302}, "o campo “on” não serve"),
        ({"files": None}, "falta o campo “files”: a lista dos arquivos"),
        ({"files": [{"path": "case/a.parquet"}]}, "o campo “files” não serve; ele traz a lista"),
        ({"files": 7}, "o campo “files” não serve"),
        ({"steps": None}, "falta o campo “steps”: o número de cada etapa"),
        ({"steps": {"consumidor": {"lembrete": "sete"}}}, "o campo “steps” não serve"),
        ({"steps": []}, "o campo “steps” não serve"),
        ({"made_at": "ontem"}, "o campo “made_at” não serve"),
    ],
)
def test_a_field_at_fault_is_named(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidSnapshot) as refused:
        read(**changed)
    assert said in refused.value.message
