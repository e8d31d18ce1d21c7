"""Files on their way in: sealed on disk between upload and import, gone after a day.

Their folder is readable by the product alone (0700).
"""

import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from acerto.domain.tenancy.crypto import vault

COLUMN = "upload"
CHUNK_BYTES = 1 << 20
LARGEST_BYTES = 50 << 20
KEPT_SECONDS = 24 * 60 * 60
TOKEN = re.compile(r"[0-9a-f]{32}")


class NoSuchUpload(LookupError):
    """The file is gone, was never there, or is somebody else's."""

    code = "no_such_upload"


@dataclass(frozen=True, slots=True)
class Upload:
    """A kept file. `token` is its name on disk and in the address."""

    token: str
    tenant_id: int
    user_id: int
    creditor_id: int
    kind: str
    file_name: str


def keep(
    *, file: UploadedFile, tenant_id: int, user_id: int, creditor_id: int, kind: str
) -> Upload:
    """Seal an uploaded file, line by line of base16, and forget those whose day is over."""
    _forget_old()
    upload = Upload(
        token=secrets.token_hex(16),
        tenant_id=tenant_id,
        user_id=user_id,
        creditor_id=creditor_id,
        kind=kind,
        file_name=Path(str(file.name)).name[:255],
    )
    box = vault(tenant_id=tenant_id, column=COLUMN)
    with _path(upload.token).open("x") as out:
        out.write(box.seal(json.dumps(asdict(upload))).hex() + "\n")
        for chunk in file.chunks(CHUNK_BYTES):
            out.write(box.seal(chunk.decode("latin-1")).hex() + "\n")
    return upload


def find(*, token: str, tenant_id: int, user_id: int) -> Upload:
    """A kept file of this person in this tenant. Raises NoSuchUpload."""
    try:
        with _path(token).open() as kept:
            sealed = bytes.fromhex(kept.readline())
        upload = Upload(**json.loads(vault(tenant_id=tenant_id, column=COLUMN).open(sealed)))
    except (OSError, ValueError, TypeError, InvalidTag) as error:  # all the same to the reader
        raise NoSuchUpload(token) from error
    if upload.user_id != user_id:
        raise NoSuchUpload(token)
    return upload


@contextmanager
def opened(*, upload: Upload) -> Iterator[Path]:
    """The file in clear, for as long as the block lasts. Raises NoSuchUpload."""
    box = vault(tenant_id=upload.tenant_id, column=COLUMN)
    with _sealed(upload) as kept, TemporaryDirectory(dir=_folder()) as folder:
        clear = Path(folder) / "file"
        with clear.open("xb") as out:
            kept.readline()
            for line in kept:
                out.write(box.open(bytes.fromhex(line)).encode("latin-1"))
        yield clear


def forget(*, upload: Upload) -> None:
    """Delete a kept file."""
    _path(upload.token).unlink(missing_ok=True)


def _sealed(upload: Upload) -> TextIO:
    try:
        return _path(upload.token).open()
    except FileNotFoundError as gone:
        raise NoSuchUpload(upload.token) from gone


def _folder() -> Path:
    folder: Path = settings.HOME.root / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(token: str) -> Path:
    if not TOKEN.fullmatch(token):
        raise NoSuchUpload(token)
    return _folder() / f"{token}.sealed"


def _forget_old() -> None:
    oldest = time.time() - KEPT_SECONDS
    for file in _folder().glob("*.sealed"):
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
