"""The room's SQL, kept in files so that it can be read, run by hand and parsed by a test."""

from functools import lru_cache
from importlib.resources import files

HERE = "/* here */"


@lru_cache(maxsize=8)
def statement(name: str) -> str:
    """The text of sql/<name>.sql, with sql/here.sql put where it asks for it."""
    return _read(name).replace(HERE, _read("here"))


def _read(name: str) -> str:
    return files("acerto.domain.contact").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")
