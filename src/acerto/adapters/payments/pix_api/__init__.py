"""The central bank's API Pix, version 2.9, of any payment institution that speaks it."""

from .access import AUTOMATIC_SCOPES, SCOPES, Credentials
from .client import PixApi
from .configuration import configured
from .connection import Patience
from .institutions import Institution, institution, institutions, other_institution
from .payments import PixApiPayments

__all__ = [
    "AUTOMATIC_SCOPES",
    "SCOPES",
    "Credentials",
    "Institution",
    "Patience",
    "PixApi",
    "PixApiPayments",
    "configured",
    "institution",
    "institutions",
    "other_institution",
]
