"""`acerto db init`, `acerto backup`, `acerto restore`."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from acerto.doors.kit.console import Output, json_option, size
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.runtime import Runtime


class FileThere(AcertoError):
    """`acerto backup` overwrites nothing unasked."""

    code = "backup_file_exists"


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
        text=_("Banco de dados pronto: %(count)d migrações novas em %(seconds)s s.")
        % {"count": applied, "seconds": output.seconds},
    )


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Substitui o arquivo se já existir.")
@json_option
@click.pass_obj
def backup(runtime: Runtime, *, file: Path, replace: bool, as_json: bool) -> None:
    """Guarda em FILE uma cópia de todo o banco de dados.

    Dados pessoais vão cifrados: sem a chave-mestra a cópia não se lê. Guarde a chave à parte.
    """
    if file.exists() and not replace:
        raise FileThere(
            _("%(file)s já existe; escolha outro nome ou use --replace.") % {"file": file}
        )
    output = Output(as_json=as_json)
    with output.progress(_("Copiando")) as advance:
        written = runtime.backup(file=file, advance=advance)
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
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Apaga o que há no banco de dados.")
@json_option
@click.pass_obj
def restore(runtime: Runtime, *, file: Path, replace: bool, as_json: bool) -> None:
    """Traz de volta a cópia FILE, inteira ou nada, para um banco vazio.

    Pare antes o que estiver em uso (`acerto serve`, `acerto worker`).
    """
    output = Output(as_json=as_json)
    with output.progress(_("Restaurando")) as advance:
        read = runtime.restore(file=file, replace=replace, advance=advance)
    applied = runtime.prepare_database(say=output.say)
    output.result(
        {"file": str(file), "bytes": read, "migrations": applied},
        text=_("Cópia %(file)s restaurada em %(seconds)s s.")
        % {"file": file, "seconds": output.seconds},
    )
