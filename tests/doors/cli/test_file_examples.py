"""The examples of docs/formats are what the commands take."""

import json
import re
from pathlib import Path

import pytest

from acerto.config.entry import run

ROOT = Path(__file__).parents[3]
CODES = {"natures": {"XX": "natureza"}}


@pytest.mark.parametrize("name", ["protest", "bureau"])
def test_the_example_is_written(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "formats" / f"{name}.md").read_text("utf-8")
    example = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert example is not None
    file, codes, out = tmp_path / "exemplo.json", tmp_path / "codes.json", tmp_path / "saida"
    file.write_text(example[1], "utf-8")
    codes.write_text(json.dumps(CODES), "utf-8")
    extra = ["--codes", str(codes)] if name == "bureau" else []
    assert run([name, "write", str(file), "--out", str(out), *extra]) == 0
    assert run([name, "read", str(out)]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["problems"] == []
