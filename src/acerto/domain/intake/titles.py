"""A file of titles, chunk by chunk: read in one thread while the database works for another."""

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from acerto.core.money import format_brl
from acerto.domain.parties import take_in as parties
from acerto.domain.receivables import take_in as receivables
from acerto.domain.receivables.take_in import Found

from .problems import Problems
from .title_rows import Batch, Chunk, Row, TitleRows, repeated
from .types import WARNING, Counts, Problem, WithdrawalNeedsConfirmation

ABSENT_LIMIT_PERCENT = 5
TURN_SECONDS = 0.0005
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose file it is, and when it comes in."""

    creditor_id: int
    import_id: int
    now: datetime
    on: date


@dataclass(slots=True)
class Pending:
    """A chunk looked up, its new rows being read in the other thread."""

    chunk: Chunk
    found: Found
    batch: "Future[Batch]"


def take_in(
    *,
    read: Iterator[Chunk],
    rows: TitleRows,
    setting: Setting,
    problems: Problems,
    progress: Progress,
) -> Counts:
    """Write every chunk of a file. The caller holds the transaction and the tenant's scope."""
    parties.create_stage()
    receivables.create_stage()
    counts = Counts()
    with _two_threads(), ThreadPoolExecutor(max_workers=1) as reader:
        waiting: Pending | None = None
        coming = reader.submit(next, read, None)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(next, read, None)
            found = receivables.look_up(
                keys=chunk.keys(), creditor_id=setting.creditor_id, import_id=setting.import_id
            )
            batch = reader.submit(_read, rows, chunk, found)
            if waiting:
                _write(waiting, setting, counts, problems, progress)
            waiting = Pending(chunk, found, batch)
        if waiting:
            _write(waiting, setting, counts, problems, progress)
    return counts


def withdraw_absent(*, setting: Setting, counts: Counts, open_before: int, confirmed: bool) -> None:
    """Close the open titles that a full file did not name, and count them.

    Raises WithdrawalNeedsConfirmation above 5 % of the titles open before, unless confirmed.
    """
    absent = receivables.find_absent(creditor_id=setting.creditor_id, import_id=setting.import_id)
    counts.withdrawn = absent
    counts.needs_confirmation = absent * 100 > open_before * ABSENT_LIMIT_PERCENT
    if counts.needs_confirmation and not confirmed:
        raise WithdrawalNeedsConfirmation(
            _(
                "O arquivo não traz %(absent)d dos %(open)d títulos em aberto deste credor (mais de "
                "5%%): eles seriam retirados da cobrança. Nada foi gravado. Se o arquivo está "
                "completo, confirme as retiradas e importe de novo."
            )
            % {"absent": absent, "open": open_before},
            absent=absent,
            open_titles=open_before,
        )
    if absent:
        receivables.withdraw_absent(now=setting.now, on=setting.on)


@contextmanager
def _two_threads() -> Iterator[None]:
    """Python as two threads want it: the one that waits for the database gets its turn at once.

    Reading makes millions of short-lived lists and no cycles: looking for some would double its time.
    """
    was_on, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if was_on:
            gc.enable()


def _read(rows: TitleRows, chunk: Chunk, found: Found) -> Batch:
    """Read what of a chunk is new or changed."""
    known = found.unchanged | found.repeated
    return rows.read(
        rows=((at, row) for at, row in enumerate(chunk.rows) if at not in known),
        changed=found.changed,
    )


def _write(
    waiting: Pending, setting: Setting, counts: Counts, problems: Problems, progress: Progress
) -> None:
    chunk, found, batch = waiting.chunk, waiting.found, waiting.batch.result()
    problems.add(chunk.problems)
    again = (chunk.rows[at] for at in sorted(found.repeated))
    problems.add(repeated(line=row.line, cells=row.cells) for row in again)
    problems.add(batch.problems)
    counts.rows += chunk.read
    counts.unchanged += len(found.unchanged)
    counts.flagged += batch.flagged
    if batch.titles:
        _write_batch(chunk, batch, setting, counts, problems)
    progress(chunk.read)


def _write_batch(
    chunk: Chunk, batch: Batch, setting: Setting, counts: Counts, problems: Problems
) -> None:
    parties.stage(debtors=batch.debtors)
    parties.take_in(creditor_id=setting.creditor_id, now=setting.now)
    taken = receivables.take_in(
        titles=batch.titles,
        terms=list(batch.terms),
        co_debtors=batch.co_debtors,
        creditor_id=setting.creditor_id,
        import_id=setting.import_id,
        now=setting.now,
        on=setting.on,
    )
    counts.created += taken.created
    counts.changed += taken.changed
    problems.add(_short(chunk.rows[at], cents) for at, cents in taken.short.items())


def _short(row: Row, cents: int) -> Problem:
    message = _(
        "O novo principal é %s menor do que já foi pago: o saldo ficou zerado e nenhum crédito foi "
        "lançado. Confira com o credor."
    ) % format_brl(cents)
    return Problem(row.line, "principal", "paid_more", message, tuple(row.cells), WARNING)
