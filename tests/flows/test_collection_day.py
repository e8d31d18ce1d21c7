"""One true path over ten thousand titles: a file in, the day, a message, the debtor, a payment."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from acerto.adapters.channels.mailbox import Letter, list_messages, read_message
from acerto.config.channels import open_outlets
from acerto.core.calendar import SAO_PAULO, next_bank_day
from acerto.core.money import format_brl
from acerto.domain.contact.models import Contact, Permit
from acerto.domain.contact.queue import cancel_unsent
from acerto.domain.dunning.models import Decision
from acerto.domain.dunning.policies import publish_defaults
from acerto.domain.dunning.services import RunResult, run_day
from acerto.domain.intake.mapping import load_mapping
from acerto.domain.intake.services import run_import
from acerto.domain.intake.types import ImportResult
from acerto.domain.ledger.selectors import unequal_titles
from acerto.domain.parties.models import Identity
from acerto.domain.payments.services import record_payment
from acerto.domain.receivables.models import Case, Title
from acerto.domain.receivables.selectors import case_debt
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.services import create_creditor
from acerto.doors.jobs.worker import Worker
from acerto.doors.kit import clock
from acerto.engine.verdicts import Verdict
from acerto.sample import shipped
from acerto.sample.portfolio import write

ON = date(2026, 5, 12)  # a Tuesday
NEXT = date(2026, 5, 13)
TITLES = 10_000
LOANS = 400  # the debtors of the first lines owe as much on a loan
SENT = 20


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=SAO_PAULO)


@dataclass
class Company:
    """A tenant with one creditor, and a mailbox that gets all it sends."""

    tenant_id: int
    creditor_id: int
    folder: Path

    def bring(self, file: Path, *, mapping: str) -> ImportResult:
        with scope(self.tenant_id):
            return run_import(
                path=file,
                mapping=load_mapping(mapping),
                creditor_id=self.creditor_id,
                now=noon(ON),
                on=ON,
            )

    def work(self, *, on: date) -> dict[str, int]:
        """What a worker does by real SMTP, until it has sent some."""
        with open_outlets() as outlets:
            return Worker(outlets=outlets, now=lambda: noon(on)).drain(at_least=SENT)

    def letters(self) -> list[Letter]:
        folder = self.folder / "mailbox"
        lines = list_messages(folder=folder, limit=10_000)
        return [read_message(folder=folder, key=line.key) for line in lines]


@pytest.fixture
def company(
    committed_tenant: int, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Company]:
    settings.ACERTO_SMTP_HOST = ""
    settings.ACERTO_MAILBOX = tmp_path / "mailbox"
    settings.ACERTO_EMAIL_PER_SECOND = 0
    monkeypatch.setattr(clock, "now", lambda: noon(ON))
    creditor_id = create_creditor(
        tenant_id=committed_tenant,
        code="cartoes",
        legal_name="Cartões Exemplo Ltda.",
        tax_id="11222333000181",
        address="Rua das Flores, 10, São Paulo/SP",
        email="cartoes@example.com",
        dpo_contact="privacidade@example.com",
        pix_key="pix@example.com",
        pix_city="SAO PAULO",
    )
    yield Company(committed_tenant, creditor_id, tmp_path)
    with scope(committed_tenant):
        cancel_unsent(case_ids=Case.objects.values_list("pk", flat=True), now=noon(NEXT))


def test_from_the_file_to_the_payment_that_stops_the_policy(company: Company) -> None:
    take_in(company)
    with scope(company.tenant_id):
        publish_defaults(now=noon(ON))
        result = run_day(on=ON, now=noon(ON))
        check_day(result)
    send(company, result)
    debtor = one_with_another_message_waiting(company)
    see_the_debt(company, debtor)
    pay_everything(company, debtor)
    check_the_gate(company, debtor, queued=result.queued)
    check_next_day(company, debtor)


def take_in(company: Company) -> None:
    titles, payments = company.folder / "titulos.csv", company.folder / "pagamentos.csv"
    with titles.open("w", encoding="utf-8-sig") as out, payments.open("w") as paid:
        *_, written = write(on=ON, seed=1, titles=TITLES, out=out, payments=paid)
    cards = shipped.CARD_TITLES_MAPPING.read_text("utf-8").replace("mode: full", "mode: partial")
    loans = cards.replace("debt_type: card", "debt_type: loan")
    first = company.bring(loans_beside(titles), mapping=loans)
    assert (first.rows, first.created, first.rejected) == (LOANS, LOANS, 0)
    came = company.bring(titles, mapping=cards)
    assert (came.rows, came.created, came.rejected) == (TITLES, TITLES, 0)
    assert came.flagged > 0, "the sample has some wrong CPF numbers"
    money = company.bring(payments, mapping=shipped.CARD_PAYMENTS_MAPPING.read_text("utf-8"))
    assert (money.created, money.rejected) == (written.payments, 0)
    with scope(company.tenant_id):
        assert Title.objects.count() == TITLES + LOANS
        assert unequal_titles() == []


def loans_beside(titles: Path) -> Path:
    """A second file: the first lines of the first as contracts of their own."""
    header, *lines = titles.read_text("utf-8-sig").splitlines()
    loans = titles.with_name("emprestimos.csv")
    loans.write_text("".join(f"{line}\n" for line in (header, *(f"E{n}" for n in lines[:LOANS]))))
    return loans


def check_day(result: RunResult) -> None:
    still_open = Title.objects.filter(state=Title.State.OPEN)
    decided = Counter(Decision.objects.values_list("verdict", flat=True))
    assert result.cases == decided.total() == still_open.values("case_id").distinct().count()
    assert result.titles == still_open.count()
    told = Counter[str]()
    for figure in result.figures:
        if figure.kind in ("verdict", "aging"):
            told[figure.kind] += figure.count
    assert told == {"verdict": result.cases, "aging": result.titles}
    assert result.queued == decided[Verdict.CONTACT] == Contact.objects.count()
    assert 500 < result.queued < result.cases


def send(company: Company, result: RunResult) -> None:
    counts = company.work(on=ON)
    letters = company.letters()
    with scope(company.tenant_id):
        states = Counter(Contact.objects.values_list("state", flat=True))
        ids = set(Contact.objects.filter(state="sent").values_list("message_id", flat=True))
        assert Permit.objects.count() == states["sent"]
    assert counts["sent"] == states["sent"] == len(letters) >= SENT
    assert {letter.message_id for letter in letters} == ids
    assert states["sent"] + states["queued"] + states["refused"] == result.queued
    assert not [letter for letter in letters if "R$" in letter.text + letter.html + letter.subject]


@dataclass(frozen=True)
class Debtor:
    """Somebody who got a message about one case while another about a second case waits."""

    letter: Letter
    sent: Contact
    waiting: Contact


def one_with_another_message_waiting(company: Company) -> Debtor:
    letters = {letter.message_id: letter for letter in company.letters()}
    with scope(company.tenant_id):
        about_debt = Contact.objects.filter(purpose="collection").order_by("pk")
        for waiting in about_debt.filter(state="queued"):
            sent = about_debt.filter(state="sent", recipient_id=waiting.recipient_id).first()
            if sent is not None:
                assert sent.case_id != waiting.case_id
                return Debtor(letters[sent.message_id], sent, waiting)
    raise AssertionError("nobody owes twice")


def see_the_debt(company: Company, debtor: Debtor) -> None:
    found = re.search(r"https?://[^/\s]+(/d/[\w-]{43}/)", debtor.letter.text)
    assert found is not None
    browser, page = Client(), found[1]
    with scope(company.tenant_id):
        owed = case_debt(case_id=debtor.sent.case_id, on=ON)
        cpf = cpf_of(debtor.sent.recipient_id, tenant_id=company.tenant_id)
    total = format_brl(owed.overdue_cents)
    assert owed.overdue_cents > 0
    assert total not in text_of(browser, page), "the debt is shown to whoever has the link"
    assert browser.post(page, {"tax_id": cpf}).status_code == 302
    shown = text_of(browser, page)
    assert total in shown
    for title in owed.titles:
        assert format_brl(title.debt.total_cents) in shown
    assert text_of(Client(), page) != shown, "the browser was let in, not the link"


def text_of(browser: Client, page: str) -> str:
    response = browser.get(page)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def cpf_of(party_id: int, *, tenant_id: int) -> str:
    identity = Identity.objects.get(party_id=party_id, kind=Identity.Kind.CPF)
    box = vault(tenant_id=tenant_id, column="identity")
    return box.open(bytes(identity.value_enc), index=bytes(identity.value_bidx))


def pay_everything(company: Company, debtor: Debtor) -> None:
    with scope(company.tenant_id):
        for contact in (debtor.sent, debtor.waiting):
            paid = record_payment(
                case_id=contact.case_id,
                creditor_id=company.creditor_id,
                amount_cents=case_debt(case_id=contact.case_id, on=ON).total_cents,
                paid_on=ON,
                now=noon(ON),
            )
            assert paid.credit_cents == 0
            assert case_debt(case_id=contact.case_id, on=ON).titles == []
        assert unequal_titles() == []


def check_the_gate(company: Company, debtor: Debtor, *, queued: int) -> None:
    company.work(on=ON)
    with scope(company.tenant_id):
        debtor.waiting.refresh_from_db()
        assert (debtor.waiting.state, debtor.waiting.failure) == ("refused", "paid")
        assert debtor.waiting.sent_at is None
        assert all(refusal.citation for refusal in debtor.waiting.refusals.all())
        states = Counter(Contact.objects.values_list("state", flat=True))
        assert states["sent"] + states["queued"] + states["refused"] == queued
        people = Counter(Permit.objects.values_list("party_id", flat=True))
        assert set(people.values()) == {1}, "somebody was written to twice in a day"
    assert debtor.letter.recipient not in [
        letter.recipient for letter in company.letters() if letter.key != debtor.letter.key
    ]


def check_next_day(company: Company, debtor: Debtor) -> None:
    assert next_bank_day(NEXT) == NEXT
    cases = [debtor.sent.case_id, debtor.waiting.case_id]
    with scope(company.tenant_id):
        before = Contact.objects.count()
        result = run_day(on=NEXT, now=noon(NEXT))
        still_open = Title.objects.filter(state=Title.State.OPEN).values("case_id").distinct()
        assert result.cases == still_open.count()
        assert not Decision.objects.filter(decided_on=NEXT, case_id__in=cases).exists()
        assert not Contact.objects.filter(decided_on=NEXT, case_id__in=cases).exists()
        assert Contact.objects.count() == before + result.queued
