"""`acerto wording`: a text from a file, as people and programs read the answer."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acerto.doors.cli.wording import command
from acerto.doors.kit.errors import AcertoError

GOOD = "Olá, Ana. Aqui é a Loja. Temos uma mensagem sobre o seu cadastro. Para parar: SAIR."


def run(tmp_path: Path, text: str, *words: str) -> Result:
    file = tmp_path / "texto.txt"
    file.write_text(text, "utf-8")
    return CliRunner().invoke(command, [str(file), *words])


class TestForPeople:
    def test_marks_the_sentence_with_reason_law_and_suggestion(self, tmp_path: Path) -> None:
        result = run(tmp_path, f"{GOOD} Este é o último aviso!", "--channel", "sms")
        assert result.exit_code == 1
        assert "NÃO PODE: Este é o [último aviso]!" in result.stdout
        assert "CDC arts. 37 e 71 (cdc71-crime)" in result.stdout
        assert "Sugestão: Condição válida até {data}" in result.stdout
        assert "O texto não pode sair assim." in result.stdout

    def test_a_clean_text_passes(self, tmp_path: Path) -> None:
        result = run(tmp_path, GOOD, "--channel", "sms", "--neutral")
        assert (result.exit_code, result.stdout) == (0, "Nada contra este texto.\n")

    def test_says_what_is_missing(self, tmp_path: Path) -> None:
        result = run(tmp_path, "Olá.", "--channel", "sms")
        assert result.exit_code == 1
        assert "FALTA: Falta dizer quem envia." in result.stdout

    def test_an_announcement_depends_on_the_facts(self, tmp_path: Path) -> None:
        text = f"{GOOD} Depois de 30/04/2026 o título poderá ir a protesto."
        result = run(tmp_path, text, "--channel", "sms")
        assert result.exit_code == 0
        assert "DEPENDE DOS FATOS: Depois de 30/04/2026" in result.stdout


def test_answers_programs_in_json(tmp_path: Path) -> None:
    result = run(tmp_path, "Seu caloteiro!", "--subject", "Dívida", "--json")
    said = json.loads(result.stdout)
    assert said["lawful"] is False
    assert said["in_text"][0]["group"] == "insult"
    assert (said["in_text"][0]["start"], said["in_text"][0]["end"]) == (4, 13)
    assert said["in_subject"][0]["rule"] == "lgpd-minimisation"
    assert "creditor_name" in [one["element"] for one in said["absences"]]


@pytest.mark.parametrize(
    ("words", "code"), [(["--channel", "fumaça"], "unknown_channel"), ([], "no_file")]
)
def test_refuses_what_it_cannot_read(tmp_path: Path, words: list[str], code: str) -> None:
    result = CliRunner().invoke(command, [str(tmp_path / "nada.txt"), *words])
    assert isinstance(result.exception, AcertoError)
    assert result.exception.code == code
