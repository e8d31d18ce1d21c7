"""CNAB 240 and 400: what a bank says of its collection, and what it is asked to do.

Layouts and codes are data (tables/); docs/formats/cnab.md.
"""

from .kinds import Kind
from .problem import NotCnab, Problem
from .return_file import ReturnFile
from .title import Reason, Title

__all__ = ["Kind", "NotCnab", "Problem", "Reason", "ReturnFile", "Title"]
