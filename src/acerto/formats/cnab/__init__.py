"""CNAB 240 and 400: what a bank says of its collection, and what it is asked to do.

Layouts and codes are data (tables/); docs/formats/cnab.md.
"""

from .kinds import Kind
from .order import Action, Order
from .problem import InvalidOrder, NotCnab, Problem
from .remittance import remittance_layout, write_remittance
from .remittance_file import RemittanceFile, SentOrder
from .return_file import ReturnFile
from .title import Reason, Title

__all__ = [
    "Action",
    "InvalidOrder",
    "Kind",
    "NotCnab",
    "Order",
    "Problem",
    "Reason",
    "RemittanceFile",
    "ReturnFile",
    "SentOrder",
    "Title",
    "remittance_layout",
    "write_remittance",
]
