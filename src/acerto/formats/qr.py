"""QR images of any text: SVG for pages under a strict CSP, PNG for e-mail and paper."""

import io
from xml.sax.saxutils import quoteattr

import segno

_LEVEL = "m"
_QUIET_ZONE = 4
_PNG_SCALE = 8


def svg(payload: str, *, title: str = "QR Code Pix", svg_class: str = "qr") -> str:
    """An inline SVG, dark on white in any theme, sized by CSS (`svg_class`), named by `title`.

    No style attribute, no script, no link: it passes `default-src 'none'`.
    """
    out = io.BytesIO()
    _code(payload).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        nl=False,
        omitsize=True,
        border=_QUIET_ZONE,
        dark="#000",
        light="#fff",
        svgclass=svg_class,
        lineclass=None,
        title=title,
    )
    return out.getvalue().decode().replace("<svg ", f"<svg role={quoteattr('img')} ", 1)


def png(payload: str, *, scale: int = _PNG_SCALE) -> bytes:
    """A PNG, `scale` pixels a module, with its quiet zone."""
    out = io.BytesIO()
    _code(payload).save(out, kind="png", scale=scale, border=_QUIET_ZONE)
    return out.getvalue()


def _code(payload: str) -> segno.QRCode:
    return segno.make(payload, error=_LEVEL, micro=False, boost_error=False)
