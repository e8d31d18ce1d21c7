"""Templates: complete, kind, lawful, or not sent."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acerto.domain.contact import render as module
from acerto.domain.contact.proof import example, prove
from acerto.domain.contact.render import CannotRender, Unlawful, render, template_names
from acerto.engine.policy import TEMPLATES
from acerto.law.rules.wording import Truths

ON = date(2026, 3, 2)
VALUES: dict[str, Any] = example(on=ON)
REST = """
Já pagou, não reconhece? Seus dados pessoais: a@b.example. Para não receber mais, responda SAIR.
{{ creditor_name }} {{ creditor_address }} {{ creditor_tax_id }}"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates of our own."""
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    module._engine.cache_clear()
    module._template.cache_clear()
    yield tmp_path
    module._engine.cache_clear()
    module._template.cache_clear()


def write(
    folder: Path, *, subject: str = "Oi", text: str = "", html: str = "", rest: str = REST
) -> None:
    (folder / "mine.subject.txt").write_text(subject)
    (folder / "mine.txt").write_text(text + rest)
    (folder / "mine.html").write_text(html)


def write_anew(folder: Path, **parts: str) -> None:
    """The same template with other words."""
    write(folder, **parts)
    module._template.cache_clear()
    module._engine.cache_clear()


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
        assert caught.value.objections[0].rule == "cdc42a-identification"

    def test_the_words_are_given_with_their_rule_and_citation(self, folder: Path) -> None:
        write(folder, text="Último aviso! ")
        with pytest.raises(Unlawful) as caught:
            render(template="mine", values=VALUES, on=ON)
        (objection,) = caught.value.objections
        assert (objection.rule, objection.words) == ("cdc71-crime", "Último aviso")
        assert "CDC" in objection.citation

    def test_html_and_subject_are_read_too(self, folder: Path) -> None:
        write(folder, html="<p>Último <b>aviso</b></p>")
        with pytest.raises(Unlawful, match="Último"):
            render(template="mine", values=VALUES, on=ON)
        write_anew(folder, subject="Sua dívida de R$ 10,00")
        with pytest.raises(Unlawful, match="dívida"):
            render(template="mine", values=VALUES, on=ON)

    def test_nothing_is_announced_that_is_not_scheduled(self, folder: Path) -> None:
        write(folder, text="Depois de 30/03/2026 o título poderá ir a protesto. ")
        with pytest.raises(Unlawful, match="protesto"):
            render(template="mine", values=VALUES, on=ON)
        assert render(
            template="mine", values=VALUES, on=ON, truths=Truths(protest_on=date(2026, 3, 30))
        )

    def test_what_the_channel_demands_is_there(self, folder: Path) -> None:
        write(folder, rest=REST.replace("Para não receber mais, responda SAIR.", ""))
        with pytest.raises(Unlawful, match="deixar de receber") as caught:
            render(template="mine", values=VALUES, on=ON)
        assert caught.value.code == "element_missing"

    def test_a_short_given_word_hides_nothing(self, folder: Path) -> None:
        write(folder, text="A baixa da restrição sai em 10 dias. ")
        with pytest.raises(Unlawful):
            render(template="mine", values=VALUES, on=ON, given=["1", "0"])


class TestProve:
    def test_every_shipped_template_passes(self) -> None:
        prove(templates=TEMPLATES, on=ON)

    def test_a_bad_one_does_not(self, folder: Path) -> None:
        write(folder, text="Pague ou a polícia vai saber. ")
        with pytest.raises(Unlawful, match="polícia"):
            prove(templates=["mine"], on=ON)
