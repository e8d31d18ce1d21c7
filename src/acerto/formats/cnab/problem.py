"""What is wrong: values for the lines of a file, exceptions for what is no CNAB or cannot be one."""

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


class InvalidOrder(ValueError):
    """An order, or the company's data, cannot be written. `order` counts from 1; 0 is the company.

    `code` is stable, `field` names the table's field, `message` is for people.
    """

    def __init__(self, code: str, order: int, field: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.order = order
        self.field = field
        self.message = message
