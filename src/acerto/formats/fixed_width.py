"""Records of fixed width as tables: a line as values by name, values as a line, and what is wrong where.

A table lists fields with their columns (from 1, both ends in). Lines lose trailing blanks on their way
and are filled up again; what cannot be read is a problem with its column, and its value is None.
"""

from .fixed_width_read import lines_of, read_line
from .fixed_width_table import (
    AT_SIGHT,
    NOT_CENTS,
    Field,
    Problem,
    Record,
    Value,
    problem_of,
    record,
    refusal_of,
)
from .fixed_width_write import plain_text, write_line

__all__ = [
    "AT_SIGHT",
    "NOT_CENTS",
    "Field",
    "Problem",
    "Record",
    "Value",
    "lines_of",
    "plain_text",
    "problem_of",
    "read_line",
    "record",
    "refusal_of",
    "write_line",
]
