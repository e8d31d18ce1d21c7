"""A creditor's CSV file as rows of text: encoding, delimiter, header, and what is broken about it."""

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from django.utils.translation import gettext as _

from acerto.formats.delimited import SEPARATOR, delimiter_of

from .types import FileProblem

BLOCK_BYTES = 1 << 20
LONGEST_LINE = 1 << 18  # of a record, in characters
MOST_LINES = 50  # of a record: more are swallowed by a quote that nobody closed
BLOCK_RECORDS = 1_000
BREAK = re.compile(r"\r\n|\r|\n")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Lines of UTF-8 and lines of what Windows writes, in one file.
MIXED = "utf-8 or cp1252"
CENTS = re.compile(r".*\d[.,]\d\d")
# What text may hold of the bytes below a space: tab, line feed, form feed, carriage return.
CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 26})


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one pass over the bytes tells: digest, lines, encoding, whether the last line ends, and
    whether no line can be as long as LONGEST_LINE."""

    digest: bytes
    lines: int
    encoding: str
    ends: bool
    short_lines: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """An opened file: its header, and an iterator over (line number, fields)."""

    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def scan(*, path: Path, encoding: str = "auto") -> Scanned:
    """Go over the file once. Raises FileProblem when it is missing, empty or not text."""
    digest = hashlib.sha256()
    lines, last, head = 0, b"", b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = short_lines = True
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                head = head or block
                _refuse_binary(block, head)
                digest.update(block)
                lines += block.count(b"\n")
                last = block[-2:]
                is_utf8 = is_utf8 and _decodes(decoder, block)
                short_lines = short_lines and _has_short_lines(block)
    except OSError as error:
        raise _unreadable(path, error) from error
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileProblem("empty_file", _("O arquivo está vazio: não há o que importar."))
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    ends = last.endswith((b"\n", b"\r", b"\n\x00"))
    codec = _encoding(head, encoding, is_utf8)
    return Scanned(
        digest=digest.digest(),
        lines=lines + (not ends),
        encoding=codec,
        ends=ends,
        short_lines=short_lines and not codec.startswith("utf-16"),
    )


@contextmanager
def open_sheet(*, path: Path, scanned: Scanned, delimiter: str = "") -> Iterator[Sheet]:
    """Open a scanned file. Raises FileProblem for a header that is none; rows raise it later on."""
    mixed = scanned.encoding == MIXED
    codec = "latin-1" if mixed else scanned.encoding  # any byte is a character, to be told apart
    with path.open(encoding=codec, errors="replace", newline="") as file:
        first = file.readline(LONGEST_LINE)
        if len(first) >= LONGEST_LINE:
            raise _endless(1)
        told = SEPARATOR.fullmatch(first.strip())
        mark = delimiter or (told[1] if told else delimiter_of(line=first))
        if not told:
            file.seek(0)
        plain = scanned.short_lines and not mixed
        text = file if plain else _bounded(file, mixed=mixed)
        reader = csv.reader(text, delimiter=mark, strict=True)
        numbered = _numbered(reader, complete=scanned.ends, before=1 if told else 0)
        __, names = next(numbered, (1, []))
        header = _trimmed([name.strip() for name in names])
        if len(header) < 2:
            raise FileProblem(
                "no_header",
                _("A primeira linha precisa trazer os nomes das colunas, separados por ; ou ,."),
            )
        yield Sheet(header=header, rows=numbered)


def header_of(*, path: Path) -> tuple[str, ...]:
    """The names of a file's columns. Raises FileProblem."""
    with open_sheet(path=path, scanned=scan(path=path)) as sheet:
        return sheet.header


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _has_short_lines(block: bytes) -> bool:
    """Whether every stretch of a quarter of LONGEST_LINE has an end of line, so none is that long."""
    stretch = LONGEST_LINE // 4
    ends = range(0, len(block) - stretch + 1, stretch)
    return all(block.find(b"\n", at, at + stretch) >= 0 for at in ends)


def _refuse_binary(block: bytes, head: bytes) -> None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    if block.translate(None, CONTROL) != block:
        raise FileProblem(
            "binary_file",
            _(
                "O arquivo não é um texto CSV (parece planilha, PDF ou arquivo compactado): "
                "exporte em CSV e tente de novo."
            ),
        )


def _encoding(head: bytes, declared: str, is_utf8: bool) -> str:
    """The codec to read with. A line that is not UTF-8 is what Windows wrote: CP1252."""
    for mark, codec in BOMS:
        if head.startswith(mark) and (is_utf8 or mark != codecs.BOM_UTF8):
            return codec
    if declared == "utf-8" and not is_utf8:
        raise FileProblem(
            "wrong_encoding",
            _("O arquivo não está em UTF-8 como o mapeamento declara: use encoding: auto."),
        )
    if declared != "auto":
        return declared
    return "utf-8" if is_utf8 else MIXED


def _bounded(file: Iterator[str], *, mixed: bool) -> Iterator[str]:
    """The file's lines; one without end is refused before it fills the memory."""
    number = 0
    readline = file.readline  # type: ignore[attr-defined]
    while line := readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise _endless(number)
        yield _told_apart(line) if mixed and not line.isascii() else line


def _told_apart(line: str) -> str:
    """A line read as Latin-1, in its own encoding."""
    octets = line.encode("latin-1")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def _numbered(
    reader: Iterator[list[str]], *, complete: bool, before: int
) -> Iterator[tuple[int, list[str]]]:
    """Records with the number of their first line, `before` lines apart; blank ones are left out.

    The last two are held back until it is known that the file ends with them.
    """
    held: list[tuple[int, list[str]]] = []
    width = 0
    for block in _blocks(reader, before):
        held += [record for record in block if any(record[1])]
        if held and not width:
            width = len(held[0][1])
        yield from held[:-2]
        del held[:-2]
    if held and not complete:
        _refuse_cut(held[-1], before=held[0][1] if len(held) == 2 else [], width=width)
    yield from held


def _blocks(reader: Iterator[list[str]], before: int) -> Iterator[list[tuple[int, list[str]]]]:
    """Some thousand records at a time, each with the number of its first line."""
    apart = before
    while True:
        records: list[list[str]] = []
        broken = None
        try:
            records.extend(islice(reader, BLOCK_RECORDS))
        except csv.Error as error:
            broken = error
        lines: int = apart + reader.line_num  # type: ignore[attr-defined]
        one_each = not broken and lines - before == len(records)
        block = list(zip(count(before + 1), records)) if one_each else _spread(before, records)
        if broken:
            raise _broken(_line_after(block, before), broken) from broken
        if not block:
            return
        yield block
        before = lines


def _spread(before: int, records: list[list[str]]) -> list[tuple[int, list[str]]]:
    """Records of which some go over several lines."""
    block = []
    for record in records:
        block.append((before + 1, record))
        lines = _lines_of(record)
        if lines > MOST_LINES:
            raise _unbalanced(before + 1)
        before += lines
    return block


def _lines_of(record: list[str]) -> int:
    return 1 + sum(len(BREAK.findall(cell)) for cell in record)


def _line_after(block: list[tuple[int, list[str]]], before: int) -> int:
    """The first line of the record behind a block."""
    return block[-1][0] + _lines_of(block[-1][1]) if block else before + 1


def _refuse_cut(last: tuple[int, list[str]], *, before: list[str], width: int) -> None:
    """Raise FileProblem when the last record, without an end of line, seems to have lost a piece."""
    line, cells = last
    if len(cells) < width:
        raise FileProblem(
            "cut_file",
            _(
                "A última linha (%d) está incompleta e sem fim de linha: o arquivo parece "
                "ter sido cortado. Gere o arquivo de novo."
            )
            % line,
        )
    if _seems_cut(cells[-1], before):
        raise FileProblem(
            "cut_file",
            _(
                "A última linha (%(line)d) não tem fim de linha e o valor “%(cell)s” parece cortado. "
                "Gere o arquivo de novo; se estiver completo, ponha uma quebra de linha no fim."
            )
            % {"line": line, "cell": cells[-1][:40]},
        )


def _seems_cut(cell: str, before: Sequence[str]) -> bool:
    """Whether the last cell of a file is an amount without its centavos, unlike the one above."""
    if not (before and CENTS.fullmatch(before[-1].strip())):
        return False
    return not CENTS.fullmatch(cell.strip())


def _trimmed(names: Sequence[str]) -> tuple[str, ...]:
    """The header without the empty columns that a trailing delimiter leaves."""
    kept = list(names)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _unreadable(path: Path, error: OSError) -> FileProblem:
    if isinstance(error, FileNotFoundError):
        return FileProblem("missing_file", _("O arquivo %s não existe.") % path.name)
    if isinstance(error, IsADirectoryError):
        return FileProblem("missing_file", _("%s é uma pasta, não um arquivo.") % path.name)
    return FileProblem("unreadable_file", _("Não foi possível ler o arquivo %s.") % path.name)


def _endless(line: int) -> FileProblem:
    return FileProblem(
        "endless_line",
        _("A linha %d não termina: o arquivo não parece um CSV com uma linha por registro.") % line,
    )


def _broken(line: int, error: csv.Error) -> FileProblem:
    if "field limit" in str(error):
        message = _(
            "A linha %d tem um campo longo demais: falta uma aspa que feche, ou o separador."
        )
        return FileProblem("long_field", message % line)
    return _unbalanced(line)


def _unbalanced(line: int) -> FileProblem:
    return FileProblem(
        "unbalanced_quotes",
        _(
            "A linha %d tem aspas fora do lugar: um campo entre aspas vai de separador a separador, e uma "
            "aspa dentro dele se escreve duas vezes. Corrija e tente de novo."
        )
        % line,
    )
