"""Taking a creditor's file in: one file, one transaction, one row of Import."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acerto.domain.audit.models import Entry
from acerto.domain.audit.services import emit, record
from acerto.domain.receivables.take_in import count_open
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.scope import current
from acerto.domain.tenancy.statistics import refresh_statistics
from acerto.law.rules.debt_types import understood

from . import payments, titles
from .layout import Layout
from .mapping import Mapping, dump_mapping
from .models import ErrorFile, Import
from .problems import Problems
from .reader import Job, Reader, reader
from .reading import Sheet, open_sheet, scan
from .titles import Progress, Setting
from .types import (
    WARNING,
    Counts,
    DebtTypeRead,
    FileProblem,
    ImportResult,
    NothingCameIn,
    Problem,
)

ERRORS_KEPT = timedelta(days=30)
COLUMN = "error_file"
MOST_TYPES_SHOWN = 100
FILLED = (
    "parties_party",
    "parties_identity",
    "parties_contactpoint",
    "receivables_case",
    "receivables_title",
    "ledger_titlebalance",
    "ledger_transfer",
    "payments_payment",
)


class _Undone(Exception):
    """Rolls a preview back."""


def run_import(
    *,
    path: Path,
    mapping: Mapping,
    creditor_id: int,
    now: datetime,
    on: date,
    user_id: int | None = None,
    confirm_withdrawals: bool = False,
    progress: Progress | None = None,
    file_name: str | None = None,
) -> ImportResult:
    """Take a file in, within the tenant's scope. `on` is the import's day, `progress` gets rows read.

    Raises FileProblem (NothingCameIn, WithdrawalNeedsConfirmation): then nothing was written.
    """
    started = perf_counter()
    # The reader gets ready while the file is looked over.
    with reader(path=path) as reading, transaction.atomic():
        scanned = scan(path=path, encoding=mapping.encoding)
        _wait_for_turn()
        taken = Import.objects.create(
            tenant_id=current(),
            creditor_id=creditor_id,
            kind=mapping.kind,
            mode=mapping.mode,
            file_name=(file_name or path.name)[:255],
            file_digest=scanned.digest,
            mapping=dump_mapping(mapping),
            started_at=now,
            user_id=user_id,
        )
        setting = Setting(creditor_id, taken.pk, now, on)
        with open_sheet(path=path, scanned=scanned, delimiter=mapping.separator) as sheet:
            problems = Problems(header=sheet.header, columns=mapping.columns)
            job = Job(path=path, scanned=scanned, mapping=mapping, tenant_id=current())
            counts = _take_in(
                reading, job, sheet, setting, problems, confirm_withdrawals, progress or _silent
            )
        _refuse_nothing(counts, problems)
        if not scanned.ends:
            problems.add([_unended(scanned.lines)])
        result = _result(taken, counts, problems, seconds=perf_counter() - started)
        _finish(taken, result, now)
        refresh_statistics(tables=FILLED, rows=result.created + result.changed)
    return result


def preview(
    *,
    path: Path,
    mapping: Mapping,
    creditor_id: int,
    now: datetime,
    on: date,
    progress: Progress | None = None,
) -> ImportResult:
    """What the file would do: the import is run, counted and rolled back. Raises as `run_import`."""
    found: list[ImportResult] = []
    try:
        with transaction.atomic():
            found.append(
                run_import(
                    path=path,
                    mapping=mapping,
                    creditor_id=creditor_id,
                    now=now,
                    on=on,
                    confirm_withdrawals=True,
                    progress=progress,
                )
            )
            raise _Undone
    except _Undone:
        return replace(found[0], import_id=None)


def error_file(import_id: int, *, now: datetime) -> str | None:
    """The error file of an import as CSV; None when it had none, or its 30 days are over."""
    kept = ErrorFile.objects.filter(file_of_id=import_id, expires_at__gt=now).first()
    if kept is None:
        return None
    return vault(tenant_id=current(), column=COLUMN).open(kept.content_enc)


def purge_error_files(*, now: datetime) -> int:
    """Delete the error files of the tenant whose time is over; returns how many."""
    return int(ErrorFile.objects.filter(expires_at__lte=now).delete()[0])


def _take_in(
    reading: Reader,
    job: Job,
    sheet: Sheet,
    setting: Setting,
    problems: Problems,
    confirmed: bool,
    progress: Progress,
) -> Counts:
    mapping = job.mapping
    layout = Layout(tenant_id=job.tenant_id, mapping=mapping, header=sheet.header)
    if mapping.kind == Import.Kind.PAYMENTS:
        return payments.take_in(
            sheet=sheet,
            layout=layout,
            mapping=mapping,
            setting=setting,
            problems=problems,
            progress=progress,
        )
    open_before = count_open(creditor_id=setting.creditor_id)
    counts = titles.take_in(
        reading=reading, job=job, setting=setting, problems=problems, progress=progress
    )
    if mapping.mode == "full" and counts.rows > problems.rejected:
        titles.withdraw_absent(
            setting=setting, counts=counts, open_before=open_before, confirmed=confirmed
        )
    return counts


def _wait_for_turn() -> None:
    """One import of a tenant at a time: two would look up what the other is making."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('acerto.intake'), hashtext(%s))",
            [str(current())],
        )
        # Constraints are checked statement by statement: a million deferred checks fill the memory.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # Compiling the statements of a chunk takes longer than running them.
        cursor.execute("SET LOCAL jit = off")
        # Nobody knows what a TEMP table holds: joined as written, a chunk never meets itself first.
        cursor.execute("SET LOCAL join_collapse_limit = 1")
        cursor.execute("SET LOCAL enable_mergejoin = off")  # sorts what is soon hashed


def _refuse_nothing(counts: Counts, problems: Problems) -> None:
    """Raise when no row came in: FileProblem for a header alone, NothingCameIn for bad rows."""
    if counts.rows == 0:
        raise FileProblem("empty_file", _("O arquivo só tem o cabeçalho: não há o que importar."))
    if problems.rejected >= counts.rows:
        raise NothingCameIn(
            ngettext(
                "A única linha não pôde ser lida: “%(why)s” Confira o mapeamento.",
                "Nenhuma das %(rows)d linhas pôde ser lida; a maioria por: “%(why)s” Confira o mapeamento.",
                counts.rows,
            )
            % {"rows": counts.rows, "why": problems.commonest()},
            errors=problems.as_csv(),
        )


def _unended(line: int) -> Problem:
    message = _(
        "A última linha do arquivo não termina com quebra de linha: confira se o arquivo está completo."
    )
    return Problem(line, "", "no_line_end", message, (), WARNING)


def _result(taken: Import, counts: Counts, problems: Problems, *, seconds: float) -> ImportResult:
    read = [_type(*each) for each in counts.types.most_common()]
    types = sorted(read, key=lambda one: one.known)
    return ImportResult(
        import_id=taken.pk,
        kind=taken.kind,
        mode=taken.mode,
        rows=counts.rows,
        created=counts.created,
        changed=counts.changed,
        unchanged=counts.unchanged,
        withdrawn=counts.withdrawn,
        flagged=counts.flagged,
        rejected=problems.rejected,
        warnings=problems.warnings,
        needs_confirmation=counts.needs_confirmation,
        seconds=round(seconds, 3),
        debt_types=tuple(types[:MOST_TYPES_SHOWN]),
        unknown_type_rows=sum(one.rows for one in types if not one.known),
        errors=problems.as_csv(),
    )


def _type(text: str, rows: int) -> DebtTypeRead:
    meant = understood(debt_type=text)
    return DebtTypeRead(text, meant.kind, meant.name, meant.known, rows)


def _finish(taken: Import, result: ImportResult, now: datetime) -> None:
    """Close the import's row, keep its error file sealed, leave an audit entry and an event."""
    names = ("rows", "created", "changed", "unchanged", "withdrawn", "flagged", "rejected")
    facts = {name: getattr(result, name) for name in names}
    taken.state = Import.State.DONE
    taken.finished_at = now + timedelta(seconds=result.seconds)
    for name, count in facts.items():
        setattr(taken, name, count)
    taken.save()
    if result.errors:
        ErrorFile.objects.create(
            tenant_id=taken.tenant_id,
            file_of=taken,
            content_enc=vault(tenant_id=taken.tenant_id, column=COLUMN).seal(result.errors),
            rows=result.rejected + result.warnings,
            expires_at=now + ERRORS_KEPT,
        )
    facts |= {"creditor_id": taken.creditor_id, "kind": taken.kind, "mode": taken.mode}
    record(
        now=now,
        action="intake.import",
        subject="import",
        subject_id=taken.pk,
        actor=Entry.Actor.USER if taken.user_id else Entry.Actor.SYSTEM,
        actor_id=taken.user_id,
        facts=facts,
    )
    emit(now=now, kind="intake.imported", subject_id=taken.pk, facts=facts)


def _silent(rows: int) -> None:
    """Nobody watches."""
