"""The Pix code of what the debtor chose to pay today."""

import base64
import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from acerto.domain.tenancy.scope import scope
from acerto.formats.brcode import InvalidBrCode, encode_static

from .models import PixChoice
from .portal_access import LinkRef
from .portal_page import Page

TXID_HEAD, TXID_MARK, TXID_LENGTH = "ACERTO", "X", 25
TXID = re.compile(rf"{TXID_HEAD}([0-9]+){TXID_MARK}[A-Z2-7]+")
WRITTEN = re.compile(rf"\b{TXID_HEAD}[0-9]+{TXID_MARK}[A-Z2-7]+\b")
UNKNOWN_CITY = "BRASIL"  # the format wants a city; banks do not check it


@dataclass(frozen=True, slots=True)
class PixCode:
    """A static BR Code for an exact amount."""

    payload: str
    amount_cents: int
    txid: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What an identifier stands for: the titles that the debtor chose to pay."""

    id: int
    case_id: int
    title_ids: tuple[int, ...]


def txid_of(*, case_id: int, title_ids: Collection[int], cents: int) -> str:
    """The identifier of one choice to pay: 25 characters, ACERTO, the case, X, and a digest.

    The same case, titles and amount give the same one; any other choice gives another.
    """
    head = f"{TXID_HEAD}{case_id}{TXID_MARK}"
    chosen = ",".join(map(str, sorted(title_ids)))
    digest = hashlib.sha256(f"{case_id}:{chosen}:{cents}".encode()).digest()
    return (head + base64.b32encode(digest).decode().rstrip("="))[:TXID_LENGTH]


def case_of(*, txid: str) -> int | None:
    """The case of an identifier that `txid_of` made; None for anybody else's."""
    found = TXID.fullmatch(txid)
    return int(found[1]) if found else None


def show_code(*, ref: LinkRef, page: Page, now: datetime) -> PixCode | None:
    """The code for the chosen titles, as `pix_code`; what it stands for is kept, once."""
    code = pix_code(page=page)
    if code is not None:
        kept = PixChoice(
            tenant_id=ref.tenant_id,
            txid=code.txid,
            case_id=page.case_id,
            title_ids=sorted(card.title_id for card in page.chosen),
            amount_cents=code.amount_cents,
            made_at=now,
        )
        with scope(ref.tenant_id):
            PixChoice.objects.bulk_create([kept], ignore_conflicts=True)
    return code


def choices(*, texts: Mapping[int, str]) -> dict[int, Choice]:
    """By key, what the first identifier in a text stands for; texts without a known one are left out."""
    found = {key: match[0] for key, text in texts.items() if (match := WRITTEN.search(text))}
    if not found:
        return {}
    kept = {
        row.txid: Choice(row.pk, row.case_id, tuple(row.title_ids))
        for row in PixChoice.objects.filter(txid__in=set(found.values()))
    }
    return {key: kept[txid] for key, txid in found.items() if txid in kept}


def pix_code(*, page: Page) -> PixCode | None:
    """The code for the chosen titles; None when nothing is chosen or the creditor has no good key.

    `txid` names the case and this choice of titles and amount: see `txid_of`.
    """
    payee, cents = page.payee, page.chosen_cents
    if cents <= 0 or not payee.pix_key:
        return None
    titles = [card.title_id for card in page.chosen]
    txid = txid_of(case_id=page.case_id, title_ids=titles, cents=cents)
    try:
        payload = encode_static(
            key=payee.pix_key,
            merchant_name=payee.legal_name,
            city=payee.pix_city or UNKNOWN_CITY,
            amount_cents=cents,
            txid=txid,
        )
    except InvalidBrCode:
        return None
    return PixCode(payload=payload, amount_cents=cents, txid=txid)
