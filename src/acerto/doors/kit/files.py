"""Files that a command reads, or writes: never over something else unasked, and in words when it fails."""

import errno
from hashlib import sha256
from pathlib import Path

import click

from acerto.engine.policy import Policy
from acerto.engine.policy_file import DEFAULTS, InvalidPolicy, default_policy_text, load_policy

from .errors import AcertoError, system_reason
from .speech import gettext as _

replace_option = click.option(
    "--replace", "--force", "replace", is_flag=True, help="Substitui o arquivo se já existir."
)


class FileThere(AcertoError):
    """Nothing is overwritten unasked."""

    code = "file_exists"


class NotAFile(AcertoError):
    """A folder, a link, a pipe or a device stands there, and would be lost."""

    code = "not_a_regular_file"


class NotWritten(AcertoError):
    """The file could not be written."""

    code = "file_not_written"


def require_place_for(file: Path, *, replace: bool) -> None:
    """Raise unless `file` may be written: free, or a plain file that one has said to replace.

    Raises FileThere, NotAFile.
    """
    if not file.is_symlink() and not file.exists():
        return
    if file.is_symlink() or not file.is_file():
        raise NotAFile(
            _(
                "%s não é um arquivo comum (é pasta, atalho, dispositivo ou canal); escreva em outro "
                "nome."
            )
            % file
        )
    if not replace:
        raise FileThere(_("%s já existe; escolha outro nome ou use --replace.") % file)


def not_written(problem: OSError, *, file: Path) -> NotWritten:
    """Why the file could not be written, and what to do, under the name the person gave it."""
    values = {"file": file, "why": system_reason(problem)}
    text = _("Não foi possível escrever %(file)s: %(why)s.")
    if isinstance(problem, FileNotFoundError):
        text = _("Não foi possível escrever %(file)s: a pasta não existe (crie-a antes).")
    if isinstance(problem, PermissionError):
        text = _("Não foi possível escrever %(file)s: falta permissão nessa pasta.")
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        text = _("Não foi possível escrever %(file)s: o disco está cheio.")
    return NotWritten(text % values)


def read_text(file: Path) -> str:
    """The text of a file. Raises AcertoError (no_file, unreadable)."""
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        raise AcertoError(_("O arquivo %s não existe.") % file, code="no_file") from None
    except (OSError, UnicodeDecodeError):
        text = _("O arquivo %s não pode ser lido: salve-o como texto UTF-8.") % file
        raise AcertoError(text, code="unreadable") from None


def well_formed(text: str) -> Policy:
    """The policy that a text says, its messages not yet read as the law reads them. Raises AcertoError."""
    try:
        return load_policy(text=text)
    except InvalidPolicy as problem:
        raise AcertoError(str(problem), code=problem.code) from problem


def named_policy(named: str) -> tuple[Policy, str]:
    """A policy by its file or by the name of one that comes with Acerto, and the SHA-256 of its text.

    Raises AcertoError.
    """
    if named not in DEFAULTS and not Path(named).exists():
        told = {"named": named, "known": ", ".join(DEFAULTS)}
        text = _("Não conheço a régua “%(named)s”: diga um arquivo, ou uma destas: %(known)s.")
        raise AcertoError(text % told, code="unknown_policy")
    text = default_policy_text(name=named) if named in DEFAULTS else read_text(Path(named))
    return well_formed(text), sha256(text.encode()).hexdigest()
