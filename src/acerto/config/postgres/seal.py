"""Which master key sealed a copy: its fingerprint at the copy's end, or a sealed value tried.

Under another key no CPF would be found again and no sealed value would open, without any error.
"""

import os
import subprocess
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.conf import settings

from acerto.domain.tenancy.crypto import vault
from acerto.doors.kit.errors import AcertoError

from .account import clean_environment
from .binaries import find_binaries

MARK = b"\nACERTO-KEY "
FINGERPRINT_BYTES = 8
MARK_BYTES = len(MARK) + 2 * FINGERPRINT_BYTES + 1
TABLE, COLUMN = "parties_identity", "identity"
"""Where every debtor has a sealed value, and the vault it was sealed with."""


class OtherKey(AcertoError):
    """The copy was sealed with another master key than this installation's."""

    code = "restore_other_key"


def fingerprint() -> str:
    """16 hexadecimal digits that tell this installation's master key from others, and no more."""
    key = settings.ACERTO_MASTER_KEY
    return blake2b(b"fingerprint", key=key, digest_size=FINGERPRINT_BYTES).hexdigest()


def mark(file: Path) -> None:
    """Write the fingerprint at the end of a copy; pg_restore reads past it."""
    with file.open("ab") as stream:
        stream.write(MARK + fingerprint().encode() + b"\n")


def require_same_key(file: Path) -> None:
    """Raise OtherKey for a copy that was sealed with another master key than this one."""
    found = _marked(file)
    if found == fingerprint():
        return
    if found is None:
        sealed = _sealed_value(file)
        if sealed is None or _opens(sealed):
            return
    print_of = f" (impressão {found}; a daqui é {fingerprint()})" if found else ""
    raise OtherKey(
        f"A cópia {file} foi feita com outra chave-mestra{print_of}. Com a chave daqui ninguém seria "
        "encontrado pelo CPF e os dados pessoais não se abririam; nada foi alterado. Traga a chave da "
        "instalação que fez a cópia: em ACERTO_MASTER_KEY, ou no arquivo "
        f"{settings.HOME.secrets / 'master_key'}, e repita."
    )


def _marked(file: Path) -> str | None:
    """The fingerprint at the end of a copy; None in copies older than this."""
    with file.open("rb") as stream:
        stream.seek(max(0, os.fstat(stream.fileno()).st_size - MARK_BYTES))
        end = stream.read()
    return end[len(MARK) :].decode().strip() if end.startswith(MARK) else None


def _sealed_value(file: Path) -> dict[str, str] | None:
    """The first row of the table as column and text; None when there is none to be had."""
    command = [
        find_binaries().tool("pg_restore"), "--data-only", f"--table={TABLE}", "--file=-", str(file),
    ]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=clean_environment(),
    ) as reader:  # fmt: skip
        assert reader.stdout is not None
        names: list[str] | None = None
        for line in reader.stdout:
            if names is None:
                if line.startswith("COPY "):
                    names = line[line.index("(") + 1 : line.index(")")].split(", ")
                continue
            reader.kill()  # one row is enough
            return (
                None if line.startswith("\\.") else dict(zip(names, line.split("\t"), strict=True))
            )
    return None


def _opens(row: dict[str, str]) -> bool:
    box = vault(tenant_id=int(row["tenant_id"]), column=COLUMN)
    try:
        box.open(_bytes(row["value_enc"]), index=_bytes(row["value_bidx"]))
    except InvalidTag:
        return False
    return True


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.strip().removeprefix("\\\\x"))
