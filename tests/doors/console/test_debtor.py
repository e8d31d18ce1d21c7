"""One debtor whole."""

import re
from datetime import date, timedelta

import pytest
from tests.doors.console.conftest import TODAY
from tests.doors.console.pages import text
from tests.factory import NOON
from tests.portal_world import make_link

from acerto.core.money import format_brl
from acerto.domain.audit.models import Entry
from acerto.domain.contact.flags import Fact, Where, set_flag
from acerto.domain.contact.models import Claim, Hold, PortalLink
from acerto.domain.contact.portal_claims import make_claim
from acerto.domain.receivables.models import Title
from acerto.domain.receivables.selectors import case_debt

pytestmark = pytest.mark.django_db
QUERIES = 27


@pytest.fixture
def ana(decided):
    return f"/devedores/{decided.parties['Ana Antunes']}/"


@pytest.fixture
def claim(decided):
    """Ana said that she has paid."""
    link = make_link(decided.world, party_id=decided.parties["Ana Antunes"])
    make_claim(
        ref=link.ref,
        kind=Claim.Kind.SAYS_PAID,
        title_ids=[decided.titles["Ana Antunes"]],
        text="Paguei no dia 10.",
        now=NOON,
    )
    with decided.scope:
        return Claim.objects.get()


class TestDebtor:
    def test_itemises_the_exact_debt_with_the_law_beside_each_line(self, decided, operator, ana):
        page = text(operator.get(ana))
        with decided.scope:
            debt = case_debt(case_id=decided.cases["Ana Antunes"], on=TODAY)
        for line in debt.titles[0].debt.lines:
            assert line.text in page
            assert format_brl(line.cents) in page
        assert "CDC art. 52" in page

    def test_tells_decisions_messages_and_contacts(self, operator, ana):
        page = text(operator.get(ana))
        assert "Há uma etapa da régua para hoje e nada a impede." in page
        assert "na fila E-mail, cobrança, a***@example.org" in page
        assert "não confirmado" in page

    @pytest.mark.parametrize("whole", [True, False])
    def test_says_that_a_pause_came_after_the_decision(self, decided, operator, ana, whole):
        where = Where(party_id=decided.parties["Ana Antunes"])
        if not whole:
            where = Where(title_ids=(decided.titles["Ana Antunes"],))
        assert "veio uma pausa" not in text(operator.get(ana))
        with decided.scope:
            fact = Fact(reason=Hold.Reason.MANUAL)
            set_flag(where=where, fact=fact, now=NOON, actor_id=1)
        page = text(operator.get(ana))
        assert "Depois dessa decisão veio uma pausa, em 02/03/2026" in page
        assert "E-mail: cancelada" in page
        assert "na fila" not in page

    def test_says_what_the_sum_is_without(self, decided, operator, ana):
        with decided.scope:
            case_id = decided.cases["Ana Antunes"]
            terms = decided.world.terms(correction_index="igpm")
            decided.world.title(case_id, due_on=date(2025, 11, 3), terms_id=terms)
            debt = case_debt(case_id=case_id, on=TODAY)
        page = text(operator.get(ana))
        assert f"Deve em 02/03/2026 {format_brl(debt.total_cents)} mais o título" in page
        assert "cujo valor depende do IGP-M de" in page
        assert "soma incompleta" in page

    def test_shows_no_zero_where_nothing_is_known(self, decided, operator):
        with decided.scope:
            party_id = decided.world.party("Ida Igual", cpf="", email="ida@example.org")
            case_id = decided.world.case(party_id)
            terms = decided.world.terms(correction_index="igpm")
            decided.world.title(case_id, due_on=date(2025, 11, 3), terms_id=terms)
        page = text(operator.get(f"/devedores/{party_id}/"))
        assert "Deve em 02/03/2026 valor desconhecido mais o título" in page
        assert "Vencido valor desconhecido" in page
        assert "valor desconhecido hoje" in text(operator.get(f"/casos/{case_id}/pagamento/"))

    def test_says_when_and_by_which_law_a_title_prescribes(self, decided, operator, ana):
        page = text(operator.get(ana))
        assert "Prescreve em 21/01/2031. CC 206 §5 I" in page

    def test_says_since_when_and_why_a_title_is_prescribed(self, decided, operator, ana):
        with decided.scope:
            case = decided.world.case(decided.parties["Ana Antunes"], debt_type="aluguel")
            title = decided.world.title(case, due_on=date(2022, 1, 10), cents=777_00)
            Title.objects.filter(pk=title).update(prescription_on=date(2025, 1, 10))
        response = operator.get(ana)
        assert "Prescrito desde 10/01/2025: não se cobra" in text(response)
        assert "CC 206 §3 I" in text(response)
        assert 'href="/regras/pres-rent/"' in response.content.decode()

    def test_leads_from_a_pause_and_an_objection_to_the_rule(self, operator, ana, claim):
        page = operator.get(ana).content.decode()
        assert 'href="/regras/' in page
        assert "(dispute-pause-general)" not in page

    def test_says_what_is_paused_and_therefore_not_in_the_list(self, decided, operator, ana):
        with decided.scope:
            case_id = decided.cases["Ana Antunes"]
            title = decided.world.title(case_id, due_on=TODAY - timedelta(days=10), cents=200_00)
            Hold.objects.create(
                tenant_id=decided.world.tenant_id,
                title_id=title,
                reason=Hold.Reason.DISPUTE,
                rule="policy.hold",
                starts_at=NOON,
            )
        page = text(operator.get(ana))
        assert re.search(r"R\$ 20\d,\d\d em pausa: não se cobra", page)
        assert "(policy" not in page

    def test_names_the_kind_of_debt_in_portuguese(self, decided, operator, ana):
        with decided.scope:
            for kind in ("card", "invoice"):
                case = decided.world.case(decided.parties["Ana Antunes"], debt_type=kind)
                decided.world.title(case, due_on=TODAY)
        page = text(operator.get(ana))
        assert "cartão de crédito" in page
        assert "fatura" in page
        assert "invoice" not in page
        pause = text(operator.get(f"{ana}pausas/nova/"))
        assert "cartão de crédito" in pause

    def test_says_how_the_word_for_the_debt_was_understood(self, decided, operator, ana):
        with decided.scope:
            for word in ("aluguel atrasado", "loja seguro"):
                case = decided.world.case(decided.parties["Ana Antunes"], debt_type=word)
                decided.world.title(case, due_on=TODAY)
        page = text(operator.get(ana))
        assert "aluguel atrasado (entendido como aluguel)" in page
        assert "loja seguro (tipo não reconhecido: vale a regra geral)" in page
        assert "cartão de crédito (" not in page

    def test_masks_the_document(self, operator, ana):
        page = operator.get(ana).content.decode()
        assert "***.***.***-05" in page
        assert "390.533.447-05" not in page
        assert "39053344705" not in page

    def test_goes_to_the_next_case_of_the_list(self, decided, operator, ana):
        case = decided.cases["Ana Antunes"]
        page = operator.get(f"{ana}?caso={case}").content.decode()
        bruno = decided.parties["Bruno Braga"]
        assert f"/devedores/{bruno}/?caso={decided.cases['Bruno Braga']}" in page

    def test_unknown_debtor_is_not_found(self, decided, operator):
        assert operator.get("/devedores/999999/").status_code == 404

    def test_costs_a_pinned_number_of_queries(
        self, decided, operator, ana, django_assert_num_queries
    ):
        with decided.scope:
            for debt_type in ("loan", "rent"):
                case = decided.world.case(decided.parties["Ana Antunes"], debt_type=debt_type)
                decided.world.title(case, due_on=TODAY)
        operator.get(ana)
        with django_assert_num_queries(QUERIES):
            operator.get(ana)


class TestUnmask:
    def test_shows_the_document_and_leaves_an_entry(self, decided, operator, ana):
        page = text(operator.post(f"{ana}documento/", headers={"HX-Request": "true"}))
        assert "390.533.447-05" in page
        with decided.scope:
            entry = Entry.objects.get(action="parties.disclose_tax_id")
        assert entry.subject_id == decided.parties["Ana Antunes"]
        assert entry.actor == Entry.Actor.USER

    def test_is_not_for_analysts(self, decided, ana):
        response = decided.member("analyst").post(f"{ana}documento/")
        assert response.status_code == 403
        with decided.scope:
            assert not Entry.objects.filter(action="parties.disclose_tax_id").exists()


class TestAnswerClaim:
    def test_shows_what_the_debtor_said(self, claim, operator, ana):
        page = text(operator.get(ana))
        assert "O devedor disse: “já paguei”" in page
        assert "Paguei no dia 10." in page

    def test_declining_ends_the_pause(self, decided, claim, operator):
        operator.post(f"/contestacoes/{claim.pk}/", {"answer": "decline"})
        with decided.scope:
            assert Claim.objects.get().state == Claim.State.DECLINED
            assert Hold.objects.get(pk=claim.hold_id).ends_at == NOON

    def test_accepting_keeps_the_pause(self, decided, claim, operator):
        operator.post(f"/contestacoes/{claim.pk}/", {"answer": "accept"})
        with decided.scope:
            assert Claim.objects.get().state == Claim.State.ACCEPTED
            assert Hold.objects.get(pk=claim.hold_id).ends_at is None

    def test_answers_once(self, decided, claim, operator):
        operator.post(f"/contestacoes/{claim.pk}/", {"answer": "accept"})
        page = text(operator.post(f"/contestacoes/{claim.pk}/", {"answer": "decline"}, follow=True))
        assert "Alguém já respondeu" in page
        with decided.scope:
            assert Claim.objects.get().state == Claim.State.ACCEPTED

    @pytest.mark.parametrize("said", [{}, {"answer": ""}, {"answer": "sim"}])
    def test_without_an_answer_nothing_changes(self, decided, claim, operator, said):
        response = operator.post(f"/contestacoes/{claim.pk}/", {**said, "text": "Veja a nota 7."})
        assert response.status_code == 400
        assert "Veja a nota 7." in text(response)
        with decided.scope:
            assert Claim.objects.get().state == Claim.State.OPEN
            assert Hold.objects.get(pk=claim.hold_id).ends_at is None

    def test_words_that_hurt_are_not_said(self, decided, claim, operator):
        said = {"answer": "decline", "text": "Pague ou vamos sujar o seu nome, caloteiro."}
        response = operator.post(f"/contestacoes/{claim.pk}/", said)
        assert response.status_code == 400
        with decided.scope:
            assert Claim.objects.get().state == Claim.State.OPEN

    @pytest.mark.parametrize(
        ("answer", "says"),
        [("accept", "Contestação aceita"), ("decline", "Contestação não aceita")],
    )
    def test_the_timeline_says_what_was_answered_and_by_whom(self, claim, operator, answer, says):
        said = {"answer": answer, "text": "Vimos o recibo."}
        page = text(operator.post(f"/contestacoes/{claim.pk}/", said, follow=True))
        assert f"{says} {claim.made_at:%Y}-{claim.pk:06d} por Operator. Vimos o recibo." in page

    def test_shows_the_instalment(self, claim, operator, ana):
        assert re.search(r"contrato \w+, parcela 1", text(operator.get(ana)))


class TestClosedLink:
    @pytest.fixture
    def closed(self, decided):
        link = make_link(decided.world, party_id=decided.parties["Ana Antunes"])
        with decided.scope:
            PortalLink.objects.filter(pk=link.ref.link_id).update(tries=5, dead_at=NOON)
        return link

    def test_is_told_and_another_is_sent(self, decided, closed, operator, ana):
        assert "depois de cinco tentativas" in text(operator.get(ana))
        page = text(operator.post(f"/links/{closed.ref.link_id}/novo/", follow=True))
        assert "Novo link na fila" in page
        assert "Um novo link está na fila." in page
        with decided.scope:
            assert Entry.objects.filter(action="portal.link_again").count() == 1

    def test_is_not_for_analysts_nor_strangers(self, decided, closed, stranger):
        address = f"/links/{closed.ref.link_id}/novo/"
        assert decided.member("analyst").post(address).status_code == 403
        assert stranger.post(address).status_code == 404
