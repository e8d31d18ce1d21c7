"""NF-e (models 55 and 65) as a debt: key, issuer, recipient, total, instalments. docs/formats/nfe.md"""

import re
from datetime import date

from acerto.core.money import MAX_CENTS
from acerto.core.text import shown

from .nfe_doubts import with_doubts
from .nfe_key import AccessKey, InvalidKey, read_key
from .nfe_types import Instalment, InvalidNfe, Nfe, Party, Payment
from .safe_xml import MOST_BYTES, InvalidXml, Node, read_xml

__all__ = ["MOST_BYTES", "Instalment", "InvalidNfe", "Nfe", "Party", "Payment", "read_nfe"]

NAMESPACE = "http://www.portalfiscal.inf.br/nfe"
MODELS = frozenset(["55", "65"])
MOST_INSTALMENTS = 120  # the schema's own
OLDEST_YEAR, NEWEST_YEAR = 1990, 2150
AUTHORISED = frozenset(["100", "150"])
WITHOUT_PAYMENT = "90"
# Money that came in with the sale unless the document says "a prazo": cash, cards, vouchers, Pix.
AT_ONCE = frozenset(["01", "03", "04", "10", "11", "12", "13", "17", "19", "20"])
AT_SIGHT, ON_TERM = "0", "1"
PURPOSES = {
    "": "normal",
    "1": "normal",
    "2": "complement",
    "3": "adjustment",
    "4": "return",
    "5": "credit_note",
    "6": "debit_note",
}

_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2}))?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.*)?", re.DOTALL)


def read_nfe(*, octets: bytes) -> Nfe:
    """Read one NF-e: nfeProc, a bare NFe, or a lot of one. Raises InvalidNfe."""
    try:
        root = read_xml(octets=octets)
    except InvalidXml as error:
        raise InvalidNfe(error.code, error.message, line=error.line) from error
    info = _information(root)
    key = _key(info)
    _check_model(info, key)
    payments = tuple(_payment(one) for one in _payments(info))
    issued_on = _issued_on(info)
    instalments, source = _instalments(info, payments, issued_on)
    invoice = info.first("cobr", "fat")
    net = invoice.first("vLiq") if invoice else None
    recipient = info.first("dest")
    found = Nfe(
        key=key.value,
        model=key.model,
        series=key.series,
        number=key.number,
        issued_on=issued_on,
        direction="in" if info.said("ide", "tpNF") == "0" else "out",
        purpose=PURPOSES.get(info.said("ide", "finNFe"), "other"),
        test=info.said("ide", "tpAmb") == "2",
        authorised=_authorised(root),
        issuer=_party(_required(info, "emit"), "enderEmit"),
        recipient=_party(recipient, "enderDest") if recipient else None,
        total_cents=_cents(_required(info, "total", "ICMSTot", "vNF")),
        invoice_number=invoice.said("nFat") if invoice else "",
        invoice_net_cents=_cents(net) if net else None,
        instalments=instalments,
        instalments_from=source,
        payments=payments,
        doubts=(),
    )
    return with_doubts(found, root=root, info=info, key=key)


def _information(root: Node) -> Node:
    """The one infNFe of the document."""
    found = [one for one in root.descendants("infNFe") if one.namespace in (NAMESPACE, "")]
    if not found:
        raise InvalidNfe(
            "not_nfe",
            "O XML não é uma NF-e (falta infNFe): use o arquivo da nota, não o de evento, NFS-e ou "
            "CT-e.",
        )
    if len(found) > 1:
        raise InvalidNfe(
            "several_nfe", f"O XML traz {len(found)} notas: envie uma por arquivo.", field="infNFe"
        )
    return found[0]


def _key(info: Node) -> AccessKey:
    try:
        return read_key(text=info.attributes.get("Id", "").removeprefix("NFe"))
    except InvalidKey as error:
        raise InvalidNfe(error.code, error.message, field="Id", line=info.line) from error


def _check_model(info: Node, key: AccessKey) -> None:
    """A CT-e or an invoice of another kind is no NF-e, whatever its root is called. Raises InvalidNfe."""
    for field, model in (("mod", info.said("ide", "mod") or key.model), ("Id", key.model)):
        if model not in MODELS:
            raise InvalidNfe(
                "not_nfe",
                f"O documento é do modelo {shown(model)}, e não uma NF-e (55) nem uma NFC-e (65).",
                field=field,
                line=info.line,
            )


def _issued_on(info: Node) -> date:
    written = info.first("ide", "dhEmi") or info.first("ide", "dEmi")
    if written is None:
        raise InvalidNfe("missing", "A NF-e não diz quando foi emitida (dhEmi).", field="dhEmi")
    return _day(written)


def _payments(info: Node) -> list[Node]:
    """The lines of payment; before version 4.00 `pag` itself was the line."""
    found = [line for group in info.all("pag") for line in group.all("detPag") or [group]]
    if len(found) > MOST_INSTALMENTS:
        raise InvalidNfe("too_many", "A NF-e traz pagamentos demais.", field="detPag")
    return [one for one in found if one.first("vPag")]


def _payment(line: Node) -> Payment:
    paid = line.first("dPag")
    terms = {AT_SIGHT: "at_sight", ON_TERM: "on_term"}
    return Payment(
        method=line.said("tPag"),
        term=terms.get(line.said("indPag"), ""),
        amount_cents=_cents(_required(line, "vPag")),
        paid_on=_day(paid) if paid and paid.text.strip() else None,
    )


def _instalments(
    info: Node, payments: tuple[Payment, ...], issued_on: date
) -> tuple[tuple[Instalment, ...], str]:
    """The `dup`s; without any, what `detPag` leaves to be collected."""
    lines = [one for group in info.all("cobr") for one in group.all("dup")]
    if len(lines) > MOST_INSTALMENTS:
        raise InvalidNfe("too_many", "A NF-e traz mais de 120 parcelas.", field="dup")
    if lines:
        return tuple(_instalment(one, at) for at, one in enumerate(lines, start=1)), "dup"
    left = [one for one in payments if _to_collect(one)]
    found = [
        Instalment(f"{at:03d}", _due_of(one, issued_on), one.amount_cents)
        for at, one in enumerate(left, start=1)
    ]
    return tuple(found), "detPag" if found else ""


def _instalment(line: Node, at: int) -> Instalment:
    due = line.first("dVenc")
    return Instalment(
        number=line.said("nDup") or f"{at:03d}",
        due_on=_day(due) if due and due.text.strip() else None,
        amount_cents=_cents(_required(line, "vDup")),
    )


def _to_collect(one: Payment) -> bool:
    if one.method == WITHOUT_PAYMENT or not one.amount_cents or one.paid_on:
        return False
    return one.term == "on_term" or one.method not in AT_ONCE


def _due_of(one: Payment, issued_on: date) -> date | None:
    """A payment at sight is due when the document is issued; one on term, nobody said when."""
    return issued_on if one.term == "at_sight" else None


def _party(node: Node, address: str) -> Party:
    tags = {"CNPJ": "cnpj", "CPF": "cpf", "idEstrangeiro": "foreign"}
    tag = next((tag for tag in tags if node.said(tag)), "")
    place = node.first(address)
    street = [place.said(tag) for tag in ("xLgr", "nro", "xCpl")] if place else []
    return Party(
        kind=tags.get(tag, ""),
        tax_id=node.said(tag).upper() if tag else "",
        name=_line(node.said("xNome")),
        email=node.said("email"),
        phone=(place.said("fone") if place else "") or node.said("fone"),
        street=", ".join(_line(part) for part in street if part),
        district=_line(place.said("xBairro")) if place else "",
        city=_line(place.said("xMun")) if place else "",
        state=place.said("UF") if place else "",
        cep=place.said("CEP") if place else "",
    )


def _authorised(root: Node) -> bool | None:
    status = [one.said("cStat") for one in root.descendants("infProt")]
    return status[0] in AUTHORISED if status else None


def _required(node: Node, *path: str) -> Node:
    found = node.first(*path)
    if found is None:
        name = path[-1]
        raise InvalidNfe("missing", f"Falta {name} na NF-e.", field=name, line=node.line)
    return found


def _cents(node: Node) -> int:
    """Centavos of an amount as the schema writes it: a point, at most two decimals, no sign."""
    _require_leaf(node)
    found = _AMOUNT.fullmatch(node.text.strip())
    cents = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else -1
    if not 0 <= cents <= MAX_CENTS:
        message = f"“{shown(node.text.strip())}” não é um valor de NF-e (linha {node.line})."
        raise InvalidNfe("amount", message, field=node.name, line=node.line)
    return cents


def _day(node: Node) -> date:
    _require_leaf(node)
    found = _DAY.fullmatch(node.text.strip())
    try:
        if found and OLDEST_YEAR <= int(found[1]) <= NEWEST_YEAR:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    message = f"“{shown(node.text.strip())}” não é uma data de NF-e (linha {node.line})."
    raise InvalidNfe("date", message, field=node.name, line=node.line)


def _require_leaf(node: Node) -> None:
    """A value with an element inside could be read in two ways."""
    if node.children:
        message = f"{node.name} traz outro elemento dentro do valor (linha {node.line})."
        raise InvalidNfe("not_a_value", message, field=node.name, line=node.line)


def _line(text: str) -> str:
    return " ".join(text.split())
