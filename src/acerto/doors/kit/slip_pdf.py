"""A boleto on paper: receipt of the payer above, the bank's part below, as a PDF."""

from datetime import datetime
from functools import cache
from importlib.resources import files

from acerto.formats.boleto.paper import printed_fields
from acerto.formats.boleto.slip import Slip
from acerto.formats.document import typeset


def slip_pdf(*, slip: Slip, now: datetime) -> bytes:
    """The PDF of one boleto, one page, made at `now`."""
    return typeset(template=template(), data=printed_fields(slip), made_at=now)


@cache
def template() -> str:
    """The Typst template of the page."""
    return files("acerto.doors.kit").joinpath("documents", "boleto.typ").read_text("utf-8")
