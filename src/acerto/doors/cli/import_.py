"""`acerto import`: takes a creditor's file of titles or payments in."""

import os
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acerto.domain.intake import services
from acerto.domain.intake.field_names import named
from acerto.domain.intake.guess import guess_mapping, missing_fields, unused_columns
from acerto.domain.intake.mapping import InvalidMapping, Mapping, dump_mapping, load_mapping
from acerto.domain.intake.reading import header_of, scan
from acerto.domain.intake.types import (
    FileProblem,
    ImportResult,
    NothingCameIn,
    WithdrawalNeedsConfirmation,
)
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.selectors import creditor_by_code, creditors
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option, whole
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.tenants import chosen_tenant, tenant_option
from acerto.law.rules.debt_types import WRITTEN

BOM = "\ufeff"  # a spreadsheet then reads the accents
MOST_TYPES_SAID = 10


class ImportRefused(AcertoError):
    """The file, the mapping or the creditor does not do; nothing was written."""


@click.command(name="import", short_help="Traz títulos ou pagamentos de um arquivo.")
@click.argument("file", type=click.Path(path_type=Path), metavar="ARQUIVO")
@click.option("--creditor", help="Código do credor de quem é o arquivo.")
@tenant_option
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(path_type=Path),
    help="Mapeamento em YAML: que coluna é o quê. Sem ele, um é sugerido.",
)
@click.option("--yes", is_flag=True, help="Aceita o mapeamento sugerido sem perguntar.")
@click.option("--guess", is_flag=True, help="Só mostra o mapeamento sugerido e termina.")
@click.option("--preview", is_flag=True, help="Mostra o que mudaria e não grava nada.")
@click.option(
    "--confirm-withdrawals",
    is_flag=True,
    help="Com mode: full, retira os títulos ausentes mesmo que passem de 5 % dos abertos.",
)
@click.option(
    "--errors",
    "errors_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Grava aqui, em CSV, as linhas com erro ou aviso.",
)
@click.option(
    "--on",
    type=DAY,
    help="Dia em que as mudanças valem. Padrão: hoje.",
)
@json_option
def command(
    *,
    file: Path,
    creditor: str | None,
    slug: str | None,
    mapping_file: Path | None,
    yes: bool,
    guess: bool,
    preview: bool,
    confirm_withdrawals: bool,
    errors_file: Path | None,
    on: date | None,
    as_json: bool,
) -> None:
    """Traz títulos ou pagamentos de um CSV. O mesmo arquivo duas vezes não muda nada."""
    output = Output(as_json=as_json)
    try:
        if guess:
            click.echo(dump_mapping(_guessed(file)), nl=False)
            return
        _refuse_errors_file(errors_file, file, mapping_file)
        mapping = _mapping(file, mapping_file, output, yes=yes)
        tenant_id = chosen_tenant(slug=slug)
        lines = scan(path=file, encoding=mapping.encoding).lines
        with scope(tenant_id), output.progress(_("Importando"), total=lines) as advance:
            asked = {
                "path": file,
                "mapping": mapping,
                "creditor_id": _creditor_id(creditor),
                "now": clock.now(),
                "on": on or clock.today(),
                "progress": advance,
            }
            if preview:
                result = services.preview(**asked)
            else:
                result = services.run_import(**asked, confirm_withdrawals=confirm_withdrawals)
    except (FileProblem, InvalidMapping) as problem:
        raise _refusal(problem, errors_file) from problem
    _write_errors(errors_file, result.errors)
    output.result(_values(result), text=_summary(result, errors_file))


def _mapping(file: Path, mapping_file: Path | None, output: Output, *, yes: bool) -> Mapping:
    """The mapping of the file given, or the guessed one once a person has agreed."""
    if mapping_file is not None:
        try:
            return load_mapping(mapping_file.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise ImportRefused(
                _("Não foi possível ler o mapeamento %s.") % mapping_file, code="mapping_unreadable"
            ) from error
    guessed = _guessed(file)
    text = dump_mapping(guessed)
    if missing := missing_fields(guessed):
        raise ImportRefused(
            _(
                "Não foi possível adivinhar a coluna de: %s. Escreva um mapeamento (--guess mostra o começo)."
            )
            % named(missing),
            code="mapping_incomplete",
        )
    output.say(_("Mapeamento sugerido para %s:") % file.name + f"\n\n{text}")
    if unused := unused_columns(mapping=guessed, header=header_of(path=file)):
        output.say(_("Colunas sem uso, que não entram: %s.") % ", ".join(unused))
    asked = not output.as_json and sys.stdin.isatty()
    if not yes and not (asked and click.confirm(_("Importar assim?"), err=True)):
        raise ImportRefused(
            _("Nada foi importado: confirme o mapeamento com --yes ou diga outro com --mapping."),
            code="mapping_unconfirmed",
        )
    return load_mapping(text)


def _guessed(file: Path) -> Mapping:
    """The mapping that the file seems to want. Raises ImportRefused when no column tells anything."""
    guessed = guess_mapping(path=file)
    if not guessed.columns:
        raise ImportRefused(
            _(
                "Nenhuma coluna de %s tem um nome conhecido: confira se a primeira linha traz os nomes das"
                " colunas, ou escreva um mapeamento."
            )
            % file.name,
            code="no_header",
        )
    return guessed


def _refuse_errors_file(errors: Path | None, file: Path, mapping: Path | None) -> None:
    """Refuse, before anything is done, a path that the error file must not or cannot take."""
    if errors is None:
        return
    for read in (file, mapping):
        if read is not None and _same(errors, read):
            raise ImportRefused(
                _("%s é lido por esta importação: escolha outro arquivo para --errors.") % errors,
                code="errors_file",
            )
    if errors.exists() and not errors.is_file():
        raise ImportRefused(
            _("%s não é um arquivo comum: escolha outro para --errors.") % errors,
            code="errors_file",
        )
    if not os.access(errors if errors.exists() else errors.parent, os.W_OK):
        raise ImportRefused(
            _("Não é possível gravar %s: confira a pasta de --errors. Nada foi importado.")
            % errors,
            code="errors_file",
        )


def _same(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def _creditor_id(code: str | None) -> int:
    """The creditor of a code. Raises ImportRefused."""
    if not code:
        raise ImportRefused(_("Diga de quem é o arquivo: --creditor CÓDIGO."), code="creditor")
    found = creditor_by_code(code=code)
    if found is None:
        raise ImportRefused(_no_creditor(code), code="creditor")
    return int(found.pk)


def _no_creditor(code: str) -> str:
    known = ", ".join(one.code for one in creditors())
    if not known:
        return _("Não há credor “%s”; crie-o com `acerto creditor new`.") % code
    return _("Não há credor “%(code)s”; há: %(known)s.") % {"code": code, "known": known}


def _refusal(problem: FileProblem | InvalidMapping, errors_file: Path | None) -> ImportRefused:
    message = problem.message
    if isinstance(problem, NothingCameIn):
        _write_errors(errors_file, problem.errors)
    if isinstance(problem, WithdrawalNeedsConfirmation):
        message += " " + _("(Na linha de comando: --confirm-withdrawals.)")
    return ImportRefused(message, code=problem.code)


def _write_errors(file: Path | None, errors: str) -> None:
    if file is None or not errors:
        return
    try:
        file.write_text(BOM + errors, encoding="utf-8")
    except OSError as error:
        raise ImportRefused(
            _("A importação terminou, mas não foi possível gravar %s.") % file, code="errors_file"
        ) from error


def _values(result: ImportResult) -> dict[str, object]:
    values = asdict(result)
    del values["errors"]
    values["import_seconds"] = values.pop("seconds")
    return values


def _summary(result: ImportResult, errors_file: Path | None) -> str:
    lines = [_("Prévia: nada foi gravado.")] if result.import_id is None else []
    counted = (
        ngettext("%s linha", "%s linhas", result.rows) % whole(result.rows),
        ngettext("%s nova", "%s novas", result.created) % whole(result.created),
        ngettext("%s mudada", "%s mudadas", result.changed) % whole(result.changed),
        _("%s sem mudança") % whole(result.unchanged),
    )
    lines.append(f"{counted[0]}: {', '.join(counted[1:])}.")
    if result.withdrawn:
        lines.append(
            _("Títulos retirados por não estarem no arquivo: %s.") % whole(result.withdrawn)
        )
    if result.import_id is None and result.needs_confirmation:
        lines.append(_("São mais de 5 % dos abertos: importar exigirá --confirm-withdrawals."))
    if result.flagged:
        lines.append(_("Sem identificação válida, sinalizados: %s.") % whole(result.flagged))
    lines += _types(result)
    if result.rejected or result.warnings:
        lines.append(
            _("Recusadas: %(rejected)s. Avisos: %(warnings)s.")
            % {name: whole(getattr(result, name)) for name in ("rejected", "warnings")}
        )
        where = _("Veja as linhas em %s.") % errors_file if errors_file else ""
        lines.append(where or _("Use --errors ARQUIVO para ver as linhas."))
    lines.append(_("Tempo: %s s.") % f"{result.seconds:.2f}".replace(".", ","))
    return "\n".join(lines)


def _types(result: ImportResult) -> list[str]:
    """How the file's words for a debt were understood, those that say it otherwise than we do."""
    told = [
        _("“%(text)s” como %(name)s") % {"text": one.text, "name": one.name}
        for one in result.debt_types
        if one.known and one.kind != WRITTEN and one.text != one.name
    ]
    missed = [f"“{one.text}”" for one in result.debt_types if not one.known]
    lines = []
    if told:
        lines.append(_("Tipos de dívida entendidos: %s.") % _some(told))
    if missed:
        lines.append(
            _("Tipos de dívida não reconhecidos, com a regra geral: %(types)s (%(rows)s).")
            % {
                "types": _some(missed),
                "rows": ngettext("%s linha", "%s linhas", result.unknown_type_rows)
                % whole(result.unknown_type_rows),
            }
        )
    return lines


def _some(words: list[str]) -> str:
    rest = len(words) - MOST_TYPES_SAID
    more = [ngettext("mais %s", "mais %s", rest) % whole(rest)] if rest > 0 else []
    return ", ".join(words[:MOST_TYPES_SAID] + more)
