"""`acerto brcode`: Pix codes read and written, JSON out."""

from os.path import realpath
from pathlib import Path

import click

from acerto.doors.kit.console import json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.speech import gettext as _
from acerto.doors.kit.wire import CENTS, FILE, answer
from acerto.formats import brcode
from acerto.formats.brcode import BrCode

PLACE = frozenset({"merchant_name", "city", "postal_code"})
# What says the kind of code, who writes it, and what it may carry besides.
KINDS = {
    "key": (brcode.encode_static, {"amount_cents", "txid", "info", "recurrence_url"}),
    "url": (brcode.encode_dynamic, {"amount_cents", "single_use", "recurrence_url"}),
    "recurrence_url": (brcode.encode_recurrence, set[str]()),
}


@click.group(name="brcode", short_help="Lê e escreve códigos Pix (QR e copia e cola).")
def command() -> None:
    """Códigos Pix, como estão no QR e no copia e cola."""


@command.command(name="decode", short_help="Lê um código Pix.")
@click.argument("payload", metavar="CÓDIGO")
@json_option
def decode(*, payload: str, as_json: bool) -> None:
    """Lê CÓDIGO, o texto do copia e cola, e responde em JSON; o valor é em centavos."""
    answer(_values(brcode.decode(payload)))


@command.command(name="encode", short_help="Escreve um código Pix.")
@click.option("--key", help="Chave Pix: código estático.")
@click.option("--url", help="Endereço da cobrança, sem https://: código dinâmico.")
@click.option("--recurrence-url", help="Endereço da recorrência (Pix Automático), junto ou só.")
@click.option("--merchant-name", required=True, help="Nome de quem recebe.")
@click.option("--city", required=True, help="Cidade de quem recebe.")
@click.option("--postal-code", help="CEP de quem recebe.")
@click.option("--amount-cents", type=CENTS, help="Valor em centavos. Sem ele, quem paga digita.")
@click.option("--txid", help="Identificador do código estático: até 25 letras e dígitos.")
@click.option("--info", help="Texto curto do código estático.")
@click.option(
    "--single-use/--reusable", default=None, help="Se o código dinâmico serve uma vez ou mais."
)
@click.option("--svg", type=FILE, metavar="ARQUIVO", help="Grava o QR em SVG.")
@click.option("--png", type=FILE, metavar="ARQUIVO", help="Grava o QR em PNG.")
@click.option("--replace", is_flag=True, help="Substitui os arquivos se já existirem.")
@json_option
def encode(
    *,
    svg: Path | None,
    png: Path | None,
    replace: bool,
    as_json: bool,
    **said: str | int | bool | None,
) -> None:
    """Escreve um código Pix estático (--key), dinâmico (--url) ou só de recorrência, e responde em JSON.

    payload é o copia e cola; os outros campos são os de decode.
    """
    payload = _written({name: value for name, value in said.items() if value is not None})
    if svg or png:
        _draw(payload, svg=svg, png=png, replace=replace)
    answer({"payload": payload, **_values(brcode.decode(payload))})


def _written(given: dict[str, str | int | bool]) -> str:
    """The payload of the kind that the options ask for. Raises AcertoError, InvalidBrCode."""
    kind = next((name for name in KINDS if name in given), None)
    if kind is None:
        text = _("Diga a chave (--key), o endereço da cobrança (--url) ou o da recorrência.")
        raise AcertoError(text, code="kind")
    write, allowed = KINDS[kind]
    for name in given:
        if name not in PLACE | allowed | {kind}:
            values = {"one": _option(name), "other": _option(kind)}
            raise AcertoError(_("%(one)s não vale com %(other)s.") % values, code="options")
    return str(write(**given))  # type: ignore[arg-type]


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _draw(payload: str, *, svg: Path | None, png: Path | None, replace: bool) -> None:
    """Write the images that were asked for. Raises AcertoError."""
    from acerto.doors.kit.files import not_written, require_place_for
    from acerto.formats import qr

    if svg and png and realpath(svg) == realpath(png):
        text = _("--svg e --png dizem o mesmo arquivo (%s): dê um nome a cada um.") % svg
        raise AcertoError(text, code="same_file")
    images = {file: image for file, image in ((svg, qr.svg), (png, qr.png)) if file is not None}
    for file in images:
        require_place_for(file, replace=replace)
    for file, image in images.items():
        drawn = image(payload)
        try:
            file.write_bytes(drawn.encode() if isinstance(drawn, str) else drawn)
        except OSError as problem:
            raise not_written(problem, file=file) from None


def _values(read: BrCode) -> dict[str, object]:
    return {
        "kind": read.kind,
        "key": read.key,
        "merchant_name": read.merchant_name,
        "city": read.city,
        "amount_cents": read.amount_cents,
        "txid": read.txid,
        "url": read.url,
        "recurrence_url": read.recurrence_url,
    }
