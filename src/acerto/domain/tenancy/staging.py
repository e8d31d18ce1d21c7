"""TEMP tables to COPY into: COPY does not work under row-level security (DESIGN decision 10).

They live in one transaction, nobody else sees them, and INSERT … SELECT carries their rows over.
"""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from django.db import connection

NULL = "\\N"
BLOCK_BYTES = 1 << 20


def create(*, tables: Mapping[str, str]) -> None:
    """Make TEMP tables (name: columns in SQL), anew where an earlier use left them."""
    with connection.cursor() as cursor:
        for name, columns in tables.items():
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
            cursor.execute(f"CREATE TEMP TABLE {name} ({columns}) ON COMMIT DROP")


def empty(*, tables: Iterable[str]) -> None:
    """Take every row out of TEMP tables."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(f"pg_temp.{name}" for name in tables))


def fill(*, table: str, lines: list[str]) -> None:
    """COPY lines into a TEMP table: fields joined by tabs, made safe by `field` and `octets`."""
    pour(table=table, text=joined(lines))


def joined(lines: list[str]) -> bytes:
    """Lines of COPY as the text that `pour` takes."""
    return ("\n".join(lines) + "\n").encode() if lines else b""


def pour(*, table: str, text: bytes) -> None:
    """COPY whole lines of text into a TEMP table."""
    if not text:
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY pg_temp.{table} FROM STDIN") as copy:
        copy.write(text)


def stream(*, table: str, file: BinaryIO) -> None:
    """COPY a file of whole lines into a TEMP table."""
    with connection.cursor() as cursor, cursor.copy(f"COPY pg_temp.{table} FROM STDIN") as copy:
        while block := file.read(BLOCK_BYTES):
            copy.write(block)


def field(text: str) -> str:
    """A text as a field of COPY. It may hold no control character but those of a line."""
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text or "\0" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\0", "")
        return text.replace("\n", "\\n").replace("\r", "\\r")
    return text


def array(values: Iterable[object]) -> str:
    """Values of one plain type as the text of an array: psycopg writes a long list far slower."""
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    if not isinstance(value, str):
        return str(value)
    if "\\" in value or '"' in value or "\0" in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"').replace("\0", "")
    return f'"{value}"'


def octets(value: bytes) -> str:
    """Bytes as a field of COPY."""
    return f"\\\\x{value.hex()}"
