"""Secrets made once, each in a file that only its owner reads."""

import os
import secrets
from pathlib import Path

from acerto.doors.kit.errors import AcertoError, system_reason

from .home import Home


class SecretUnreadable(AcertoError):
    """The file is there and cannot be read."""

    code = "secret_unreadable"


def secret(*, home: Home, name: str, size_bytes: int = 32) -> str:
    """The secret called `name`, URL-safe text of `size_bytes` random bytes, made at the first call.

    Safe against two first calls at once: both get the one that was published first.
    """
    file = home.secrets / name
    if not file.exists():
        home.prepare()
        _publish(file=file, text=secrets.token_urlsafe(size_bytes))
    try:
        return file.read_text().strip()
    except OSError as error:
        raise SecretUnreadable(
            f"Não consegui ler o segredo {file} ({system_reason(error)}). "
            "Rode o comando com o mesmo usuário que instalou o Acerto."
        ) from error


def _publish(*, file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
