"""What is wrong with a file: values for its lines, an exception for a file that is no CNAB."""

from typing import Literal, NamedTuple


class Problem(NamedTuple):
    """Something wrong at a line (from 1) and column (from 1; 0 for the whole line).

    An `error` is about data that could not be read (the field is None, or the line is left out);
    a `warning` about data that was read and does not agree.
    """

    line: int
    column: int
    field: str
    code: str
    message: str
    level: Literal["error", "warning"] = "error"


class NotCnab(ValueError):
    """The file cannot be read at all. `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
