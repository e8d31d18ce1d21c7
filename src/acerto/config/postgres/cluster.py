"""The data folder of the server: made once, and made whole or not at all."""

import os
import secrets
import shutil
from pathlib import Path

from acerto.config.home import Home
from acerto.doors.kit.errors import AcertoError

from .account import Account
from .binaries import Binaries, debian_folders

ADMIN = "acerto_admin"  # the bootstrap superuser; used by `acerto db init` only
BUILTIN_LOCALE_SINCE = 17
DRAFT = "data.new."
FIRST_ACCESS = "password."


class ClusterUnusable(AcertoError):
    """initdb failed."""

    code = "cluster_unusable"


class WrongMajor(AcertoError):
    """The data were written by another major version of PostgreSQL."""

    code = "postgres_wrong_major"


def ensure_cluster(*, home: Home, binaries: Binaries, account: Account, password: str) -> bool:
    """Make the data folder unless it is there; say whether it was made.

    initdb runs in a folder of its own that is renamed when whole: a kill leaves only rubbish that a
    later call removes, even if an orphaned initdb is still at it. Raises WrongMajor and
    ClusterUnusable.
    """
    _clear_rubbish(home.postgres)
    if (home.data / "PG_VERSION").exists():
        _check_major(data=home.data, binaries=binaries)
        return False
    token = secrets.token_hex(4)
    draft = home.postgres / f"{DRAFT}{token}"
    password_file = home.postgres / f"{FIRST_ACCESS}{token}"
    _write_private(file=password_file, text=password, account=account)
    try:
        done = account.run(_initdb(draft, binaries, password_file), cwd=home.postgres)
    finally:
        password_file.unlink(missing_ok=True)
    if done.returncode != 0:
        raise ClusterUnusable(
            f"O banco de dados não pôde ser criado em {home.data}: {_last_line(done.stderr)}"
        )
    draft.rename(home.data)
    return True


def _clear_rubbish(folder: Path) -> None:
    for draft in folder.glob(f"{DRAFT}*"):
        shutil.rmtree(draft, ignore_errors=True)
    for password_file in folder.glob(f"{FIRST_ACCESS}*"):
        password_file.unlink(missing_ok=True)


def _initdb(draft: Path, binaries: Binaries, password_file: Path) -> list[str]:
    locale = ["--locale=C.UTF-8"]
    if binaries.major >= BUILTIN_LOCALE_SINCE:
        locale.append("--locale-provider=builtin")
    return [
        binaries.tool("initdb"), "--pgdata", str(draft), "--username", ADMIN, "--encoding=UTF8",
        "--auth=scram-sha-256", f"--pwfile={password_file}", "--data-checksums", *locale,
    ]  # fmt: skip


def _write_private(*, file: Path, text: str, account: Account) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        if account.identity():
            os.fchown(handle, account.uid, account.gid)
        stream.write(text)


def _check_major(*, data: Path, binaries: Binaries) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found == str(binaries.major):
        return
    old = next(
        (f for f in debian_folders() if f.parent.name == found), f"/…/postgresql/{found}/bin"
    )
    raise WrongMajor(
        f"Os dados em {data} são do PostgreSQL {found}, e o que está instalado é o "
        f"{binaries.major}; nada foi alterado. Faça uma cópia com a versão antiga "
        f"(ACERTO_PG_BIN={old} acerto backup copia.dump), mova a pasta {data} para outro lugar e "
        "traga a cópia de volta com a nova (acerto restore copia.dump)."
    )


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "sem mensagem"
