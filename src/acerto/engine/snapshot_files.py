"""A snapshot as files: a folder of Parquet and a manifest, in a format with a version.

    manifest.json          what it is, its day, and every file with its rows, bytes and SHA-256
    case/*.parquet         snapshot.CASE            title/*.parquet   snapshot.TITLE
    done/*.parquet         snapshot.DONE            terms/*.parquet   TERMS below
    series/*.parquet       SERIES below: the official months, as known when it was written

The factors are not in it: they are the law tabulated, and made anew from terms and series by whoever
decides. docs/formats/snapshot.md tells the same in words.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any

import ibis

from acerto.engine.snapshot import CASE, DONE, TITLE

FORMAT = "acerto-snapshot"
VERSION = 1
MANIFEST = "manifest.json"
BLOCK_BYTES = 4 << 20

TERMS = ibis.schema(
    {
        "terms_id": "!int64",
        "party_kind": "!string",
        "fine_rate": "decimal(9, 6)",
        "interest_month_rate": "decimal(9, 6)",
        "discount_rate": "decimal(9, 6)",
        "discount_days": "!int32",
        "payoff_month_rate": "decimal(9, 6)",
        "interest_mode": "!string",
        "correction_index": "!string",
        "debt_type": "!string",
    }
)
SERIES = ibis.schema(
    {
        "series": "!string",
        "month": "!date",
        "rate": "!decimal(18, 12)",
        "source": "!string",
        "known_on": "date",
    }
)
PARTS: Mapping[str, ibis.Schema] = {
    "case": CASE,
    "title": TITLE,
    "done": DONE,
    "terms": TERMS,
    "series": SERIES,
}
DUCKDB_TYPES = {
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "decimal(9, 6)": "DECIMAL(9,6)",
    "decimal(18, 12)": "DECIMAL(18,12)",
}


class InvalidSnapshot(Exception):
    """A folder that is no snapshot, or a broken one. `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file of a snapshot or of decisions; `path` is relative to the folder, with slashes."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself. `steps`: by policy and key the ids of steps, as in `done`."""

    on: date
    files: tuple[FileFacts, ...]
    steps: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    made_by: str = ""
    made_at: datetime | None = None  # what came in later is not in it
    note: str = ""

    def rows(self, part: str) -> int:
        """Rows of one part of the snapshot."""
        return sum(each.rows for each in self.files if each.path.startswith(f"{part}/"))

    def step_ids(self, *, policy: str, keys: Iterable[str]) -> dict[str, int]:
        """The ids of a policy's steps: those of the snapshot, and the next free ones for new steps."""
        known = self.steps.get(policy, {})
        taken = [number for ids in self.steps.values() for number in ids.values()]
        fresh = count(max(taken, default=0) + 1)
        return {key: known[key] if key in known else next(fresh) for key in keys}

    def as_json(self) -> str:
        """The text of manifest.json."""
        said = {
            "format": FORMAT,
            "version": VERSION,
            "on": self.on.isoformat(),
            "made_by": self.made_by,
            "made_at": self.made_at.isoformat() if self.made_at else None,
            "note": self.note,
            "steps": {policy: dict(ids) for policy, ids in sorted(self.steps.items())},
            "files": [asdict(each) for each in self.files],
        }
        return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def read_manifest(*, folder: Path) -> Manifest:
    """The manifest of a snapshot in a folder of this machine. Raises InvalidSnapshot."""
    path = folder / MANIFEST
    try:
        return manifest_of(path.read_bytes(), where=str(folder))
    except FileNotFoundError:
        raise no_snapshot(where=str(folder)) from None
    except OSError:
        raise InvalidSnapshot(f"{path} não pode ser lido.") from None


def no_snapshot(*, where: str) -> InvalidSnapshot:
    """That a folder or URL has no manifest."""
    return InvalidSnapshot(f"{where} não é um retrato do Acerto: falta {MANIFEST}.")


def manifest_of(text: bytes, *, where: str) -> Manifest:
    """What manifest.json says; `where` is the folder or URL it lies in. Raises InvalidSnapshot."""
    said = json_object(text, where=f"{where}/{MANIFEST}")
    if said.get("format") != FORMAT:
        raise InvalidSnapshot(
            f"{where} não é um retrato do Acerto: o campo “format” de {MANIFEST} não diz “{FORMAT}”."
        )
    _check_version(said.get("version"), where)

    def field(name: str, read: Callable[[Any], Any], what: str) -> Any:
        if name not in said:
            raise InvalidSnapshot(f"Em {where}/{MANIFEST} falta o campo “{name}”: {what}.")
        try:
            return read(said[name])
        except (AttributeError, KeyError, TypeError, ValueError):
            raise InvalidSnapshot(
                f"Em {where}/{MANIFEST} o campo “{name}” não serve; ele traz {what}."
            ) from None

    said = {"made_at": None} | said  # what came in later
    return Manifest(
        on=field("on", date.fromisoformat, "o dia do retrato, como 2026-03-02"),
        files=field(
            "files",
            partial(_listed, where=where),
            "a lista dos arquivos, cada um com path, rows, bytes e sha256",
        ),
        steps=field("steps", _steps, "o número de cada etapa, por régua e chave"),
        made_by=str(said.get("made_by", "")),
        made_at=field(
            "made_at",
            lambda at: datetime.fromisoformat(at) if at else None,
            "o instante em que foi feito",
        ),
        note=str(said.get("note", "")),
    )


def _check_version(said: object, where: str) -> None:
    if type(said) is not int:
        text = "nenhum" if said is None else json.dumps(said, ensure_ascii=False)
        raise InvalidSnapshot(
            f"Em {where}/{MANIFEST} o campo “version” traz o número da versão do formato, {VERSION}, sem "
            f"aspas; ali está {text}."
        )
    if said != VERSION:
        raise InvalidSnapshot(
            f"O retrato é da versão {said} do formato; este Acerto lê a {VERSION}. Exporte-o de novo."
        )


def _steps(said: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    return {
        str(policy): {str(key): int(number) for key, number in ids.items()}
        for policy, ids in said.items()
    }


def _listed(said: Iterable[Mapping[str, Any]], *, where: str) -> tuple[FileFacts, ...]:
    """The files of a manifest, each a part's own and once. Raises InvalidSnapshot."""
    found: dict[str, FileFacts] = {}
    for each in said:
        facts = FileFacts(**each)
        if not _in_a_part(facts):
            raise InvalidSnapshot(
                f"O manifesto de {where} pede “{facts.path}”, que não é arquivo de um retrato."
            )
        if facts.path in found:
            raise InvalidSnapshot(f"O manifesto de {where} traz “{facts.path}” duas vezes.")
        found[facts.path] = facts
    return tuple(found.values())


def _in_a_part(facts: FileFacts) -> bool:
    """Is it a Parquet file right in a part's folder, with sizes that can be?"""
    sizes = (facts.rows, facts.bytes)
    if not isinstance(facts.path, str) or not isinstance(facts.sha256, str):
        return False
    if not all(type(size) is int and size >= 0 for size in sizes):
        return False
    path = PurePosixPath(facts.path)
    plain = path.as_posix() == facts.path and len(path.parts) == 2 and "\0" not in facts.path
    return plain and path.parts[0] in PARTS and path.suffix == ".parquet"


def files_of(*, folder: Path, part: str) -> list[Path]:
    """The Parquet files of one part, in order. Raises InvalidSnapshot for a part without any."""
    found = sorted((folder / part).glob("*.parquet"))
    if not found:
        raise InvalidSnapshot(
            f"O retrato não tem a parte “{part}”: falta {folder / part}/*.parquet."
        )
    return found


def file_facts(*, folder: Path, path: Path, rows: int) -> FileFacts:
    """What the manifest says of a file."""
    return FileFacts(
        path=path.relative_to(folder).as_posix(),
        rows=rows,
        bytes=path.stat().st_size,
        sha256=digest_of(path),
    )


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def columns_in_sql(schema: ibis.Schema) -> str:
    """The columns of a schema as DuckDB declares them."""
    return ", ".join(
        f"{name} {duckdb_type(kind)}{'' if kind.nullable else ' NOT NULL'}"
        for name, kind in schema.items()
    )


def duckdb_type(kind: Any) -> str:
    """The DuckDB type of one of our columns."""
    return DUCKDB_TYPES[str(kind.copy(nullable=True))]


def parquet(*paths: Path) -> str:
    """A table function over files, in SQL."""
    return f"read_parquet([{', '.join(quoted(str(path)) for path in paths)}])"


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def json_object(text: bytes, *, where: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        raise InvalidSnapshot(f"{where} não pode ser lido como JSON.") from None
    if not isinstance(said, dict):
        raise InvalidSnapshot(f"{where} não é um objeto JSON.")
    return said
