"""Rows of a payments file as values: who paid, for which contract, when, how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from acerto.core.identifiers import InvalidIdentifier, TaxId, normalise_tax_id
from acerto.core.money import format_brl
from acerto.domain.parties.find import Payer
from acerto.domain.payments.models import Payment
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.scope import current
from acerto.domain.tenancy.staging import field as safe

from .debtors import REFERENCE_LENGTH
from .layout import Layout
from .mapping import Mapping
from .title_rows import HOME_CURRENCY
from .types import WARNING, Problem
from .values import InvalidAmount, InvalidValue, Memo, Values, tidy

MEMO_LENGTH = 200
PROVIDER_ID_LENGTH = 80
METHODS = {
    "pix": Payment.Method.PIX,
    "boleto": Payment.Method.BOLETO,
    "ted": Payment.Method.TRANSFER,
    "doc": Payment.Method.TRANSFER,
    "transferencia": Payment.Method.TRANSFER,
    "transferência": Payment.Method.TRANSFER,
    "transfer": Payment.Method.TRANSFER,
    "dinheiro": Payment.Method.CASH,
    "cash": Payment.Method.CASH,
}
# Between the cells of an original row; the reader refuses files that hold it.
BETWEEN = "\x1f"
UNRESOLVED = {
    "contract_unknown": "contract",
    "debtor_unknown": "tax_id",
    "case_ambiguous": "contract",
}


@dataclass(frozen=True, slots=True)
class Read:
    """A payment as read; `line` is a line of COPY for take_in_payment_row."""

    payer: Payer
    contract: str
    line: str


class PaymentRows:
    """Reads the rows of one file. `today` is the last day on which a payment may have been made."""

    def __init__(self, *, mapping: Mapping, layout: Layout, today: date) -> None:
        self._values = Values(mapping=mapping)
        self._place = layout.place
        self._layout = layout
        self._today = today
        self._tax_id: Memo[str, TaxId] = Memo(_read_tax_id)
        self._box = vault(tenant_id=current(), column="payment_payer")
        self._currencies = {*HOME_CURRENCY, (mapping.currency or "").upper()}

    def read(self, *, row_no: int, line: int, cells: list[str]) -> Read | Problem:
        """One row, or what is wrong with it."""
        row = self._layout.extend(cells)
        if row is None:
            message = _("A linha tem %(found)d colunas; o cabeçalho tem %(wanted)d.")
            counts = {"found": len(cells), "wanted": self._layout.width}
            return Problem(line, "", "columns", message % counts, tuple(cells))
        field = "currency"
        try:
            self._check_currency(row[self._place[field]])
            field = "amount"
            cents = self._values.cents(row[self._place[field]].strip())
            field = "paid_on"
            paid_on = self._past(self._values.day[row[self._place[field]].strip()])
            field = "tax_id"
            payer = self._payer(row_no, row)
            field = "provider_id"
            provider_id = _short(row[self._place[field]])
        except (InvalidValue, InvalidAmount, InvalidIdentifier) as error:
            return Problem(line, field, error.code, error.message, tuple(cells))
        memo = tidy(row[self._place["memo"]], longest=MEMO_LENGTH)
        method = METHODS.get(row[self._place["method"]].strip().lower(), Payment.Method.OTHER)
        contract = self._contract(row)
        parts = (str(row_no), str(line), str(paid_on), str(cents), safe(memo), safe(provider_id))
        original = safe(BETWEEN.join(cells))
        key = self._box.index(_payer_said(payer, contract)).hex()
        return Read(payer, contract, "\t".join((*parts, str(method.value), original, key)))

    def _contract(self, row: Sequence[str]) -> str:
        return " ".join(row[self._place["contract"]].split())

    def _payer(self, row_no: int, row: Sequence[str]) -> Payer:
        """The numbers given; a bad tax id matters only where nothing else tells the debtor."""
        reference = tidy(row[self._place["debtor_ref"]], longest=REFERENCE_LENGTH)
        text = row[self._place["tax_id"]].strip()
        if not text:
            if not reference and not self._contract(row):
                raise InvalidValue(
                    "debtor_missing", _("A linha não diz quem pagou nem o contrato.")
                )
            return Payer(row_no, reference=reference)
        try:
            found = self._tax_id[text]
        except InvalidIdentifier:
            if reference or self._contract(row):
                return Payer(row_no, reference=reference)
            raise
        return Payer(row_no, found.kind, found.value, reference)

    def _past(self, day: date) -> date:
        if day > self._today:
            raise InvalidValue("date_future", _("A data do pagamento ainda não chegou."))
        return day

    def _check_currency(self, text: str) -> None:
        if text.strip().upper() not in self._currencies:
            raise InvalidValue(
                "currency",
                _("A moeda “%s” não é o real: declare-a no mapeamento ou tire a linha.")
                % text[:10],
            )


def overpaid(*, line: int, original: str, cents: int) -> Problem:
    """The warning of a payment most of which no title took."""
    message = _(
        "O pagamento passa da dívida: %s sobraram e ficam como crédito do devedor. Confira o valor."
    )
    return Problem(
        line,
        "amount",
        "more_than_owed",
        message % format_brl(cents),
        tuple(original.split(BETWEEN)),
        WARNING,
    )


def spared(*, line: int, original: str, cents: int) -> Problem:
    """The warning of a payment of which something is left while only prescribed titles are open."""
    message = _(
        "Sobraram %s, que ficam como crédito do devedor: os títulos ainda abertos estavam prescritos no"
        " dia do pagamento, e título prescrito só recebe quando quem paga o indica (Código Civil, arts."
        " 191, 352 e 882)."
    )
    return Problem(
        line,
        "amount",
        "only_prescribed_left",
        message % format_brl(cents),
        tuple(original.split(BETWEEN)),
        WARNING,
    )


def unresolved(*, code: str, line: int, cells: Sequence[str]) -> Problem:
    """The problem of a row for which no one case was found."""
    messages = {
        "contract_unknown": _("Este contrato não existe neste credor: importe os títulos antes."),
        "debtor_unknown": _("Este devedor não tem dívida com este credor."),
        "case_ambiguous": _(
            "O devedor tem mais de um tipo de dívida com este credor: informe o contrato."
        ),
    }
    return Problem(line, UNRESOLVED[code], code, messages[code], tuple(cells))


def too_early(*, line: int, cells: Sequence[str]) -> Problem:
    """The warning of a payment that is older than anything its case owes."""
    message = _(
        "O pagamento é de antes da emissão da dívida, ou de mais de um ano antes do primeiro"
        " vencimento. Ele entrou: se a data estiver errada, estorne-o."
    )
    return Problem(line, "paid_on", "date_before_debt", message, tuple(cells), WARNING)


def unknown(*, line: int, original: str, why: str) -> Problem:
    """The problem of a row on whose day the debt cannot be known."""
    message = _("%(why)s Só esta linha ficou de fora: traga-a de novo depois.") % {"why": why}
    return Problem(line, "paid_on", "amount_unknown", message, tuple(original.split(BETWEEN)))


def _payer_said(payer: Payer, contract: str) -> str:
    """What the row says of who paid, the surest first: it stays when the debt's case does not."""
    if contract:
        return f"contract:{contract}"
    return f"{payer.kind}:{payer.tax_id}" if payer.tax_id else f"ref:{payer.reference}"


def _read_tax_id(text: str) -> TaxId:
    return normalise_tax_id(text, restore_zeros=True)


def _short(text: str) -> str:
    text = text.strip()
    if len(text) > PROVIDER_ID_LENGTH:
        raise InvalidValue("provider_id_too_long", _("O identificador tem mais de 80 letras."))
    return text
