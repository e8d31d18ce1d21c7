"""Templates: complete, kind, lawful, or not sent."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acerto.domain.contact import render as module
from acerto.domain.contact.compose import ShownLine, TitleLines
from acerto.domain.contact.render import CannotRender, render, template_names
from acerto.engine.policy import TEMPLATES

ON = date(2026, 3, 2)
VALUES: dict[str, Any] = {
    "person_name": "Ana",
    "creditor_name": "Loja Exemplo Ltda.",
    "creditor_brand": "Loja Exemplo",
    "creditor_address": "Rua das Flores, 10, São Paulo/SP",
    "creditor_tax_id": "11222333000181",
    "creditor_contact": "contato@loja.example.com",
    "collector_name": "",
    "dpo_contact": "privacidade@loja.example.com",
    "privacy_url": "",
    "page_url": "https://acerto.example.com/d/abc/",
    "opt_out_url": "https://acerto.example.com/o/abc/",
    "on": ON,
    "titles": [
        TitleLines(
            contract="C1",
            instalment="1",
            due_on=date(2026, 2, 2),
            face_cents=100_00,
            lines=(ShownLine("Multa de 2% sobre R$ 100,00", 2_00),),
            total_cents=102_00,
        )
    ],
    "many": False,
    "total_cents": 102_00,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates of our own."""
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    module._engine.cache_clear()
    module._template.cache_clear()
    yield tmp_path
    module._engine.cache_clear()
    module._template.cache_clear()


def write(folder: Path, *, subject: str = "Oi", text: str = "", html: str = "") -> None:
    identification = "{{ creditor_name }} {{ creditor_address }} {{ creditor_tax_id }}"
    (folder / "mine.subject.txt").write_text(subject)
    (folder / "mine.txt").write_text(text + identification)
    (folder / "mine.html").write_text(html)


class TestTemplates:
    def test_there_is_one_for_every_name_that_a_policy_may_use(self) -> None:
        assert set(template_names()) == {*TEMPLATES, "neutral"}

    @pytest.mark.parametrize("name", [*TEMPLATES, "neutral"])
    @pytest.mark.parametrize("collector", ["", "Assessoria Exemplo"])
    def test_every_one_is_complete_and_lawful(self, name: str, collector: str) -> None:
        text = render(template=name, values={**VALUES, "collector_name": collector}, on=ON)
        assert text.subject.startswith("Loja Exemplo: ")
        assert "\n" not in text.subject
        for part in (text.text, text.html):
            assert VALUES["page_url"] in part
            assert VALUES["opt_out_url"] in part
            assert collector in part
        assert "<img" not in text.html
        assert '<html lang="pt-BR">' in text.html

    @pytest.mark.parametrize("name", TEMPLATES)
    def test_a_subject_tells_no_debt_to_who_looks_over_the_shoulder(self, name: str) -> None:
        subject = render(template=name, values=VALUES, on=ON).subject.lower()
        for word in ("dívida", "débito", "atraso", "cobrança", "r$"):
            assert word not in subject

    def test_names_are_escaped_in_html(self) -> None:
        text = render(template="overdue_soft", values={**VALUES, "person_name": "<b>Ana"}, on=ON)
        assert "&lt;b&gt;Ana" in text.html
        assert "Olá, <b>Ana." in text.text


class TestMissingVariable:
    @pytest.mark.parametrize(
        "text",
        ["{{ nothing }}", "{% if nothing %}x{% endif %}", "{% for x in nothing %}{% endfor %}"],
    )
    def test_is_an_error(self, folder: Path, text: str) -> None:
        write(folder, text=text)
        with pytest.raises(CannotRender, match="nothing") as caught:
            render(template="mine", values=VALUES, on=ON)
        assert caught.value.code == "missing_variable"

    def test_within_a_value_is_an_error_too(self, folder: Path) -> None:
        write(folder, text="{% for title in titles %}{{ title.nothing }}{% endfor %}")
        with pytest.raises(CannotRender, match="nothing"):
            render(template="mine", values=VALUES, on=ON)

    def test_a_template_that_does_not_exist_is_an_error(self) -> None:
        with pytest.raises(CannotRender) as caught:
            render(template="mine", values=VALUES, on=ON)
        assert caught.value.code == "unknown_template"


class TestWording:
    def test_forbidden_words_do_not_go_out(self, folder: Path) -> None:
        write(folder, text="Pague hoje ou a polícia vai saber. ")
        with pytest.raises(CannotRender, match="polícia") as caught:
            render(template="mine", values=VALUES, on=ON)
        assert caught.value.code == "forbidden_wording"

    def test_numbers_of_contracts_are_not_ours_to_judge(self, folder: Path) -> None:
        write(folder, text="Contrato {{ person_name }} ")
        values = {**VALUES, "person_name": "39053344705"}
        with pytest.raises(CannotRender, match="39053344705"):
            render(template="mine", values=values, on=ON)
        assert render(template="mine", values=values, on=ON, given=["39053344705"])

    def test_a_creditor_without_address_does_not_write(self, folder: Path) -> None:
        write(folder)
        with pytest.raises(CannotRender) as caught:
            render(template="mine", values={**VALUES, "creditor_address": ""}, on=ON)
        assert caught.value.code == "creditor_not_identified"
