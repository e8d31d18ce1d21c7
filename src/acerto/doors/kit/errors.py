"""The error that a person can do something about."""

import errno


class AcertoError(Exception):
    """One clear sentence in Portuguese for the person, one stable code for programs.

    The command line prints the message on stderr and ends with `exit_code`.
    """

    code = "error"
    exit_code = 1

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


def system_reason(error: OSError) -> str:
    """Why the system refused, in Portuguese: its own words are English."""
    return _REASONS.get(error.errno or 0, f"erro {error.errno} do sistema")


_REASONS = {
    errno.ENOENT: "não existe",
    errno.EACCES: "falta permissão",
    errno.EPERM: "falta permissão",
    errno.EEXIST: "já existe",
    errno.ENOTDIR: "passa por algo que não é uma pasta",
    errno.EISDIR: "é uma pasta, não um arquivo",
    errno.EROFS: "o disco só permite leitura",
    errno.ENOSPC: "o disco está cheio",
    errno.EDQUOT: "a cota do disco acabou",
    errno.EIO: "o disco não respondeu",
    errno.ENAMETOOLONG: "o nome é longo demais",
    errno.ELOOP: "os atalhos dão voltas",
    errno.EMFILE: "há arquivos abertos demais",
    errno.EINVAL: "o nome não serve",
}
