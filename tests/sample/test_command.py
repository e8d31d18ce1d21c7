"""`acerto sample` as a newcomer types it."""

import json
import os

import pytest
from click.testing import CliRunner

from acerto.doors.cli.sample import command
from acerto.doors.kit.errors import AcertoError


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
        assert isinstance(result.exception, AcertoError)
        assert "a pasta não existe" in result.exception.message
        assert ".part" not in result.exception.message

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

    @pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "ontem", "2026-02-30"])
    def test_refuses_a_day_that_cannot_be_counted(self, run, tmp_path, day):
        result = run("--titles", 5, "--out", tmp_path / "titles.csv", "--on", day)
        assert result.exit_code == 2
        assert f"“{day}”" in result.output

    @pytest.mark.parametrize("day", ["31/12/2199", "1995-01-01"])
    def test_takes_far_days(self, run, tmp_path, day):
        assert run("--titles", 5, "--out", tmp_path / "t.csv", "--on", day).exit_code == 0


class TestOverwrites:
    def test_no_file_unasked(self, run, tmp_path):
        out = tmp_path / "titles.csv"
        out.write_text("precioso")
        result = run("--titles", 5, "--out", out)
        assert result.exception.code == "file_exists"
        assert out.read_text() == "precioso"
        assert run("--titles", 5, "--out", out, "--force").exit_code == 0

    @pytest.mark.parametrize("payments", [False, True])
    def test_no_pipe_link_or_device_whatever_is_asked(self, run, tmp_path, payments):
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "real.csv").touch()
        (tmp_path / "link").symlink_to(tmp_path / "real.csv")
        for target in (tmp_path / "pipe", tmp_path / "link", "/dev/null"):
            outs = ("--out", tmp_path / "t.csv", "--payments", target)
            result = run("--titles", 5, *(outs if payments else ("--out", target)), "--force")
            assert result.exception.code == "not_a_regular_file"
        assert (tmp_path / "pipe").is_fifo()
        assert (tmp_path / "link").is_symlink()
