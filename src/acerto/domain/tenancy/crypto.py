"""Personal values: sealed with AES-256-GCM, found again by a keyed blind index (DESIGN decision 9).

Keys are derived from one master key (32 bytes, settings.ACERTO_MASTER_KEY) for each tenant and use,
by HKDF-SHA256. The associated data is tenant, column and blind index: a sealed value moved to another
row, column or tenant does not open.
"""

import os
from functools import lru_cache
from hashlib import blake2b

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
INDEX_BYTES = 16
VERSION = b"\x01"  # of key and layout, the first byte of every sealed value


class Vault:
    """Seals and opens the values of one tenant's column."""

    def __init__(self, *, tenant_id: int, column: str) -> None:
        self._label = f"{tenant_id}:{column}:".encode()
        self._cipher = AESGCM(_key(tenant_id=tenant_id, use="seal"))
        self._index_key = _key(tenant_id=tenant_id, use=f"index:{column}")

    def index(self, value: str) -> bytes:
        """Blind index of a normalised value: 16 bytes, equal for equal values of this column.

        Keyed BLAKE2b (RFC 7693 section 2.1).
        """
        return blake2b(value.encode(), digest_size=INDEX_BYTES, key=self._index_key).digest()

    def seal(self, value: str, *, index: bytes = b"") -> bytes:
        """Encrypt one value; `index` is its blind index, or empty for text that is not searched."""
        nonce = _nonce()
        return VERSION + nonce + self._cipher.encrypt(nonce, value.encode(), self._label + index)

    def open(self, sealed: bytes, *, index: bytes = b"") -> str:
        """Decrypt. Raises cryptography.exceptions.InvalidTag when moved or changed."""
        data = bytes(sealed)
        nonce, body = data[1 : 1 + NONCE_BYTES], data[1 + NONCE_BYTES :]
        return self._cipher.decrypt(nonce, body, self._label + bytes(index)).decode()


_NONCES_AHEAD = 256
_nonces: list[bytes] = []


def _nonce() -> bytes:
    """Never given twice. Drawn many at a time: asking the kernel costs as much as sealing."""
    try:
        return _nonces.pop()
    except IndexError:
        drawn = os.urandom(NONCE_BYTES * _NONCES_AHEAD)
        first, *others = (drawn[at : at + NONCE_BYTES] for at in range(0, len(drawn), NONCE_BYTES))
        _nonces.extend(others)
        return first


# A child that inherited them would seal with the nonces of its parent.
os.register_at_fork(after_in_child=_nonces.clear)


@lru_cache(maxsize=256)
def vault(*, tenant_id: int, column: str) -> Vault:
    """The vault of a tenant's column; the derived keys are kept in memory."""
    return Vault(tenant_id=tenant_id, column=column)


def _key(*, tenant_id: int, use: str) -> bytes:
    info = f"acerto:{tenant_id}:{use}".encode()
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info)
    return kdf.derive(settings.ACERTO_MASTER_KEY)
