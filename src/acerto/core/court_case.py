"""The single number of a lawsuit in Brazil: NNNNNNN-DD.AAAA.J.TR.OOOO.

Source: Resolução CNJ 65/2008.
"""

import re

_WRITTEN = re.compile(r"(?<!\d)\d{7}-?\d{2}\.?\d{4}\.?\d\.?\d{2}\.?\d{4}(?!\d)")


def case_numbers(text: str) -> tuple[str, ...]:
    """Every number of a lawsuit that a text writes, as twenty digits."""
    return tuple(re.sub(r"\D", "", match.group()) for match in _WRITTEN.finditer(text))
