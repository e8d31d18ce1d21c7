"""Personal data: the bases that allow collection, and how long data are kept after it."""

from datetime import date

from acerto.law import params
from acerto.law.rules.prescription import claims_of
from acerto.law.rules.terms import ends_on


def basis_allows(*, basis: str, on: date) -> bool:
    """Whether a legal basis supports collection; consent does not.

    Source: LGPD arts. 7, 10, 37 (privacy.legal_bases). Raises NotInForce.
    """
    return basis in params.words("privacy.legal_bases", on=on)


def keep_until(*, closed_on: date, kind: str) -> date:
    """The last day to keep the data of a closed case: longer where the claim lives longer.

    Source: LGPD arts. 15-16; CC 205 (privacy.keep, privacy.keep_long). Raises NotInForce.
    """
    normal = params.term("privacy.keep", on=closed_on)
    longer = params.term("privacy.keep_long", on=closed_on)
    long_lived = any(
        claim.unit == normal.unit and claim.count > normal.count for claim in claims_of(kind=kind)
    )
    return ends_on(term=longer if long_lived else normal, since_on=closed_on)
