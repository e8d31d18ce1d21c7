"""How a file says where interest comes from and which index corrects."""

from django.utils.translation import gettext as _

from acerto.core.text import bare
from acerto.law.rules.agreed import index_names

from .values import InvalidValue

MODES = {
    "": "contract", "contract": "contract", "contrato": "contract", "do contrato": "contract",
    "legal": "legal", "lei": "legal", "da lei": "legal", "taxa legal": "legal",
    "court": "court", "tribunal": "court",
}  # fmt: skip


def interest_mode(*, text: str, agreed: bool) -> str:
    """The mode that a cell says; `agreed`: the row has a rate of its own. Raises InvalidValue."""
    mode = MODES.get(bare(text.strip()))
    if mode is None:
        raise InvalidValue(
            "interest_mode",
            _("“%s” não diz se os juros são do contrato ou da lei.") % text[:40],
            field="interest_mode",
        )
    if mode != "contract" and agreed:
        raise two_rates()
    return mode


def two_rates() -> InvalidValue:
    """The refusal of a rate beside interest by law."""
    return InvalidValue(
        "two_rates",
        _("Com juros da lei não há taxa de contrato: as duas não se somam."),
        field="interest_mode",
    )


def correction_index(*, text: str) -> str:
    """The index that a cell names, "" for none: "IGP-M" is igpm. Raises InvalidValue."""
    index = "".join(char for char in bare(text) if char.isalnum())
    if index and index not in index_names():
        raise InvalidValue(
            "correction_index",
            _("O índice “%(index)s” não existe; há %(known)s.")
            % {"index": text[:40], "known": ", ".join(index_names())},
            field="correction_index",
        )
    return index
