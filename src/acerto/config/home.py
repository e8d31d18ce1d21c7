"""Where Acerto keeps what is its own on this machine: data, sockets, secrets."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acerto.doors.kit.errors import AcertoError, system_reason

ROOT_HOME = Path("/var/lib/acerto")


class HomeUnusable(AcertoError):
    """The folder cannot be made or written."""

    code = "home_unusable"


@dataclass(frozen=True, slots=True)
class Home:
    """The folders under one ACERTO_HOME."""

    root: Path

    @property
    def secrets(self) -> Path:
        """Passwords and keys, one file each, 0600."""
        return self.root / "secrets"

    @property
    def locks(self) -> Path:
        """Files that are only ever locked, never read."""
        return self.root / "locks"

    @property
    def postgres(self) -> Path:
        """Owned by the account that runs the server."""
        return self.root / "postgres"

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.postgres / "data"

    @property
    def run(self) -> Path:
        """The socket; directly under the root, since the kernel allows short paths only."""
        return self.root / "run"

    @property
    def static(self) -> Path:
        """Hashed and compressed static files, made by `acerto serve`."""
        return self.root / "static"

    def prepare(self) -> None:
        """Make the folders that belong to the person who runs the command. Raises HomeUnusable."""
        try:
            # As root another account runs the server and passes through.
            passage = 0o711 if os.geteuid() == 0 else 0o700
            self.root.mkdir(parents=True, exist_ok=True, mode=passage)
            for folder in (self.secrets, self.locks):
                folder.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise HomeUnusable(
                f"Não consegui usar a pasta {self.root} ({system_reason(error)}). "
                "Escolha outra com a variável ACERTO_HOME."
            ) from error


def find_home(*, environ: Mapping[str, str] = os.environ) -> Home:
    """ACERTO_HOME; else /var/lib/acerto for root; else `acerto` in the user's data folder (XDG).

    Raises HomeUnusable for an ACERTO_HOME that is empty or hangs on the folder one stands in: the
    same command from elsewhere would open, or make, another installation.
    """
    chosen = environ.get("ACERTO_HOME")
    if chosen is not None:
        return Home(_whole(chosen))
    if os.geteuid() == 0:
        return Home(ROOT_HOME)
    data = environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Home(Path(data) / "acerto")


def _whole(chosen: str) -> Path:
    if not chosen.strip():
        raise HomeUnusable(
            "A variável ACERTO_HOME está vazia. Dê a ela o caminho de uma pasta, como "
            "/var/lib/acerto, ou tire-a do ambiente para usar a pasta de costume."
        )
    path = Path(chosen).expanduser()
    if not path.is_absolute():
        raise HomeUnusable(
            f"ACERTO_HOME precisa ser um caminho inteiro, e “{chosen}” depende da pasta em que se "
            f"está. Se é esta, use {path.absolute()}."
        )
    return path
