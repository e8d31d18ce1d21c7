"""Where in a row of the file our fields stand, and the row's digest."""

import difflib
from collections.abc import Sequence
from hashlib import blake2b
from operator import itemgetter

from django.utils.translation import gettext as _

from acerto.core.text import bare
from acerto.domain.tenancy.crypto import vault
from acerto.law.rules.debt_types import table_digest

from .mapping import PAYMENT_FIELDS, TITLE_FIELDS, Mapping
from .types import FileProblem

DIGEST_BYTES = 16
MARK = "\x1f"


class Layout:
    """Places of our fields in an extended row: the row's cells, then "" and the constants.

    A field that the file lacks stands at the "".
    """

    def __init__(self, *, tenant_id: int, mapping: Mapping, header: Sequence[str]) -> None:
        self.width = len(header)
        self.place = _places(mapping, header)
        constants = sorted(mapping.constants)
        self.tail = ["", *(mapping.constants[name] for name in constants)]
        self.place |= {name: self.width + 1 + at for at, name in enumerate(constants)}
        ours = TITLE_FIELDS if mapping.kind == "titles" else PAYMENT_FIELDS
        self.given = frozenset(self.place)
        self.place |= dict.fromkeys(ours - self.given, self.width)
        self._mapped = itemgetter(*(self.place[name] for name in sorted(self.given)), self.width)
        key = vault(tenant_id=tenant_id, column="row_digest").index(_fingerprint(mapping))
        self._hash = blake2b(key=key, digest_size=DIGEST_BYTES)

    def extend(self, cells: list[str]) -> list[str] | None:
        """The extended row; None when it has not as many cells as the header has names."""
        if len(cells) != self.width:
            if len(cells) < self.width or any(cells[self.width :]):
                return None
            cells = cells[: self.width]
        return cells + self.tail

    def pick(self, *names: str) -> "itemgetter[tuple[str, ...]]":
        """A function that takes the cells of these fields (two or more) out of an extended row."""
        return itemgetter(*(self.place[name] for name in names))

    def digest(self, row: list[str]) -> bytes:
        """Of what the row says to us and how the mapping reads it, keyed: it holds a tax id."""
        said = self._hash.copy()
        said.update(MARK.join(self._mapped(row)).encode())
        return said.digest()


def _places(mapping: Mapping, header: Sequence[str]) -> dict[str, int]:
    """Columns by field. Raises FileProblem naming what the header lacks."""
    exact = {name: at for at, name in enumerate(header)}
    loose = {bare(name): at for at, name in reversed(list(enumerate(header)))}
    places, missing = {}, []
    for field, wanted in mapping.columns.items():
        at = exact.get(wanted.strip(), loose.get(bare(wanted.strip())))
        if at is None:
            missing.append(_hint(wanted, header))
        elif header.count(header[at]) > 1:
            raise FileProblem(
                "repeated_column", _("O arquivo tem duas colunas “%s”: qual vale?") % header[at]
            )
        else:
            places[field] = at
    if missing:
        raise FileProblem(
            "missing_column",
            _(
                "O arquivo não tem a coluna %(missing)s do mapeamento. Colunas do arquivo: %(found)s."
            )
            % {"missing": ", ".join(missing), "found": ", ".join(name for name in header if name)},
        )
    return places


def _hint(wanted: str, header: Sequence[str]) -> str:
    close = difflib.get_close_matches(wanted, header, n=1)
    if not close:
        return f"“{wanted}”"
    return _("“%(wanted)s” (seria “%(close)s”?)") % {"wanted": wanted, "close": close[0]}


def _fingerprint(mapping: Mapping) -> str:
    """Changes when the same cells would be read as something else."""
    names = sorted([*mapping.columns, *mapping.constants])
    said = (names, mapping.decimal, mapping.date_format, mapping.currency)
    # A debt type that is understood otherwise prescribes and is charged otherwise.
    return repr((*said, table_digest()) if "debt_type" in names else said)
