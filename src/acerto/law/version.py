"""Which law decided: a digest that changes with any parameter or any rule."""

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from acerto import __version__
from acerto.law.params import parameter_files

_DIGEST_CHARS = 12


@lru_cache(maxsize=1)
def law_version() -> str:
    """The version of Acerto and a digest of its parameters and rules: "0.1.0+9f2c1e07ab34"."""
    digest = sha256()
    for name, content in parameter_files() + _rule_files():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return f"{__version__}+{digest.hexdigest()[:_DIGEST_CHARS]}"


def _rule_files() -> list[tuple[str, bytes]]:
    folder = files("acerto.law.rules")
    return sorted(
        (child.name, child.read_bytes()) for child in folder.iterdir() if child.name.endswith(".py")
    )
