"""Around a send: the message before it, the record after it."""

import shutil
from datetime import date, timedelta
from email import message_from_string, policy
from pathlib import Path

import pytest
from tests.domain.contact.letters import overdue, queue
from tests.factory import NOON, World

from acerto.domain.contact import render, sending
from acerto.domain.contact.claim import claim
from acerto.domain.contact.models import Contact, Hold, Permit, PortalLink
from acerto.domain.parties.models import ContactPoint
from acerto.domain.payments.services import record_payment
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.models import Creditor
from acerto.domain.tenancy.scope import scope
from acerto.ports.channel import NO_MAILBOX, Message, Receipt

LATER = NOON + timedelta(minutes=16)
AMOUNT = "R$"


@pytest.fixture
def world(db: None) -> World:
    return World.new()


def claimed(world: World, *, confirmed: bool = True, **contact: object) -> Contact:
    """A contact that a worker has just claimed."""
    party_id, case_id = overdue(world)
    if confirmed:
        ContactPoint.objects.filter(party_id=party_id).update(confirmed_at=NOON)
    found = queue(case_id, party_id, **contact)  # type: ignore[arg-type]
    assert found
    claim(channel="email", now=NOON)
    found.refresh_from_db()
    return found


def written(contact: Contact) -> Message:
    message = sending.prepare(contact_id=contact.pk, now=NOON)
    assert message
    return message


class TestPrepare:
    def test_says_nothing_of_a_debt_to_an_unconfirmed_address(self, world: World) -> None:
        with scope(world.tenant_id):
            message = written(claimed(world, confirmed=False))
        whole = f"{message.subject} {message.text} {message.html}".lower()
        for word in ("dívida", "cobrança", "débito", "valor", "atraso", "vencim", "r$", "pagar"):
            assert word not in whole
        assert "Loja Exemplo Ltda." in message.text

    def test_itemises_the_debt_for_a_confirmed_address(self, world: World) -> None:
        with scope(world.tenant_id):
            message = written(claimed(world))
        for words in ("Juros de 1% ao mês", "Multa de 2%", "Valor original: R$ 100,00", "Total em"):
            assert words in message.text
        assert "Juros de 1% ao mês" in message.html

    def test_leads_to_the_page_and_out_by_one_click(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            message = written(contact)
            link = PortalLink.objects.get()
        assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        url = message.headers["List-Unsubscribe"].strip("<>")
        assert "/o/" in url
        assert url in message.text
        assert "/d/" in message.text
        assert (link.party_id, link.case_id) == (contact.recipient_id, contact.case_id)
        assert link.expires_at == NOON + timedelta(days=30)

    def test_identifies_the_creditor(self, world: World) -> None:
        with scope(world.tenant_id):
            message = written(claimed(world))
        assert "CNPJ 11.222.333/0001-81, Rua das Flores, 10" in message.text
        assert "11.222.333/0001-81" in message.html
        assert "privacidade@loja.example.com" in message.text

    def test_does_not_write_for_a_creditor_without_address(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            Creditor.objects.update(address="")
            assert sending.prepare(contact_id=contact.pk, now=NOON) is None
            contact.refresh_from_db()
            refusal = contact.refusals.get()
        assert (contact.state, contact.failure) == ("refused", "creditor_not_identified")
        assert (refusal.rule, refusal.citation) == (
            "cdc42a-identification",
            "CDC art. 42-A (Lei 12.039/2009)",
        )

    def test_refuses_words_against_the_law_before_the_permit_is_used(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shutil.copytree(render.FOLDER, tmp_path, dirs_exist_ok=True)
        soft = tmp_path / "overdue_soft.txt"
        soft.write_text(soft.read_text().replace("Olá, {{ person_name }}.", "Último aviso!"))
        monkeypatch.setattr(render, "FOLDER", tmp_path)
        render._engine.cache_clear()
        render._template.cache_clear()
        try:
            with scope(world.tenant_id):
                contact = claimed(world)
                assert sending.prepare(contact_id=contact.pk, now=NOON) is None
                contact.refresh_from_db()
                refusal = contact.refusals.get()
        finally:
            render._engine.cache_clear()
            render._template.cache_clear()
        assert (contact.state, contact.failure) == ("refused", "forbidden_wording")
        assert contact.sent_at is None
        assert contact.content_enc is None
        assert (refusal.rule, refusal.not_before) == ("cdc71-crime", None)
        assert refusal.citation == "CDC arts. 37 e 71 (“Último aviso”)"

    def test_leaves_out_a_title_under_dispute(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            other = world.title(contact.case_id, due_on=date(2026, 2, 2), cents=777_00)
            Hold.objects.create(
                tenant_id=world.tenant_id,
                title_id=other,
                reason="dispute",
                rule="dispute-pause-general",
                starts_at=NOON,
            )
            message = written(contact)
        assert "777,00" not in message.text

    def test_does_not_ask_for_what_was_paid_after_the_claim(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            record_payment(
                case_id=contact.case_id,
                creditor_id=world.creditor_id,
                amount_cents=200_00,
                paid_on=NOON.date(),
                now=NOON,
            )
            assert sending.prepare(contact_id=contact.pk, now=NOON) is None
            contact.refresh_from_db()
        assert (contact.state, contact.failure) == ("refused", "paid")

    def test_obeys_an_opt_out_that_came_after_the_claim(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            Hold.objects.create(
                tenant_id=world.tenant_id,
                party_id=contact.recipient_id,
                channel="email",
                reason="opt_out",
                rule="opt-out",
                starts_at=NOON,
            )
            assert sending.prepare(contact_id=contact.pk, now=NOON) is None
            contact.refresh_from_db()
            assert contact.refusals.get().rule == "opt-out"
        assert (contact.state, contact.failure) == ("refused", "opt_out")

    def test_does_not_write_when_the_hours_ended_after_the_claim(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            night = NOON + timedelta(hours=9)
            assert sending.prepare(contact_id=contact.pk, now=night) is None

    def test_names_the_message_the_same_in_every_try(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            assert written(contact).message_id == written(contact).message_id

    def test_keeps_what_was_handed_over_without_the_token(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            message = written(contact)
            contact.refresh_from_db()
            box = vault(tenant_id=world.tenant_id, column="contact_content")
            kept = box.open(bytes(contact.content_enc or b""))
        mail = message_from_string(kept, policy=policy.default)
        body = mail.get_body(("plain",))
        assert body
        assert "Multa de 2%" in body.get_content()
        token = message.headers["List-Unsubscribe"].split("/o/")[1].strip("/>")
        assert token not in kept

    def test_does_nothing_for_a_contact_that_was_swept(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            sending.sweep(now=LATER)
            assert sending.prepare(contact_id=contact.pk, now=LATER) is None


class TestRecord:
    def test_sent(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            receipt = Receipt(provider_id="queued as 7")
            sending.record_sent(contact_id=contact.pk, receipt=receipt, now=NOON)
            contact.refresh_from_db()
        assert (contact.state, contact.sent_at, contact.provider_id) == (
            "sent",
            NOON,
            "queued as 7",
        )

    def test_a_permanent_refusal_ends_it(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            sending.record_rejected(
                contact_id=contact.pk, reason=NO_MAILBOX, permanent=True, now=NOON
            )
            contact.refresh_from_db()
            point = ContactPoint.objects.get(pk=contact.point_id)
        assert (contact.state, contact.failure) == ("rejected", "no_mailbox")
        assert point.state == "bounced"

    def test_a_refusal_for_now_waits_and_goes_under_the_same_permit(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            _refuse_for_now(contact)
            contact.refresh_from_db()
            assert (contact.state, contact.not_before) == ("queued", NOON + sending.RETRY_AFTER)
            (again,) = claim(channel="email", now=LATER).claimed
            assert again.permit_id == contact.permit_id
            assert Permit.objects.count() == 1

    def test_another_day_takes_a_permit_of_its_own(self, world: World) -> None:
        tomorrow = NOON + timedelta(days=1)
        with scope(world.tenant_id):
            contact = claimed(world)
            _refuse_for_now(contact)
            (again,) = claim(channel="email", now=tomorrow).claimed
            days = list(Permit.objects.order_by("pk").values_list("local_on", "ordinal"))
            assert again.permit_id != contact.permit_id
            assert days == [(NOON.date(), 1), (tomorrow.date(), 1)]
            contact.refresh_from_db()
            assert (contact.state, contact.tries) == ("claimed", 2)

    def test_another_day_keeps_its_own_caps(self, world: World) -> None:
        tomorrow = NOON + timedelta(days=1)
        with scope(world.tenant_id):
            contact = claimed(world)
            _refuse_for_now(contact)
            queue(contact.case_id, contact.recipient_id, step_id=0, now=tomorrow)
            taken = [claim(channel="email", now=tomorrow) for _ in range(2)]
            assert [len(one.claimed) for one in taken] == [1, 0]

    def test_a_refusal_for_now_is_taken_for_good_after_some_tries(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            now = NOON
            while not _refuse_for_now(contact):
                now += timedelta(minutes=16)
                claim(channel="email", now=now)
            contact.refresh_from_db()
        assert (contact.state, contact.tries) == ("rejected", sending.TRIES)

    def test_unknown_is_never_claimed_again(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            sending.record_unknown(contact_id=contact.pk, reason="connection_lost", now=NOON)
            assert claim(channel="email", now=LATER).looked == 0
            contact.refresh_from_db()
        assert contact.state == "unknown"

    def test_an_answer_that_comes_late_corrects_unknown(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            sending.sweep(now=LATER)
            sending.record_sent(contact_id=contact.pk, receipt=Receipt("ok"), now=LATER)
            contact.refresh_from_db()
        assert contact.state == "sent"


class TestSweep:
    def test_leaves_a_worker_its_time(self, world: World) -> None:
        with scope(world.tenant_id):
            contact = claimed(world)
            assert sending.sweep(now=NOON + timedelta(minutes=14)).unknown == 0
            assert sending.sweep(now=NOON + timedelta(minutes=15)).unknown == 1
            contact.refresh_from_db()
        assert (contact.state, contact.failure) == ("unknown", "worker_lost")


def _refuse_for_now(contact: Contact) -> bool:
    return sending.record_rejected(
        contact_id=contact.pk, reason="recipient_refused_451", permanent=False, now=NOON
    )
