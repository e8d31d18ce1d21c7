"""Text as it goes into a bank's file: plain capitals, nothing lost unsaid."""

import re
import unicodedata

# Letters and signs that have no plain one inside them, and how they are spelled.
_LATIN = str.maketrans(
    {
        "µ": "u",
        "ĸ": "k",
        "ʼ": "'",
        "Æ": "AE",
        "æ": "ae",
        "Œ": "OE",
        "œ": "oe",
        "Ø": "O",
        "ø": "o",
        "Đ": "D",
        "đ": "d",
        "Ð": "D",
        "ð": "d",
        "Þ": "TH",
        "þ": "th",
        "ß": "ss",
        "ẞ": "SS",
        "Ł": "L",
        "ł": "l",
        "Ħ": "H",
        "ħ": "h",
        "ı": "i",
        "Ŋ": "NG",
        "ŋ": "ng",
        "–": "-",
        "—": "-",
        "‑": "-",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
    }
)


class Unwritable(ValueError):
    """A value does not fit its field; `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def plain(text: str) -> str:
    """Text as banks take it: upper case, without accents or signs outside ASCII.

    Raises Unwritable for letters of which nothing would be left (Greek, Cyrillic…).
    """
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.translate(_LATIN)).translate(_LATIN)
        lost = next((one for one in parts if one > "~" and one.isalpha()), None)
        if lost is not None:
            raise Unwritable(f"tem a letra “{lost}”, que os bancos não aceitam")
        text = parts.encode("ascii", "ignore").decode()
    return re.sub(r"[^ -~]", " ", text).upper()
