"""A file of titles, chunk by chunk: looked up and written here while the reader reads the next."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from acerto.core.money import format_brl
from acerto.domain.parties import take_in as parties
from acerto.domain.payments.moving import follow_titles
from acerto.domain.receivables import take_in as receivables
from acerto.domain.receivables.take_in import Found

from .debtors import TAX_ID_MISSING
from .problems import Problems
from .reader import Job, Reader
from .title_keys import Keys
from .title_rows import Batch
from .types import WARNING, Counts, Problem, WithdrawalNeedsConfirmation

ABSENT_LIMIT_PERCENT = 5
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose file it is, and when it comes in."""

    creditor_id: int
    import_id: int
    now: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk whose keys have been looked up; its batch is being read."""

    keys: Keys
    found: Found


def take_in(
    *, reading: Reader, job: Job, setting: Setting, problems: Problems, progress: Progress
) -> Counts:
    """Write every chunk of a file. The caller holds the transaction and the tenant's scope."""
    parties.create_stage()
    receivables.create_stage()
    counts = Counts()
    reading.begin(job)
    chunk = _look_up(reading, setting)
    while chunk:
        following = _look_up(reading, setting)
        _write(chunk, reading.batch(), setting, counts, problems)
        progress(chunk.keys.read)
        chunk = following
    return counts


def _look_up(reading: Reader, setting: Setting) -> Chunk | None:
    """Take the next chunk's keys, and tell the reader what is known of them."""
    keys = reading.keys()
    if keys is None:
        return None
    found = receivables.look_up(
        keys=keys.text, creditor_id=setting.creditor_id, import_id=setting.import_id
    )
    reading.tell(found)
    return Chunk(keys, found)


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


def _write(
    chunk: Chunk, batch: Batch, setting: Setting, counts: Counts, problems: Problems
) -> None:
    problems.add(chunk.keys.problems)
    problems.add(batch.problems)
    counts.types.update(batch.types)
    counts.rows += chunk.keys.read
    counts.unchanged += len(chunk.found.unchanged)
    if not batch.titles:
        return
    parties.stage(staged=batch.parties)
    parties.take_in(creditor_id=setting.creditor_id, now=setting.now)
    _flag(batch, counts, problems)
    taken = receivables.take_in(
        titles=batch.titles,
        terms=batch.terms,
        co_debtors=batch.co_debtors,
        creditor_id=setting.creditor_id,
        import_id=setting.import_id,
        now=setting.now,
        on=setting.on,
    )
    if taken.moved:
        follow_titles(title_ids=taken.moved, on=setting.on, now=setting.now)
    counts.created += taken.created
    counts.changed += taken.changed
    problems.add(_short(*batch.changed[at], cents) for at, cents in taken.short.items())


def _flag(batch: Batch, counts: Counts, problems: Problems) -> None:
    """Count the rows whose debtor is not identified, and say what follows of a bad number."""
    if not batch.flagged:
        return
    unidentified = parties.unidentified()
    counts.flagged += sum(number in unidentified for number in batch.flagged)
    flagged = _("O título entrou sinalizado, sem contato automático.")
    known = _("O título fica com o devedor já conhecido.")
    problems.add(
        replace(each, message=f"{each.message} {flagged if number in unidentified else known}")
        for number, each in batch.doubtful
        if number in unidentified or each.code != TAX_ID_MISSING
    )


def _short(line: int, cells: list[str], cents: int) -> Problem:
    message = _(
        "O novo principal é %s menor do que já foi pago: o saldo ficou zerado e a diferença fica "
        "guardada como crédito do devedor. Confira com o credor."
    ) % format_brl(cents)
    return Problem(line, "principal", "paid_more", message, tuple(cells), WARNING)
