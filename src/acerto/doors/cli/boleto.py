"""`acerto boleto`: codes of boletos read and written, JSON out."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from acerto.doors.kit.console import json_option
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.speech import gettext as _
from acerto.doors.kit.wire import FILE, answer, read_octets
from acerto.formats.boleto.banks import Issued
from acerto.formats.boleto.barcode import Boleto
from acerto.formats.boleto.code import decode as decode_code
from acerto.formats.boleto.collection import CollectionSlip
from acerto.formats.boleto.due import OutOfWindow
from acerto.formats.boleto.errors import InvalidBoleto
from acerto.formats.boleto.request import issue_from

MOST_BYTES = 1 << 20
MONEY_ZONE = ZoneInfo("America/Sao_Paulo")

issue_option = click.option(
    "--on",
    type=DAY,
    help="Dia da emissão: o vencimento fica de 3.000 dias antes a 5.500 depois. Padrão: hoje.",
)


@click.group(name="boleto", short_help="Lê e monta boletos.")
def command() -> None:
    """Códigos de boleto: código de barras, linha digitável e campo livre dos bancos."""


@command.command(name="decode", short_help="Lê um código de barras ou uma linha digitável.")
@click.argument("code", metavar="CÓDIGO")
@click.option("--on", type=DAY, help="Dia em que se lê, que decide o vencimento. Padrão: hoje.")
@json_option
def decode(*, code: str, on: date | None, as_json: bool) -> None:
    """Lê CÓDIGO, de 44, 47 ou 48 dígitos, com ou sem pontos e espaços, e responde em JSON.

    O fator de vencimento se repete a cada 9.000 dias: vale o dia que fica entre 3.000 dias antes e 5.500
    depois da leitura. Se nenhum fica, due_on vem nulo e a razão sai na saída de erros.
    """
    found = decode_code(code)
    if isinstance(found, CollectionSlip):
        answer(_collected(found))
        return
    answer(_read(found, due_on=_due_on(found, on or _today())))


@command.command(name="encode", short_help="Monta um boleto a partir dos dados do banco.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@issue_option
@json_option
def encode(*, file: Path, on: date | None, as_json: bool) -> None:
    """Monta o boleto de ARQUIVO, um JSON com bank e input, e responde em JSON, com o nosso número.

    Só pode ser pago depois que o banco o registra. Um vencimento que o código não consegue dizer a quem o
    lê no dia da emissão (--on) é recusado. Sem --on, um boleto antigo é montado como no dia em que vencia.
    """
    _answer_issued(_issued(_json(file), on))


def _issued(told: object, on: date | None) -> Issued:
    """The boleto as of the day said, else of today, else, where it is too old for that, of its due date."""
    today = on or _today()
    try:
        return issue_from(told, today=today)
    except OutOfWindow as problem:
        if on is not None or problem.due_on > today:
            raise
        click.echo(_("Atenção: %s") % problem.message, err=True)
        return issue_from(told, today=problem.due_on)


@command.command(name="pdf", short_help="Grava o boleto em PDF.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@click.option("--out", required=True, type=FILE, metavar="PDF", help="Arquivo a gravar.")
@click.option("--replace", is_flag=True, help="Substitui o arquivo se já existir.")
@issue_option
@json_option
def pdf(*, file: Path, out: Path, replace: bool, on: date | None, as_json: bool) -> None:
    """Grava em PDF o boleto de ARQUIVO, um JSON com bank, input e slip; responde como encode.

    Recibo do pagador, ficha de compensação e, se slip traz um código Pix, o QR Code.
    """
    from acerto.doors.kit.files import not_written, require_place_for
    from acerto.doors.kit.slip_pdf import slip_pdf
    from acerto.formats.boleto.slip_request import slip_from

    slip = slip_from(_json(file), today=on or _today())
    require_place_for(out, replace=replace)
    octets = slip_pdf(slip=slip, now=_now())
    try:
        out.write_bytes(octets)
    except OSError as problem:
        raise not_written(problem, file=out) from None
    _answer_issued(slip.issued)


def _answer_issued(issued: Issued) -> None:
    for remark in issued.remarks:
        click.echo(_("Atenção: %s") % remark, err=True)
    our_number = {"our_number": issued.our_number.printed}
    answer(_read(issued.boleto, due_on=issued.due_on) | our_number)


def _json(file: Path) -> object:
    """What a JSON file says. Raises AcertoError (no_file, unreadable, too_large, not_json)."""
    try:
        return json.loads(read_octets(file, most=MOST_BYTES).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        text = _("O arquivo %s não é um JSON em UTF-8.") % file
        raise AcertoError(text, code="not_json") from None


def _read(boleto: Boleto, *, due_on: date | None) -> dict[str, object]:
    return {
        "bank": boleto.bank,
        "amount_cents": boleto.amount_cents,
        "due_on": due_on,
        "free_field": boleto.free_field,
        "barcode": boleto.barcode,
        "digitable_line": boleto.printed_line,
    }


def _collected(slip: CollectionSlip) -> dict[str, object]:
    """The same keys for a slip of a collector, and what only it has."""
    return {
        "bank": None,
        "amount_cents": slip.amount_cents,
        "due_on": None,
        "free_field": slip.free_field,
        "barcode": slip.barcode,
        "digitable_line": slip.line,
        "segment": slip.segment,
        "company": slip.company,
        "reference": None if slip.in_reais else slip.value,
    }


def _due_on(boleto: Boleto, today: date) -> date | None:
    try:
        return boleto.due_on(today=today)
    except InvalidBoleto as problem:
        click.echo(_("Atenção: %s") % problem.message, err=True)
        return None


def _today() -> date:
    return _now().astimezone(MONEY_ZONE).date()


def _now() -> datetime:
    """This instant, without Django."""
    return datetime.now(tz=UTC)
