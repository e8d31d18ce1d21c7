"""The calculator: what people type, what they are told, and the paper that they take along."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.doors.console.pages import text

from acerto.law.version import law_version

pytestmark = pytest.mark.django_db
CONTRACT = {
    "principal": "850,00",
    "due_on": "2026-01-05",
    "on": "2026-02-20",
    "debt_type": "written",
    "party_kind": "consumer",
    "interest_mode": "contract",
    "interest_month_rate": "1",
    "fine_rate": "2%",
}
INDEXED = CONTRACT | {"due_on": "2025-07-10", "on": "2025-12-10", "correction_index": "ipca"}
QUERIES = 11


def typed(debt: dict[str, str], payments: list[tuple[str, str]] | None = None) -> dict[str, str]:
    """What a browser sends."""
    rows = payments or []
    sent = {**debt, "pagamentos-TOTAL_FORMS": str(len(rows)), "pagamentos-INITIAL_FORMS": "0"}
    for place, (on, amount) in enumerate(rows):
        sent |= {f"pagamentos-{place}-on": on, f"pagamentos-{place}-amount": amount}
    return sent


def calculated(client: Client, debt: dict[str, str], payments: Any = None) -> Any:
    response = client.post("/calculadora/", typed(debt, payments))
    assert response.status_code == 200
    return response


def said(client: Client, debt: dict[str, str], payments: Any = None) -> str:
    return text(calculated(client, debt, payments))


def paper(client: Client, debt: dict[str, str], payments: Any = None, **facts: str) -> str:
    response = client.post("/calculadora/pdf/", typed(debt, payments) | facts)
    assert response["Content-Type"] == "application/pdf", text(response)
    pages = PdfReader(BytesIO(response.content)).pages
    return "\n".join(page.extract_text() for page in pages).replace("\u00a0", " ")


def amounts(found: str) -> Iterator[int]:
    """Every amount of a text, in centavos."""
    for sign, reais, cents in re.findall(r"(-?)R\$ ([0-9.]+),([0-9]{2})", found):
        yield int(f"{sign}{reais.replace('.', '')}{cents}")


class TestScreen:
    def test_is_in_the_menu_of_everybody(self, decided: Any) -> None:
        for role in ("manager", "operator", "compliance", "analyst"):
            page = decided.member(role).get("/calculadora/")
            assert page.status_code == 200
            assert 'href="/calculadora/" aria-current="page"' in page.content.decode()

    def test_starts_with_today(self, operator: Client) -> None:
        assert 'value="2026-03-02"' in operator.get("/calculadora/").content.decode()

    def test_shows_each_line_with_base_factor_period_and_law(self, operator: Client) -> None:
        page = said(operator, CONTRACT)
        assert "Deve em 20/02/2026 R$ 880,03" in page
        assert "Juros de 1% ao mês sobre R$ 850,00" in page
        assert (
            "base R$ 850,00 × fator 0,015333333333333333 · 46 dias, 05/01/2026 a 20/02/2026" in page
        )
        assert "Súmula STJ 379" in page
        assert "Multa de 2% sobre R$ 850,00" in page
        assert "Versão da lei" in page
        assert "Nenhum advogado reviu" in page

    def test_each_law_leads_to_its_rule(self, operator: Client) -> None:
        page = calculated(operator, CONTRACT).content.decode()
        links = set(re.findall(r'href="(/regras/[^"]+/)"', page))
        assert "/regras/mora-1pct-consumer/" in links
        for link in links:
            assert operator.get(link).status_code == 200

    def test_tells_the_months_used_and_their_source(self, operator: Client) -> None:
        page = said(operator, INDEXED)
        assert "Correção até 11/2025, o último mês usado." in page
        assert "IPCA: 5 meses usados, com a fonte" in page
        assert re.search(r"07/2025 0,26% 1,00260000 \S+", page)

    def test_shows_how_a_payment_was_spent(self, operator: Client) -> None:
        page = said(operator, CONTRACT | {"on": "2026-02-21"}, [("2026-02-20", "500,00")])
        assert "Até o pagamento de 20/02/2026" in page
        assert "quita juros R$ 13,03 quita principal R$ 486,97 Fica em aberto R$ 380,03" in page
        assert "Deve em 21/02/2026 R$ 380,15" in page

    def test_draws_the_growth_with_words_and_a_table(self, operator: Client) -> None:
        page = calculated(operator, INDEXED, [("2025-10-01", "100,00")]).content.decode()
        assert '<svg class="growth"' in page
        assert 'role="img" aria-labelledby="g-titulo g-texto"' in page
        assert "Ver como tabela" in page
        assert page.count('class="paid-mark"') == 2  # in the drawing and in its legend

    def test_draws_nothing_before_the_due_date(self, operator: Client) -> None:
        page = calculated(operator, CONTRACT | {"on": "2026-01-02"}).content.decode()
        assert "growth" not in page.replace("calculator.css", "")

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"fine_rate": "10"}, "O contrato prevê multa de 10%; a lei permite 2%"),
            ({"interest_mode": "court", "interest_month_rate": "", "due_on": "2024-01-10"},
             "Tema 1.368"),
            ({"due_on": "2019-03-08"}, "Dívida prescrita em 28/07/2024"),
            ({"due_on": "2026-01-03"}, "pagava-se sem encargos até 05/01/2026"),
        ],
    )  # fmt: skip
    def test_warns(self, operator: Client, changes: dict[str, str], message: str) -> None:
        page = calculated(operator, CONTRACT | changes)
        assert message in text(page)
        for link in re.findall(r'note-warn">[^<]*<a href="([^"]+)"', page.content.decode()):
            assert operator.get(link).status_code == 200

    def test_a_later_payment_is_left_out_and_told(self, operator: Client) -> None:
        page = said(operator, CONTRACT, [("2026-02-25", "100,00")])
        assert "1 pagamento depois de 20/02/2026 não entrou na conta." in page

    def test_htmx_gets_the_parts_alone(self, operator: Client) -> None:
        response = operator.post("/calculadora/", typed(CONTRACT), headers={"HX-Request": "true"})
        page = response.content.decode()
        assert "<html" not in page
        assert "R$\u00a0880,03" in page

    def test_costs_few_queries(self, operator: Client, django_assert_num_queries: Any) -> None:
        calculated(operator, INDEXED)
        with django_assert_num_queries(QUERIES):
            calculated(operator, INDEXED)


class TestMistakes:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"principal": ""}, "Valor da dívida (R$) : Este campo é obrigatório"),
            ({"principal": "muito"}, "Valor da dívida (R$) : “muito” não é um valor"),
            ({"principal": "0"}, "maior que zero"),
            ({"due_on": "31/02/2026"}, "Vencimento : "),
            ({"due_on": "1900-01-05"}, "Vencimento : O real existe desde 01/07/1994"),
            ({"due_on": "1993-06-10"}, "Vencimento : O real existe desde 01/07/1994"),
            ({"correct_until": "2027-01"}, "não tinha terminado"),
            ({"on": "2300-01-01"}, "Calcular até : A data 01/01/2300 está fora"),
            ({"fine_rate": "dois"}, "Multa (%) : “dois%” não é uma taxa"),
            ({"fine_rate": "200"}, "A taxa vai até 100%"),
            ({"interest_mode": "legal"}, "Juros ao mês (%) : Com juros da lei não há taxa"),
            ({"interest_mode": "court_months", "interest_month_rate": ""}, "Falta a taxa mensal"),
            ({"correct_until": "ontem"}, "Corrigir até o mês : “ontem” não é um mês"),
            ({"party_kind": "x"}, "Quem deve : "),
        ],
    )
    def test_are_told_by_field_and_what_was_typed_stays(
        self, operator: Client, changes: dict[str, str], message: str
    ) -> None:
        response = calculated(operator, CONTRACT | changes, [("2026-01-20", "12,34")])
        page = text(response)
        assert "A conta não pôde ser feita." in page
        assert message in page
        html = unescape(response.content.decode())
        kept = [
            value for value in (CONTRACT | changes).values() if value not in ("x", "31/02/2026")
        ]
        for value in [*kept, "12,34", "2026-01-20"]:
            assert f'value="{value}"' in html, value

    def test_a_missing_month_is_named(self, operator: Client) -> None:
        legal = CONTRACT | {"interest_mode": "legal", "interest_month_rate": "", "on": "2026-11-20"}
        page = said(operator, legal)
        assert "Calcular até : Falta o valor de 08/2026 da série IPCA" in page

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            (("2026-01-20", ""), "Falta o valor deste pagamento"),
            (("", "10,00"), "Falta o dia deste pagamento"),
            (("2026-01-20", "0"), "maior que zero"),
        ],
    )
    def test_of_a_payment(self, operator: Client, row: tuple[str, str], message: str) -> None:
        assert message in said(operator, CONTRACT, [row])

    def test_an_empty_payment_is_none(self, operator: Client) -> None:
        assert "R$ 880,03" in said(operator, CONTRACT, [("", "")])

    def test_another_row_keeps_what_was_typed(self, operator: Client) -> None:
        sent = typed(CONTRACT | {"principal": "mui"}, [("2026-01-20", "12,34")]) | {"more": "1"}
        page = operator.post("/calculadora/", sent).content.decode()
        assert 'value="mui"' in page
        assert 'value="12,34"' in page
        assert 'name="pagamentos-1-amount"' in page
        assert "não pôde ser feita" not in page

    @pytest.mark.parametrize("count", ["9999", "x", "-3"])
    def test_an_absurd_number_of_rows_breaks_nothing(self, operator: Client, count: str) -> None:
        for extra in ({}, {"more": "1"}):
            sent = typed(CONTRACT) | {"pagamentos-TOTAL_FORMS": count} | extra
            assert operator.post("/calculadora/", sent).status_code == 200

    def test_what_was_typed_cannot_be_markup(self, operator: Client) -> None:
        page = calculated(operator, CONTRACT | {"principal": "<script>x</script>"})
        assert b"<script>x" not in page.content


class TestPaper:
    def test_says_lines_sums_law_and_version(self, operator: Client) -> None:
        found = paper(
            operator, CONTRACT, creditor="Loja Ltda.", process="0001234-55.2026.8.26.0100"
        )
        assert "Memória de cálculo em 20/02/2026" in found
        assert "0001234-55.2026.8.26.0100" in found
        assert "Loja Ltda." in found
        assert "Súmula STJ 379" in found
        assert law_version() in found
        assert "página 1 de" in found
        assert "02/03/2026 12:00" in found

    def test_its_lines_add_up_to_its_total(self, operator: Client) -> None:
        found = " ".join(paper(operator, INDEXED).split())
        summary = found.split("Resumo")[1].split("Observações")[0]
        (total,) = set(amounts(" ".join(re.findall(r"Total em 10/12/2025 R\$ [0-9.,]+", found))))
        assert sum(amounts(summary)) == total
        page = said(operator, INDEXED).split("Deve em 10/12/2025")[1]
        assert next(amounts(page)) == total

    def test_has_the_series_month_by_month_with_source(self, operator: Client) -> None:
        found = paper(operator, INDEXED)
        months = re.findall(r"([0-9]{2}/[0-9]{4}) (-?[0-9,]+)% ([0-9,]+) (\S+)", found)
        assert [month for month, *_rest in months] == [
            "07/2025", "08/2025", "09/2025", "10/2025", "11/2025",
        ]  # fmt: skip
        product = 1.0
        for _month, rate, shown, source in months:
            product *= 1 + float(rate.replace(",", ".")) / 100
            assert abs(product - float(shown.replace(",", "."))) < 1e-7
            assert source

    def test_payments_stand_in_it(self, operator: Client) -> None:
        found = " ".join(
            paper(operator, CONTRACT | {"on": "2026-02-21"}, [("2026-02-20", "500,00")]).split()
        )
        assert "Até o pagamento de 20/02/2026" in found
        assert (
            "Pagamento de R$ 500,00 em 20/02/2026: quita juros R$ 13,03, principal R$ 486,97."
            in found
        )
        assert "Fica em aberto R$ 380,03." in found

    def test_what_was_typed_is_text_not_markup(self, operator: Client) -> None:
        found = paper(operator, CONTRACT, debtor='#panic("x") *a* $b$ "c')
        assert '#panic("x") *a* $b$ "c' in found

    def test_the_same_input_gives_the_same_bytes(self, operator: Client) -> None:
        one, two = (operator.post("/calculadora/pdf/", typed(INDEXED)).content for _try in "12")
        assert one == two

    def test_carries_its_fonts_and_its_language(self, operator: Client) -> None:
        content = operator.post("/calculadora/pdf/", typed(CONTRACT)).content
        reader = PdfReader(BytesIO(content))
        assert reader.trailer["/Root"]["/Lang"].startswith("pt")
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        fonts = reader.pages[0]["/Resources"]["/Font"]
        for font in fonts.values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)

    def test_a_mistake_leads_back_to_the_screen(self, operator: Client) -> None:
        response = operator.post("/calculadora/pdf/", typed(CONTRACT | {"principal": "x"}))
        assert "A conta não pôde ser feita." in text(response)
        assert operator.get("/calculadora/pdf/").status_code == 302

    def test_is_named_by_its_day(self, operator: Client) -> None:
        answer = operator.post("/calculadora/pdf/", typed(CONTRACT))
        assert answer["Cache-Control"] == "no-store"
        assert answer["Content-Disposition"].endswith(f'{date(2026, 2, 20)}.pdf"')
