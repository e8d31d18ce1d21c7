"""Everything that the debtor's page shows once the debtor is known, in one read."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from acerto.core.calendar import SAO_PAULO
from acerto.core.identifiers import written_tax_id
from acerto.domain.receivables import selectors as receivables
from acerto.domain.receivables.selectors import TitleDebt
from acerto.domain.tenancy.models import Creditor
from acerto.domain.tenancy.scope import scope
from acerto.law.rules.prescription import terms_of

from .models import Channel, Claim, Hold, PortalLink
from .portal_access import LinkRef
from .portal_claims import ANSWER, opened, protocol


@dataclass(frozen=True, slots=True)
class Payee:
    """The creditor as CDC art. 42-A wants it shown, and how to reach and pay it."""

    name: str
    legal_name: str
    tax_id: str
    address: str
    email: str
    phone: str
    dpo_contact: str
    privacy_url: str
    pix_key: str
    pix_city: str
    collector: str  # who serves the debtor, where it is not the creditor itself


@dataclass(frozen=True, slots=True)
class ClaimNote:
    """A claim that waits for an answer."""

    kind: str
    protocol: str
    answer_by_on: date


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """What a person answered to a claim, on a title that may be open or closed by now."""

    kind: str
    protocol: str
    contract: str
    instalment: str
    accepted: bool
    answered_on: date
    text: str


@dataclass(frozen=True, slots=True)
class TitleCard:
    """One open title on the page. `chosen`: it counts in the total to pay."""

    owed: TitleDebt
    claims: tuple[ClaimNote, ...]
    paused: bool
    chosen: bool

    @property
    def title_id(self) -> int:
        return self.owed.title_id

    @property
    def late(self) -> bool:
        return self.owed.days_late > 0

    @property
    def paid_cents(self) -> int:
        """What was already paid or taken off the original amount."""
        return max(0, self.owed.face_cents - self.owed.debt.principal_cents)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A channel and whether the debtor closed it."""

    channel: str
    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of the total: a kind of charge over all chosen titles."""

    kind: str
    cents: int


@dataclass(frozen=True, slots=True)
class Page:
    """The debtor's page on a day. `titles` may be paid; `prescribed` may not be asked for, and wait
    for the person to ask: `prescribed_by` is the law that ended them."""

    on: date
    case_id: int
    greeting_name: str
    payee: Payee
    titles: tuple[TitleCard, ...]
    prescribed: tuple[TitleCard, ...]
    prescribed_by: str
    channels: tuple[ChannelState, ...]
    answers: tuple[ClaimAnswer, ...]

    @property
    def chosen(self) -> tuple[TitleCard, ...]:
        return tuple(card for card in (*self.titles, *self.prescribed) if card.chosen)

    @property
    def voluntary(self) -> bool:
        """Whether something is chosen that nobody may ask for."""
        return any(card.chosen for card in self.prescribed)

    @property
    def unsummed(self) -> tuple[TitleCard, ...]:
        """Titles whose amount cannot be known on the day: no sum holds them."""
        return tuple(card for card in self.titles if card.owed.unknown)

    @property
    def chosen_cents(self) -> int:
        return sum(card.owed.debt.total_cents for card in self.chosen)

    @property
    def all_cents(self) -> int:
        return sum(card.owed.debt.total_cents for card in self.titles if not card.owed.unknown)

    @property
    def sums(self) -> tuple[Sum, ...]:
        """The chosen total by kind of line; lines of zero are left out."""
        debts = [card.owed.debt for card in self.chosen]
        kinds = ("principal", "correction", "interest", "fine", "discount")
        found = (Sum(kind, sum(getattr(d, f"{kind}_cents") for d in debts)) for kind in kinds)
        return tuple(line for line in found if line.cents)


def page(
    *,
    ref: LinkRef,
    on: date,
    now: datetime,
    chosen: Collection[int] | None = None,
    voluntary: bool = False,
) -> Page:
    """The page of a confirmed link. `chosen` None: all overdue titles that are not paused.

    `voluntary`: the person asked to pay what is prescribed; then it may be chosen too.
    """
    with scope(ref.tenant_id):
        link = PortalLink.objects.select_related("case__holder", "party", "tenant").get(
            pk=ref.link_id
        )
        debt = receivables.case_debt(case_id=link.case_id, on=on)
        held = _held_titles(case_id=link.case_id, now=now)
        claims = list(
            Claim.objects.filter(case_id=link.case_id).select_related("title").order_by("id")
        )
        closed = _closed_channels(party_id=link.party_id, now=now)
    notes = _notes(claims)
    cards = [
        TitleCard(
            owed=title,
            claims=tuple(notes[title.title_id]),
            paused=title.title_id in held,
            chosen=False,
        )
        for title in debt.titles
    ]
    owed = [card for card in cards if not card.owed.prescribed]
    old = [card for card in cards if card.owed.prescribed]
    return Page(
        on=on,
        case_id=link.case_id,
        greeting_name=_greeting(name=link.party.name, kind=link.party.kind),
        payee=_payee(link.case.holder, collector=link.tenant.name),
        titles=tuple(_choose(owed, chosen=chosen)),
        prescribed=tuple(_choose(old, chosen=(chosen or ()) if voluntary else ())),
        prescribed_by=terms_of(debt_type=link.case.debt_type).citation,
        channels=tuple(
            ChannelState(channel=value, name=str(name), closed=bool(closed & {"", value}))
            for value, name in Channel.choices
        ),
        answers=tuple(_answer(claim) for claim in reversed(claims) if claim.answered_at),
    )


def _choose(cards: list[TitleCard], *, chosen: Collection[int] | None) -> list[TitleCard]:
    """Mark the asked-for titles; by default the overdue ones, else the next one due.

    One whose amount cannot be known today is never marked.
    """
    if chosen is None:
        payable = [card for card in cards if not (card.paused or card.owed.unknown)]
        wanted = {card.title_id for card in payable if card.late}
        free = [card.title_id for card in payable]
        chosen = wanted or (set() if any(card.late for card in cards) else set(free[:1]))
    return [
        replace(card, chosen=card.title_id in chosen and not card.owed.unknown) for card in cards
    ]


def _held_titles(*, case_id: int, now: datetime) -> set[int]:
    in_force = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    held = Hold.objects.filter(in_force, title__case_id=case_id)
    return set(held.values_list("title_id", flat=True))


def _notes(claims: Sequence[Claim]) -> dict[int, list[ClaimNote]]:
    """By title, the claims that wait for an answer."""
    notes: dict[int, list[ClaimNote]] = defaultdict(list)
    for claim in claims:
        if claim.state == Claim.State.OPEN:
            note = ClaimNote(str(claim.kind), protocol(claim), claim.answer_by_on)
            notes[claim.title_id].append(note)
    return notes


def _answer(claim: Claim) -> ClaimAnswer:
    return ClaimAnswer(
        kind=str(claim.kind),
        protocol=protocol(claim),
        contract=claim.title.contract if claim.title else "",
        instalment=claim.title.instalment if claim.title else "",
        accepted=claim.state == Claim.State.ACCEPTED,
        answered_on=claim.answered_at.astimezone(SAO_PAULO).date(),
        text=opened(claim.answer_enc, tenant_id=claim.tenant_id, column=ANSWER),
    )


def _closed_channels(*, party_id: int, now: datetime) -> set[str]:
    in_force = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    holds = Hold.objects.filter(in_force, party_id=party_id, reason=Hold.Reason.OPT_OUT)
    return set(holds.values_list("channel", flat=True))


def _greeting(*, name: str, kind: str) -> str:
    """A person's first name as people write it; a company's name whole."""
    if kind == "company" or not name.strip():
        return name
    first = name.split()[0]
    return first.capitalize() if first.isupper() or first.islower() else first


def _payee(creditor: Creditor, *, collector: str) -> Payee:
    own = {creditor.legal_name.casefold(), creditor.trade_name.casefold()}
    return Payee(
        name=creditor.trade_name or creditor.legal_name,
        legal_name=creditor.legal_name,
        tax_id=written_tax_id(creditor.tax_id),
        address=creditor.address,
        email=creditor.email,
        phone=creditor.phone,
        dpo_contact=creditor.dpo_contact,
        privacy_url=creditor.privacy_url,
        pix_key=creditor.pix_key,
        pix_city=creditor.pix_city,
        collector="" if collector.casefold() in own else collector,
    )
