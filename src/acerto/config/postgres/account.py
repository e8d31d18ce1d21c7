"""Who runs the server: oneself, or as root an account that can do nothing else.

PostgreSQL refuses to run as root.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acerto.doors.kit.errors import AcertoError

NAME = "acerto-pg"


class AccountUnusable(AcertoError):
    """The system account is missing or cannot reach the data."""

    code = "account_unusable"


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group of the server's processes and files."""

    uid: int
    gid: int

    def run(
        self, command: list[str], *, cwd: Path, timeout: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account and capture what it says."""
        return subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, timeout=timeout,
            env=clean_environment(), check=False, **self.identity(),
        )  # fmt: skip

    def identity(self) -> dict[str, Any]:
        """Arguments that make `subprocess` switch to this account; none when it is oneself."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path, *, mode: int) -> None:
        """Make the folder and give it to this account."""
        folder.mkdir(exist_ok=True, mode=mode)
        if folder.stat().st_uid != self.uid:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(mode)


def server_account() -> Account:
    """Oneself; as root the system account acerto-pg, made without log-in at the first call."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _create()
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def require_reach(*, account: Account, folder: Path) -> None:
    """Raise AccountUnusable when a parent folder shuts the account out, as /root does."""
    if account.identity() and account.run(["test", "-x", str(folder)], cwd=Path("/")).returncode:
        raise AccountUnusable(
            f"A conta {NAME}, que executa o banco de dados, não alcança {folder}. "
            "Escolha com ACERTO_HOME uma pasta aberta à passagem, como /var/lib/acerto."
        )


def clean_environment() -> dict[str, str]:
    """The caller's environment without what would turn PostgreSQL's head."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
    return {**kept, "LC_ALL": "C", "LANG": "C", "TZ": "UTC"}


def _create() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        subprocess.run(
            [*command, "--shell", "/usr/sbin/nologin", NAME], capture_output=True, check=False
        )
        return pwd.getpwnam(NAME)  # also when another start made it a moment ago
    except (OSError, KeyError) as error:
        raise AccountUnusable(
            f"Não consegui criar a conta de sistema {NAME}; crie-a com "
            f"`useradd --system {NAME}` ou rode o Acerto com um usuário comum."
        ) from error
