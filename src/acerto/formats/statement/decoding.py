"""Bytes of a text file as text, whatever its header says: banks often declare it wrongly."""

import codecs

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MIXED = "utf-8 or cp1252"
"""Lines of UTF-8 and lines of what Windows writes, in one file."""


def decode(octets: bytes) -> tuple[str, str]:
    """The text and the codec: UTF-8 where the bytes are that, else CP1252, line by line if mixed.

    A declaration is not asked for: bytes that are valid UTF-8 beyond ASCII are nothing else in
    practice, and CP1252 holds all that ISO-8859-1 prints. No byte raises.
    """
    for mark, codec in BOMS:
        if octets.startswith(mark):
            return octets.decode(codec, "replace"), codec
    try:
        return octets.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    lines = octets.splitlines(keepends=True)
    decoded = [_line(line) for line in lines]
    codec = MIXED if any(codec == "utf-8" for _text, codec in decoded) else "cp1252"
    return "".join(text for text, _codec in decoded), codec


def _line(octets: bytes) -> tuple[str, str]:
    if octets.isascii():
        return octets.decode("ascii"), ""
    try:
        return octets.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace"), "cp1252"
