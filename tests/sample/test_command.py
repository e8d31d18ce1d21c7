"""`acerto sample` as a newcomer types it."""

import json

import pytest
from click.testing import CliRunner

from acerto.doors.cli.sample import command


@pytest.fixture
def run():
    return lambda *words: CliRunner().invoke(command, [str(word) for word in words])


class TestSample:
    def test_writes_both_files_and_answers_in_json(self, run, tmp_path):
        out, payments = tmp_path / "titles.csv", tmp_path / "payments.csv"
        result = run(
            *("--titles", 40, "--out", out, "--payments", payments, "--on", "2026-11-20", "--json")
        )
        assert result.exit_code == 0, result.output
        answer = json.loads(result.stdout)
        assert (answer["titles"], answer["on"]) == (40, "2026-11-20")
        assert out.read_bytes().startswith(b"\xef\xbb\xbfcontrato;parcela")
        assert len(payments.read_text(encoding="utf-8-sig").splitlines()) == answer["payments"] + 1

    def test_writes_latin_1_when_asked(self, run, tmp_path):
        out = tmp_path / "titles.csv"
        assert run("--titles", 200, "--out", out, "--encoding", "latin-1").exit_code == 0
        assert "ã" in out.read_text(encoding="latin-1")

    def test_says_in_one_sentence_that_the_folder_is_missing(self, run, tmp_path):
        result = run("--titles", 5, "--out", tmp_path / "no" / "titles.csv")
        assert result.exit_code == 1
        assert "Não foi possível escrever" in result.output

    def test_leaves_nothing_half_written(self, run, tmp_path):
        out = tmp_path / "titles.csv"
        result = run("--titles", 5, "--out", out, "--payments", tmp_path / "no" / "p.csv")
        assert result.exit_code == 1
        assert list(tmp_path.iterdir()) == []

    def test_refuses_the_same_file_twice(self, run, tmp_path):
        out = tmp_path / "titles.csv"
        assert run("--titles", 5, "--out", out, "--payments", out).exit_code == 2

    def test_refuses_to_write_no_title(self, run, tmp_path):
        result = run("--titles", 0, "--out", tmp_path / "titles.csv")
        assert result.exit_code == 2
        assert "pelo menos 1" in result.output
