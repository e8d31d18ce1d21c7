"""Chance that repeats: the same seed and number throw the same dice, on every machine."""

from hashlib import blake2b


class Dice:
    """Throws numbers that depend on nothing but the seed and the words given.

    Every throw uses up part of 256 bits: enough for thirty throws of a hundred faces.
    """

    __slots__ = ("_bits",)

    def __init__(self, *, seed: int, words: str) -> None:
        digest = blake2b(f"{seed}/{words}".encode(), digest_size=32).digest()
        self._bits = int.from_bytes(digest, "big")

    def throw(self, *, faces: int) -> int:
        """Returns a number from 0 to faces - 1."""
        self._bits, face = divmod(self._bits, faces)
        return face
