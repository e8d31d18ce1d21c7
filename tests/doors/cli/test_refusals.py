"""What a person reads when something is wrong: the whole command, its exit code, one sentence."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.domain.dunning.books import regua

from acerto.config.entry import run
from acerto.domain.tenancy.models import Tenant
from acerto.domain.tenancy.scope import scope


@pytest.fixture
def slug(committed_tenant: int) -> str:
    with scope(committed_tenant):
        return str(Tenant.objects.get(pk=committed_tenant).slug)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "vazio.csv").touch()
    (tmp_path / "foto.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (tmp_path / "sem-fim.csv").write_text('contrato;valor\nC1;"10,00')
    (tmp_path / "certa.yaml").write_text(regua(), "utf-8")
    (tmp_path / "campo.yaml").write_text(regua() + "cor: azul\n", "utf-8")
    return tmp_path


REFUSED = {
    "cycle --tenant nenhuma": "Não há empresa com o nome curto “nenhuma”",
    "cycle --on 2026-02-20 --tenant {slug}": "Nenhuma régua publicada",
    "cycle --on 2126-02-20 --tenant {slug} --json": "Esse dia ainda não chegou",
    "policy check {folder}/nada.yaml": "nada.yaml não existe.",
    "policy check {folder}/foto.csv": "salve-o como texto UTF-8",
    "policy check {folder}/vazio.csv --json": "o arquivo está vazio",
    "policy publish {folder}/campo.yaml --tenant {slug}": "cor: campo desconhecido",
    "policy publish {folder}/certa.yaml --tenant nenhuma": "“nenhuma”",
    "policy show --tenant nenhuma": "“nenhuma”",
    "import {folder}/vazio.csv --creditor loja --tenant {slug} --yes": "vazio",
    "import {folder}/foto.csv --creditor loja --tenant {slug} --yes --json": "texto",
    "import {folder}/nada.csv --creditor loja --tenant {slug}": "não existe",
    "sample --titles 5 --out {folder}/falta/t.csv": "a pasta não existe",
}


@pytest.mark.parametrize("line", REFUSED)
def test_one_sentence_and_a_code(
    line: str, slug: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run([word.format(slug=slug, folder=folder) for word in line.split()])
    said = capsys.readouterr()
    assert code == 1
    assert REFUSED[line] in said.err
    if "--json" in line:
        error = json.loads(said.out)["error"]
        assert REFUSED[line] in error["message"]
        assert error["code"]
    else:
        assert said.out == ""
    sentences = [text for text in said.err.splitlines() if not text.endswith("…")]  # progress
    assert len(sentences) == 1


@pytest.mark.parametrize("line", ["cycle --on ontem", "policy", "policy check", "cycle --cor azul"])
def test_a_command_that_is_not_understood_shows_how(
    line: str, committed_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line.split()) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Uso: acerto" in said.err
