"""Reading returns of 1,000,000 lines, beside a bare loop that only slices the same columns.

    python -m benchmarks.cnab [LINES]

Two files are made: Itaú 400, one line a title, and Caixa 240, two lines a title, amounts and numbers
drawn at random. The limit is a Python loop over the same file that slices the columns that are read
and keeps nothing. Each is run three times, in turns; the medians are compared.
"""

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from acerto.formats.cnab import Problem, ReturnFile
from acerto.formats.cnab.layout import Layout, Record, variants
from acerto.formats.cnab.return_reading import names_read

LIMIT = 5.0
RUNS = 3
MEMORY_LIMIT_KB = 8_000
SEED = 20261122


def main(lines: int) -> int:
    """Run both; 1 when a limit is broken."""
    broken = False
    with tempfile.TemporaryDirectory() as folder:
        for bank, width, records in (
            ("341", 400, ("detail",)),
            ("104", 240, ("segment_t", "segment_u")),
        ):
            layout = variants(bank=bank, width=width, direction="return")[0]
            chosen = [layout.records[name] for name in records]
            file = Path(folder) / f"{bank}_{width}.ret"
            make(file, layout=layout, records=chosen, lines=lines)
            broken |= compare(file, layout=layout, records=chosen, lines=lines)
    return int(broken)


def compare(file: Path, *, layout: Layout, records: list[Record], lines: int) -> bool:
    """Time both ways of going over the file, and say whether a limit is broken."""
    cuts = columns(records)
    key = 13 if layout.width == 240 else 0
    bare, ours = [], []
    titles = grown = 0
    for _ in range(RUNS):
        bare.append(timed(lambda: slice_only(file, cuts, key))[0])
        seconds, (titles, grown) = timed(lambda: read(file))
        ours.append(seconds)
    limit, took = statistics.median(bare), statistics.median(ours)
    ratio = took / limit
    print(
        f"{layout.bank_name} {layout.name}: {lines:,} lines, {titles:,} titles in {took:.1f} s"
        f" = {lines / took:,.0f} lines/s; bare loop {limit:.1f} s; ratio {ratio:.2f} (limit {LIMIT:.0f});"
        f" memory grew {grown / 1000:.1f} MB (limit {MEMORY_LIMIT_KB / 1000:.0f})"
    )
    return ratio > LIMIT or grown > MEMORY_LIMIT_KB


def columns(records: list[Record]) -> dict[str, list[slice]]:
    """The columns that are read of each record, by the character that tells it."""
    return {
        record.when[-1][1][0]: [
            slice(field.first - 1, field.last)
            for field in record.fields
            if field.name in (names_read(record.name) or ())
        ]
        for record in records
    }


def slice_only(file: Path, cuts: dict[str, list[slice]], key: int) -> None:
    """The bare loop."""
    with file.open(encoding="latin-1") as lines:
        for line in lines:
            wanted = cuts.get(line[key])
            if wanted is not None:
                [line[cut] for cut in wanted]


def read(file: Path) -> tuple[int, int]:
    """Titles read, and by how many kB memory grew after the first thousand."""
    titles = began = 0
    with file.open("rb") as stream:
        for item in ReturnFile(stream):
            if isinstance(item, Problem):
                raise SystemExit(f"the file made here has a problem: {item.message}")
            titles += 1
            if titles == 1000:
                began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return titles, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - began


def timed(run: Callable[[], object]) -> tuple[float, object]:
    """Seconds of processor that it takes, and what it gives: others may keep the machine busy."""
    began = time.process_time()
    outcome = run()
    return time.process_time() - began, outcome


def make(file: Path, *, layout: Layout, records: list[Record], lines: int) -> None:
    """A well-formed return file of so many detail lines."""
    dice = random.Random(SEED)
    with file.open("w", encoding="ascii", newline="\n") as out:
        for line in header(layout):
            out.write(line + "\n")
        for number in range(lines):
            record = records[number % len(records)]
            sequence = number + 2 if layout.width == 400 else number % 99_999 + 1
            out.write(detail(record, dice, sequence) + "\n")
        for line in trailer(layout, lines):
            out.write(line + "\n")


def header(layout: Layout) -> Iterator[str]:
    """The lines before the first title."""
    if layout.width == 400:
        yield f"02RETORNO01COBRANCA{'':57}{layout.bank}{'':15}221126{'':294}000001"
        return
    yield f"{layout.bank}00000{'':134}222112026{'':89}"
    yield f"{layout.bank}00011T01{'':229}"


def trailer(layout: Layout, lines: int) -> Iterator[str]:
    """The lines after the last one, their counts right."""
    if layout.width == 400:
        yield f"9201{layout.bank}{'':205}{lines:08d}{'':174}{(lines + 2) % 10**6:06d}"
        return
    yield f"{layout.bank}00015{'':9}{(lines + 2) % 10**6:06d}{'':217}"
    yield f"{layout.bank}99999{'':9}000001{(lines + 4) % 10**6:06d}{'':211}"


def detail(record: Record, dice: random.Random, sequence: int) -> str:
    """A line of a title: amounts, days and numbers drawn, the rest as the table has it."""
    parts = []
    for field in record.fields:
        width = field.last - field.first + 1
        if field.name == "sequence":
            part = f"{sequence % 10**width:0{width}d}"
        elif field.kind == "money":
            part = f"{dice.randrange(10**8) if field.name in DRAWN else 0:0{width}d}"
        elif field.kind in ("ddmmyy", "ddmmyyyy"):
            part = f"{dice.randint(1, 28):02d}11{'26' if width == 6 else '2026'}"
        elif field.name == "occurrence":
            part = "06"
        elif field.name in ("our_number", "document_number"):
            part = f"{dice.randrange(10**8):0{width}d}"[-width:]
        else:
            part = (field.default or "").rjust(width, "0" if field.type.digits else " ")
        parts.append(part)
    return put("".join(parts), record)


def put(line: str, record: Record) -> str:
    """The line with what tells its record."""
    for first, literals in record.when:
        line = line[: first - 1] + literals[0] + line[first - 1 + len(literals[0]) :]
    return line


DRAWN = frozenset(("face_cents", "paid_cents", "net_cents", "interest_cents"))

if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
