"""Which exceptions are a person's to mend, and what to tell them."""

import sys

from acerto.doors.kit.errors import AcertoError, system_reason

from .runtime import Installation

REFUSALS = {
    "password authentication failed": "recusou o usuário ou a senha",
    "no pg_hba.conf entry": "não aceita conexões desta máquina ou deste usuário",
    "does not exist": "não tem esse banco ou esse usuário; rode `acerto db init`",
    "too many": "está com conexões demais",
    "starting up": "está iniciando; tente de novo em instantes",
    "shutting down": "está sendo desligado",
    "No space left": "ficou sem espaço em disco",
}


def sentence(error: Exception, *, installation: Installation) -> str | None:
    """One sentence in Portuguese; None for an error that is Acerto's own."""
    if isinstance(error, AcertoError):
        return error.message
    if _is_database_trouble(error):
        return _database_sentence(error, installation)
    if isinstance(error, OSError) and error.filename:
        return _file_sentence(error)
    if type(error).__module__.startswith("acerto.") and isinstance(
        getattr(error, "code", None), str
    ):
        return getattr(error, "message", None) or str(error) or None
    return None


def code_of(error: Exception) -> str:
    """The stable code for programs, of an error that has a sentence."""
    if _is_database_trouble(error):
        return "database"
    if isinstance(error, OSError) and not isinstance(error, AcertoError):
        return "file"
    return str(getattr(error, "code", "error"))


def _is_database_trouble(error: Exception) -> bool:
    """Django's and psycopg's OperationalError, without importing either."""
    names = {"psycopg", "django.db.utils"} & set(sys.modules)
    return any(isinstance(error, sys.modules[name].OperationalError) for name in names)


def _database_sentence(error: Exception, installation: Installation) -> str:
    address = installation.addresses.app
    said = str(error)
    for sign, words in REFUSALS.items():
        if sign in said:
            return f"O banco de dados em {address.place} {words}."
    return (
        f"Não consegui falar com o banco de dados em {address.place}. Confira DATABASE_URL e se o "
        "servidor está no ar."
    )


def _file_sentence(error: OSError) -> str:
    reasons = {
        FileNotFoundError: "não existe",
        PermissionError: "não pode ser aberto: falta permissão",
        IsADirectoryError: "é uma pasta, não um arquivo",
        FileExistsError: "já existe",
        NotADirectoryError: "passa por algo que não é uma pasta",
    }
    reason = reasons.get(type(error), f"não pôde ser usado ({system_reason(error)})")
    return f"{error.filename} {reason}."
