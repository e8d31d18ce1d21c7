"""Putting together a title from the records that speak of it."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from .codes import Codes
from .record_reader import RecordReader
from .title import READ, Reason, Title
from .values import Value

_PIX = ("pix_txid", "pix_url")
_CPF_DIGITS = 11
_CNPJ_DIGITS = 14


@dataclass(slots=True)
class Pending:
    """A title whose lines are still coming; `extra` is what optional records say."""

    line: int
    values: list[Value]
    assembly: "Assembly"
    joined: bool = False
    extra: dict[str, Value] | None = None


class Assembly:
    """Knows where in the values of one or two records each field of a title stands."""

    def __init__(self, *, first: RecordReader, second: RecordReader | None, codes: Codes) -> None:
        self._codes = codes
        self._missing = [None] * len(second.names) if second else []
        names = [*first.names]
        for name in second.names if second else ():
            names.append(f"second {name}" if name in names else name)
        self._at = {name: at for at, name in enumerate(names)}
        self._pick = itemgetter(*(self._at.get(name, -1) for name in READ))
        self._occurrence = self._at.get("occurrence", -1)
        self._reasons = self._at.get("reasons", -1)
        self._reason_text = self._at.get("reason_text", -1)
        self._name = self._at.get("payer_name", -1)
        self._payer = self._at.get("payer_tax_id", -1)

    def title(self, pending: Pending) -> Title:
        """The title that a pending one has become."""
        values: list[Any] = pending.values
        if not pending.joined:
            values.extend(self._missing)
        values.append(None)  # what the layout does not have is the last
        occurrence = values[self._occurrence] or ""
        kind, text = self._codes.meaning(occurrence)
        reasons: tuple[Reason, ...] = ()
        if values[self._reasons]:
            reasons = self._codes.explained(occurrence, values[self._reasons])
        if values[self._reason_text]:
            reasons = (*reasons, Reason("", values[self._reason_text]))
        if values[self._payer]:
            values[self._payer] = self._tax_id(values)
        if values[self._name] and values[self._name][0] == "0":
            values[self._name] = values[self._name].strip("0")  # some banks fill it so
        title = Title._make((pending.line, occurrence, kind, text, reasons, *self._pick(values)))
        return _with_pix(title, pending.extra) if pending.extra else title

    def _tax_id(self, values: list[Any]) -> str | None:
        """A CPF of 11 or a CNPJ of 14, by the kind beside it; None for zeros."""
        told: str = values[self._payer]
        if not told.strip("0"):
            return None
        kind = (values[self._at.get("payer_tax_kind", -1)] or "").lstrip("0")
        if kind == "1":
            return told[-_CPF_DIGITS:]
        return told[-_CNPJ_DIGITS:]


def _with_pix(title: Title, extra: dict[str, Value]) -> Title:
    found: dict[str, Any] = {name: extra[name] for name in _PIX if extra.get(name)}
    return title._replace(**found)
