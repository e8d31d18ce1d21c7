"""Commands over one file of money start without Django: they are called once a file, by scripts."""

import subprocess
import sys
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[2] / "golden"
LINES = [
    "ofx read {golden}/statements/bb.ofx",
    "statement read {golden}/statements/preamble.csv",
    "nfe read {golden}/nfe/two-instalments.xml",
    "protest read {golden}/protest/R3412811.251",
    "bureau read {golden}/bureau/pefin-returned.txt",
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split()[0])
def test_runs_without_django(line: str) -> None:
    words = line.format(golden=GOLDEN).split()
    code = (
        "import sys; from acerto.config.entry import run; "
        f"code = run({words!r}); assert 'django' not in sys.modules; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("{")
