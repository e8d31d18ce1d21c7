"""What stops DuckDB on its way, as a sentence that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from acerto.engine.snapshot_files import InvalidSnapshot

from .outcome import CannotDecide

VALUES = (duckdb.OutOfRangeException, duckdb.ConversionException)
FILES = (duckdb.IOException, duckdb.InvalidInputException)


@contextmanager
def told_plainly(
    *, raises: type[CannotDecide] | type[InvalidSnapshot] = CannotDecide
) -> Iterator[None]:
    """Any refusal of DuckDB as `raises`; its own words come behind ours, as diagnosis."""
    try:
        yield
    except duckdb.Error as error:
        raise raises(_sentence(error)) from None


def _sentence(error: duckdb.Error) -> str:
    if isinstance(error, duckdb.OutOfMemoryException):
        return "A memória não bastou: dê mais com --memory, ou libere espaço no disco."
    said = str(error).splitlines()
    diagnosis = f"Diagnóstico: {said[0] if said else type(error).__name__}"
    if isinstance(error, VALUES):
        return (
            "Um valor do retrato é grande demais para a conta, ou não é do tipo certo: confira-o com "
            f"acerto snapshot validate. {diagnosis}"
        )
    if isinstance(error, FILES):
        return (
            "Um arquivo não pôde ser lido ou gravado: confira o retrato (acerto snapshot validate), as "
            f"permissões e o espaço no disco. {diagnosis}"
        )
    return f"A conta parou antes do fim: confira o retrato (acerto snapshot validate). {diagnosis}"
