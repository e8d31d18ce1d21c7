"""`acerto debt`: one debt from a file, as people and programs read it, and every refusal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acerto.doors.cli.debt import command
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.runtime import Needs, Say

pytestmark = pytest.mark.django_db

CONTRACT = """\
principal: 850,00
due: 2026-01-05
terms: {party: consumer, fine: 2%, interest_month: 1%}
"""
NO_CLAUSE = """\
principal: 1.000,00
due: 10/07/2025
terms: {interest: legal}
"""


class Ready:
    """An installation that is up."""

    def boot(self, *, needs: Needs, say: Say) -> None:
        """Nothing to do."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "dívida.yaml"


def run(file: Path, text: str, *words: str, on: str = "2026-02-20") -> Result:
    file.write_text(text, "utf-8")
    return CliRunner().invoke(command, [str(file), "--on", on, *words], obj=Ready())


def table(result: Result) -> list[str]:
    assert result.exception is None, result.exception
    return [" ".join(line.split()) for line in result.stdout.splitlines() if line.strip()]


class TestTable:
    def test_shows_each_line_with_its_law(self, file: Path) -> None:
        assert table(run(file, CONTRACT)) == [
            "Dívida de R$ 850,00 vencida em 05/01/2026.",
            "Valor em aberto, a pagar sem encargos até 05/01/2026 R$ 850,00",
            "Juros de 1% ao mês sobre R$ 850,00, 46 dias (de 05/01/2026 a 20/02/2026) R$ 13,03",
            "Súmula STJ 379; Decreto 22.626/1933 arts. 1, 4, 5; CC 406",
            "Multa de 2% sobre R$ 850,00 R$ 17,00",
            "CDC art. 52 §1 (Lei 9.298/1996); Súmula STJ 285",
            "Total em 20/02/2026 R$ 880,03",
        ]

    def test_without_a_clause_the_law_runs(self, file: Path) -> None:
        text = "\n".join(table(run(file, NO_CLAUSE, on="10/07/2026")))
        assert "Correção pelo IPCA de 07/2025 a 06/2026 sobre R$ 1.000,00 R$ 46,41" in text
        assert "taxa legal 9,230466% de 10/07/2025 a 10/07/2026" in text
        assert "Res. CMN 5.171/2024" in text
        assert "Total em 10/07/2026 R$ 1.143,00" in text
        assert "Correção até 06/2026, o último mês usado." in text

    def test_a_payment_is_spent_in_the_law_s_order(self, file: Path) -> None:
        paid = CONTRACT + 'payments:\n  - {on: 2026-02-20, amount: "500,00"}\n'
        lines = table(run(file, paid, on="2026-02-21"))
        assert "Pagamento de 20/02/2026 -R$ 500,00" in lines
        assert "quita juros R$ 13,03, principal R$ 486,97" in lines
        # Ficam 363,03; um dia de juros (0,12) e a multa já cobrada sobre os 850,00.
        assert lines[-1] == "Total em 21/02/2026 R$ 380,15"

    def test_a_payment_after_the_day_is_left_out_and_told(self, file: Path) -> None:
        paid = CONTRACT + "payments: [{on: 2026-03-20, amount: '500,00'}]\n"
        assert "1 pagamento depois de 20/02/2026 não entrou na conta." in table(run(file, paid))

    def test_the_due_date_rolls_over_the_state_s_holiday(self, file: Path) -> None:
        text = CONTRACT.replace("2026-01-05", "2026-07-09")
        assert "Dívida de R$ 850,00 vencida em 09/07/2026." in table(
            run(file, text, on="2026-08-10")
        )
        rolled = table(run(file, text + "state: SP\n", on="2026-08-10"))
        assert rolled[0] == (
            "Dívida de R$ 850,00 vencida em 09/07/2026, a pagar sem encargos até 10/07/2026 (dia útil)."
        )

    def test_says_what_the_law_cut(self, file: Path) -> None:
        lines = table(run(file, CONTRACT.replace("fine: 2%", "fine: 10%")))
        assert any(
            line.startswith("O contrato prevê multa de 10%; a lei permite 2%") for line in lines
        )


class TestJson:
    def test_gives_centavos_factors_and_citations(self, file: Path) -> None:
        answer = json.loads(run(file, NO_CLAUSE, "--json", on="2026-07-10").stdout)
        assert (answer["total_cents"], answer["correction_cents"]) == (114300, 4641)
        assert answer["adjusted_until"] == "2026-06-01"
        correction = answer["lines"][1]
        assert correction["kind"] == "correction"
        assert correction["parameters"] == ["legal_interest.correction_index"]
        assert correction["factor"].startswith("0.0464")
        assert answer["law_version"]


class TestRefuses:
    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("principal: 850,00", "principal: [1", "não é YAML válido"),
            (CONTRACT, "- 1", "São esperados no arquivo campos"),
            (CONTRACT, "", "São esperados no arquivo campos"),
            ("principal: 850,00\n", "", "Falta o campo principal"),
            ("due: 2026-01-05", "due: 2026-13-05", "due: “2026-13-05” não é uma data"),
            ("due: 2026-01-05", "due: 2026-01", "não é uma data"),
            ("due: 2026-01-05", "due: 31/02/2026", "não é uma data"),
            ("principal: 850,00", "principal: muito", "principal: “muito” não é um valor"),
            ("principal: 850,00", "principal: 0", "maior que zero"),
            ("principal: 850,00", "principal: -5", "maior que zero"),
            ("principal: 850,00", "principal: [850]", "pede um valor só"),
            ("fine: 2%", "fine: 0.02", "escreva em porcento"),
            ("fine: 2%", "fine: 200%", "fine: A taxa vai até 100%, e aqui está 200%."),
            (
                "due: 2026-01-05",
                "due: 2026-01-05\nprincipal: 85,00",
                "principal: Este campo já foi escrito e volta na linha 3",
            ),
            ("fine: 2%", "fine: 2%, fine: 1%", "fine: Este campo já foi escrito"),
            ("fine: 2%", "index: dolar", "index: O índice “dolar” não existe"),
            ("fine: 2%", "multa: 2%", "O campo multa não existe em terms"),
            ("due:", "vencimento: 1\ndue:", "O campo vencimento não existe no arquivo"),
            ("party: consumer", "party: person", "consumidor ou empresa"),
            ("party: consumer", "index: dolar", "O índice “dolar” não existe"),
            ("party: consumer", "interest: legal", "não há taxa de contrato"),
            ("party: consumer", "discount_days: dez", "número inteiro"),
            ("due:", "state: XX\ndue:", "não é a sigla de um estado"),
            ("due:", "correct_until: ontem\ndue:", "não é um mês"),
            ("due:", "payments: 5\ndue:", "é esperada uma lista"),
            ("due:", "payments: [{on: 2026-01-06}]\ndue:", "Falta o campo amount"),
            ("due:", "payments: [{on: 2026-01-06, amount: 0}]\ndue:", "maior que zero"),
            ("due: 2026-01-05", "due: 1900-01-05", "O real existe desde"),
        ],
    )
    def test_in_one_sentence(self, file: Path, old: str, new: str, said: str) -> None:
        assert old in CONTRACT
        result = run(file, CONTRACT.replace(old, new, 1))
        assert isinstance(result.exception, AcertoError), result.output
        assert said in result.exception.message
        assert "\n" not in result.exception.message
        assert result.exception.code

    def test_a_month_not_published_by_name(self, file: Path) -> None:
        result = run(file, NO_CLAUSE, on="2026-11-20")
        assert isinstance(result.exception, AcertoError)
        assert result.exception.code == "month_missing"
        assert "08/2026 da série IPCA" in result.exception.message

    def test_a_file_that_is_not_there(self, file: Path) -> None:
        result = CliRunner().invoke(command, [str(file), "--on", "2026-01-01"], obj=Ready())
        assert isinstance(result.exception, AcertoError)
        assert result.exception.code == "no_file"

    def test_a_file_that_is_not_text(self, file: Path) -> None:
        file.write_bytes(b"\xff\xfe\x00")
        result = CliRunner().invoke(command, [str(file), "--on", "2026-01-01"], obj=Ready())
        assert isinstance(result.exception, AcertoError)
        assert result.exception.code == "unreadable"


class TestDebtType:
    OLD_RENT = "principal: 850,00\ndue: 2022-08-10\nterms: {{type: {}, fine: 10%}}\n"

    @pytest.mark.parametrize("said", ["aluguéis", "aluguel atrasado"])
    def test_is_told_as_it_was_understood(self, file: Path, said: str) -> None:
        lines = table(run(file, self.OLD_RENT.format(said)))
        assert "Tipo entendido como aluguel." in lines
        assert any(line.startswith("Dívida prescrita em 11/08/2025") for line in lines)
        assert "Multa de 10% sobre R$ 850,00 R$ 85,00" in lines

    def test_that_is_not_understood_is_said(self, file: Path) -> None:
        lines = table(run(file, self.OLD_RENT.format("loja seguro")))
        told = [line for line in lines if line.startswith("Tipo de dívida não reconhecido: “loja")]
        assert len(told) == 1
        assert not any("prescrita em 1" in line for line in lines)

    def test_programs_get_both(self, file: Path) -> None:
        known = json.loads(run(file, self.OLD_RENT.format("locação de imóvel"), "--json").stdout)
        assert known["debt_type"] == {
            "text": "locação de imóvel",
            "kind": "rent",
            "name": "aluguel",
            "known": True,
        }
        unknown = json.loads(run(file, self.OLD_RENT.format("xpto"), "--json").stdout)
        assert (unknown["debt_type"]["kind"], unknown["debt_type"]["known"]) == ("written", False)
        assert unknown["notices"][0]["code"] == "debt_type_unknown"

    def test_that_is_not_told_says_nothing(self, file: Path) -> None:
        assert json.loads(run(file, CONTRACT, "--json").stdout)["debt_type"] is None
        assert not any("Tipo" in line for line in table(run(file, CONTRACT)))
