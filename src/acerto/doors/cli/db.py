"""`acerto db init`, `acerto backup`, `acerto restore`."""

from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acerto.doors.kit.console import Output, json_option, size
from acerto.doors.kit.files import not_written, replace_option, require_place_for
from acerto.doors.kit.runtime import Runtime


@click.group()
def db() -> None:
    """Prepara o banco de dados."""


@db.command()
@json_option
@click.pass_obj
def init(runtime: Runtime, *, as_json: bool) -> None:
    """Cria papéis, banco, tabelas e a separação entre empresas. Pode ser repetido.

    Com o banco próprio do Acerto não precisa de nada. Com um PostgreSQL seu, lê DATABASE_URL,
    DATABASE_OWNER_URL, DATABASE_MAINTENANCE_URL e, se puder criar papéis, DATABASE_ADMIN_URL.
    """
    output = Output(as_json=as_json)
    applied = runtime.prepare_database(say=output.say)
    output.result(
        {"migrations": applied},
        text=ngettext(
            "Banco de dados pronto: %(count)d migração nova em %(seconds)s s.",
            "Banco de dados pronto: %(count)d migrações novas em %(seconds)s s.",
            applied,
        )
        % {"count": applied, "seconds": output.seconds},
    )


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="ARQUIVO")
@replace_option
@json_option
@click.pass_obj
def backup(runtime: Runtime, *, file: Path, replace: bool, as_json: bool) -> None:
    """Guarda em ARQUIVO uma cópia de todo o banco de dados.

    Dados pessoais vão cifrados: sem a chave-mestra a cópia não se lê. Guarde a chave à parte.
    """
    require_place_for(file, replace=replace)
    output = Output(as_json=as_json)
    try:
        with output.progress(_("Copiando")) as advance:
            written = runtime.backup(file=file, advance=advance)
    except OSError as problem:
        raise not_written(problem, file=file) from problem
    keys = runtime.home / "secrets" / "master_key"
    output.result(
        {"file": str(file), "bytes": written, "master_key": str(keys)},
        text=_(
            "Cópia em %(file)s: %(size)s em %(seconds)s s.\n"
            "Guarde também, em outro lugar, a chave-mestra (ACERTO_MASTER_KEY ou %(keys)s): sem "
            "ela os dados pessoais da cópia não se leem."
        )
        % {"file": file, "size": size(written), "seconds": output.seconds, "keys": keys},
    )


@click.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="ARQUIVO"
)
@click.option("--replace", is_flag=True, help="Apaga o que há no banco de dados.")
@json_option
@click.pass_obj
def restore(runtime: Runtime, *, file: Path, replace: bool, as_json: bool) -> None:
    """Traz de volta a cópia ARQUIVO, inteira ou nada, para um banco vazio.

    Pare antes o que estiver em uso (`acerto serve`, `acerto worker`).
    """
    output = Output(as_json=as_json)
    with output.progress(_("Restaurando")) as advance:
        read = runtime.restore(file=file, replace=replace, advance=advance)
    applied = runtime.prepare_database(say=output.say)
    output.result(
        {
            "file": str(file),
            "bytes": file.stat().st_size,
            "sql_bytes": read,
            "migrations": applied,
        },
        text=_("Cópia %(file)s restaurada em %(seconds)s s.")
        % {"file": file, "seconds": output.seconds},
    )
