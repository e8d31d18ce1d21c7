"""The floors and the tiers hold, and the contracts notice when they do not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Each forbidden import, by a file that it could stand in.
VIOLATIONS = {
    "core/money.py": "acerto.law.params",
    "law/version.py": "django",
    "formats/brcode.py": "acerto.ports.channel",
    "engine/policy.py": "acerto.domain.dunning.models",
    "sample/holders.py": "socket",
    "domain/ledger/models.py": "acerto.domain.payments.models",
    "domain/contact/models.py": "acerto.adapters.channels",
    "domain/tenancy/models.py": "acerto.domain.audit.models",
    "adapters/channels/__init__.py": "acerto.domain.contact.models",
    "doors/console/urls.py": "acerto.doors.portal.urls",
    "doors/kit/__init__.py": "acerto.config.settings",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    return subprocess.run(
        [*command, "--no-cache", "--verbose"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def seeded(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("seeded")
    shutil.copytree(
        ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    for place, forbidden in VIOLATIONS.items():
        path = folder / "src/acerto" / place
        assert path.exists(), f"{place} moved: seed the violation elsewhere"
        path.write_text(path.read_text() + f"\nimport {forbidden}\n")
    result = lint(folder)
    assert result.returncode == 1, result.stdout
    return result.stdout


def test_the_house_keeps_its_contracts():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("place", VIOLATIONS)
def test_a_seeded_violation_is_refused(seeded, place):
    importer = "acerto." + place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    target = VIOLATIONS[place]
    told = [line for line in seeded.splitlines() if importer in line and "->" in line]
    assert any(target.split(".")[0] in line and target in line for line in told), seeded
