"""A day as JSON and options write it: AAAA-MM-DD, and no other form of ISO 8601."""

import re
from datetime import date

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def iso_day(*, text: str) -> date:
    """The day of "2026-12-10". Raises ValueError for all else: weeks, days without hyphens, no day."""
    if not _ISO.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)
