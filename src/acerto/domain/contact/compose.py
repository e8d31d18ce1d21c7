"""One contact as a complete message: who writes, to whom, about which titles, with which links."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.domain.receivables import selectors as receivables
from acerto.domain.receivables.selectors import TitleDebt
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.models import Creditor
from acerto.law.rules.charges import Line
from acerto.ports.channel import Message

from .links import Links, make_links
from .models import Contact, Hold, Purpose
from .render import NEUTRAL, CannotRender, render

BOUND = (Purpose.COLLECTION, Purpose.REMINDER)
# Names the ids of our messages; the same contact always gets the same one.
MESSAGES = uuid.UUID("6d0f6a4e-52a1-4f53-9b5e-0d6f0a1c7e21")


@dataclass(frozen=True, slots=True)
class TitleLines:
    """A title as a message shows it."""

    contract: str
    instalment: str
    due_on: date
    face_cents: int
    lines: tuple["ShownLine", ...]
    total_cents: int


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One named amount."""

    label: str
    cents: int


def message_id(*, tenant_id: int, contact_id: int) -> str:
    """The Message-ID of a contact: the same in every try, so that a second copy would be seen."""
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid5(MESSAGES, f'{tenant_id}:{contact_id}')}@{domain}>"


def compose(*, contact: Contact, now: datetime) -> Message:
    """Write the message of a contact, with fresh links. Raises CannotRender; nothing is sent.

    A point that the debtor has not confirmed gets the neutral template: no debt, no amount.
    """
    links = make_links(contact=contact, now=now)
    creditor = contact.case.holder
    values = _values(contact=contact, creditor=creditor, links=links)
    template = NEUTRAL if contact.point.confirmed_at is None else contact.template
    if template != NEUTRAL:
        values |= _amounts(contact=contact, now=now)
    text = render(
        template=template,
        values=values,
        on=now.astimezone(SAO_PAULO).date(),
        given=_given(values),
        channel=contact.channel,
    )
    return Message(
        recipient=_address(contact),
        subject=text.subject,
        text=text.text,
        html=text.html,
        message_id=message_id(tenant_id=contact.tenant_id, contact_id=contact.pk),
        headers=_headers(creditor=creditor, links=links, now=now),
    )


def _address(contact: Contact) -> str:
    box = vault(tenant_id=contact.tenant_id, column="contact_point")
    point = contact.point
    return box.open(bytes(point.value_enc), index=bytes(point.value_bidx))


def _headers(*, creditor: Creditor, links: Links, now: datetime) -> dict[str, str]:
    """Who writes, where answers go, and the one click that stops it (RFC 2369, RFC 8058)."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return {
        "Date": format_datetime(now),
        "From": formataddr((str(creditor), sender)),
        "Reply-To": formataddr((str(creditor), creditor.email)),
        "List-Unsubscribe": f"<{links.opt_out_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def _values(*, contact: Contact, creditor: Creditor, links: Links) -> dict[str, Any]:
    collector = contact.tenant.name
    own = {creditor.legal_name.casefold(), creditor.trade_name.casefold()}
    return {
        "person_name": _greeting(contact),
        "creditor_name": creditor.legal_name,
        "creditor_brand": creditor.trade_name or creditor.legal_name,
        "creditor_address": creditor.address,
        "creditor_tax_id": creditor.tax_id,
        "creditor_contact": " ou ".join(filter(None, [creditor.email, creditor.phone])),
        "collector_name": "" if collector.casefold() in own else collector,
        "dpo_contact": creditor.dpo_contact,
        "privacy_url": creditor.privacy_url,
        "page_url": links.page_url,
        "opt_out_url": links.opt_out_url,
    }


def _greeting(contact: Contact) -> str:
    """A person's first name as people write it; a company's name whole."""
    name = contact.recipient.name.strip()
    if contact.recipient.kind == "company" or not name:
        return name
    first = name.split()[0]
    return first.capitalize() if first.isupper() or first.islower() else first


def _amounts(*, contact: Contact, now: datetime) -> dict[str, Any]:
    on = now.astimezone(SAO_PAULO).date()
    debt = receivables.case_debt(case_id=contact.case_id, on=on)
    held = _held(contact=contact, now=now)
    titles = [t for t in debt.titles if not t.prescribed and t.title_id not in held]
    if contact.title_id is not None:
        titles = [t for t in titles if t.title_id == contact.title_id]
    elif contact.purpose in BOUND:
        titles = [t for t in titles if t.days_late]
    if not titles:
        raise CannotRender("nothing_owed", _("Não há mais o que dizer: foi pago ou pausado."))
    for title in titles:
        if title.unknown:
            raise CannotRender("amount_unknown", title.unknown)
    return {
        "on": on,
        "titles": [_title_lines(title) for title in titles],
        "many": len(titles) > 1,
        "total_cents": sum(title.debt.total_cents for title in titles),
    }


def _held(*, contact: Contact, now: datetime) -> set[int]:
    in_force = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    holds = Hold.objects.filter(
        in_force, title__case_id=contact.case_id, channel__in=["", contact.channel]
    )
    return set(holds.values_list("title_id", flat=True))


def _title_lines(title: TitleDebt) -> TitleLines:
    lines = [line for line in title.debt.lines if _worth_showing(line, title)]
    return TitleLines(
        contract=title.contract,
        instalment=title.instalment,
        due_on=title.due_on,
        face_cents=title.face_cents,
        lines=tuple(ShownLine(label=line.text, cents=line.cents) for line in lines),
        total_cents=title.debt.total_cents,
    )


def _worth_showing(line: Line, title: TitleDebt) -> bool:
    """The open principal is shown only where it is not the original amount."""
    return line.kind != "principal" or line.cents != title.face_cents


def _given(values: dict[str, Any]) -> list[str]:
    """Words in a message that are not ours: names, addresses, numbers of contracts, links."""
    own = [value for value in values.values() if isinstance(value, str)]
    titles = values.get("titles", [])
    return own + [word for title in titles for word in (title.contract, title.instalment)]
