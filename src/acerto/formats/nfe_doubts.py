"""What a person should look at before an NF-e is collected: sentences, not refusals."""

from dataclasses import replace

from acerto.core.identifiers import InvalidIdentifier, normalise_tax_id
from acerto.core.text import shown

from .nfe_key import AccessKey
from .nfe_types import Nfe
from .safe_xml import Node


def with_doubts(found: Nfe, *, root: Node, info: Node, key: AccessKey) -> Nfe:
    """The same, saying what a person should look at."""
    doubts = [
        *_doubts_of_markup(info, key),
        *_doubts_of_status(found, root),
        *_doubts_of_parties(found, key),
        *_doubts_of_amounts(found),
    ]
    return replace(found, doubts=tuple(doubts))


def _doubts_of_markup(info: Node, key: AccessKey) -> list[str]:
    doubts = []
    if not info.namespace:
        doubts.append("O XML não traz o espaço de nomes da NF-e: confira de onde veio.")
    if foreign := next((one for one in info.inside() if one.namespace != info.namespace), None):
        doubts.append(
            f"O XML traz o elemento “{shown(foreign.name)}” de outro espaço de nomes (linha "
            f"{foreign.line}): ele não foi lido."
        )
    if info.said("ide", "mod") not in ("", key.model):
        doubts.append("O modelo da nota não é o da chave de acesso.")
    return doubts


def _doubts_of_status(found: Nfe, root: Node) -> list[str]:
    doubts = []
    if found.authorised is False:
        doubts.append("A SEFAZ não autorizou esta nota: ela não prova a dívida.")
    if found.authorised is None:
        doubts.append("O arquivo não traz o protocolo da SEFAZ: não se sabe se a nota vale.")
    if found.test:
        doubts.append("A nota é de teste (homologação): não tem valor fiscal.")
    if found.direction == "in":
        doubts.append("É uma nota de entrada: quem a emitiu comprou, não vendeu.")
    if found.purpose != "normal":
        doubts.append(
            "A nota é de ajuste, complemento, devolução ou crédito: confira se cobra algo."
        )
    keys = {one.said("chNFe") for one in root.descendants("infProt")}
    if keys - {found.key}:
        doubts.append("O protocolo da SEFAZ é de outra nota: a chave não é a mesma.")
    return doubts


def _doubts_of_parties(found: Nfe, key: AccessKey) -> list[str]:
    doubts = []
    if found.issuer.tax_id.zfill(len(key.issuer)) != key.issuer:
        doubts.append("O emitente não é o da chave de acesso.")
    for who, party in (("emitente", found.issuer), ("destinatário", found.recipient)):
        if party and party.kind in ("cnpj", "cpf") and not _valid(party.tax_id):
            doubts.append(f"O documento do {who} não confere nos dígitos.")
    return doubts


def _doubts_of_amounts(found: Nfe) -> list[str]:
    doubts = []
    if any(one.due_on and one.due_on < found.issued_on for one in found.instalments):
        doubts.append("Há parcela que vence antes da emissão da nota.")
    total = sum(one.amount_cents for one in found.instalments)
    if found.instalments_from == "dup" and found.invoice_net_cents not in (None, total):
        doubts.append("As parcelas não somam o valor líquido da fatura.")
    if any(one.due_on is None for one in found.instalments):
        doubts.append("Há parcela sem vencimento: a nota não diz quando se paga.")
    return doubts


def _valid(tax_id: str) -> bool:
    try:
        normalise_tax_id(tax_id)
    except InvalidIdentifier:
        return False
    return True
