"""The benchmarks over files, each as a program of its own and small: they work, and leave nothing behind."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = 120


def program(name: str, *arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"benchmarks.{name}", *map(str, arguments), "--folder", folder]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )


class TestCountry:
    def test_decides_every_debtor_and_leaves_nothing(self, tmp_path: Path) -> None:
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        (tmp_path / f"run-{gone.pid}-left").mkdir()  # by a run that was killed
        done = program("country", 4_000, "--memory", "200MiB", folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "4,000 titles of 1,000 debtors decided" in done.stdout
        assert list(tmp_path.iterdir()) == []

    def test_takes_no_disk_that_is_not_there(self, tmp_path: Path) -> None:
        done = program("country", 10**15, folder=tmp_path)
        assert done.returncode == 1
        assert "make room, name another place with --folder" in done.stderr
        assert list(tmp_path.iterdir()) == []

    def test_says_what_failed_apart(self, tmp_path: Path) -> None:
        done = program("country", 4_000, "--memory", "plenty", folder=tmp_path)
        assert done.returncode == 1
        assert "plenty" in done.stderr
        assert "Traceback" not in done.stderr
        assert list(tmp_path.iterdir()) == []


class TestGrowth:
    def test_draws_a_chart_of_its_sizes(self, tmp_path: Path) -> None:
        chart, work = tmp_path / "growth.svg", tmp_path / "work"
        done = program("growth", 400, 4_000, "--turns", 1, "--chart", chart, folder=work)
        assert done.returncode == 0, done.stderr
        assert "slope" in done.stdout
        drawn = ElementTree.parse(chart).getroot()
        assert len(drawn.findall("{http://www.w3.org/2000/svg}circle")) == 2
        assert list(work.iterdir()) == []


class TestDecide:
    def test_measures_beside_the_bare_query(self, tmp_path: Path) -> None:
        done = program("decide", 4_000, "1GiB", "--turns", 1, folder=tmp_path)
        assert "ratio" in done.stdout, done.stderr
        assert list(tmp_path.iterdir()) == []
