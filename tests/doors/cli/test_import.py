"""`acerto import` as people type it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.domain.intake.desk import TITLES, Desk, row

from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.models import Tenant
from acerto.domain.tenancy.scope import scope
from acerto.doors.cli.import_ import command
from acerto.doors.kit.errors import AcertoError


@pytest.fixture
def desk(tenant: int, tmp_path: Path) -> Desk:
    return Desk.new(tenant_id=tenant, folder=tmp_path)


@pytest.fixture
def run(desk):
    with scope(desk.tenant_id):
        slug = Tenant.objects.get(pk=desk.tenant_id).slug
    mapping = desk.folder / "m.yaml"
    mapping.write_text(TITLES)

    def call(*words: str, mapped: bool = True) -> Result:
        said = ["--creditor", "loja", "--tenant", slug, *words]
        return CliRunner().invoke(command, said + (["--mapping", str(mapping)] if mapped else []))

    return call


def refusal(result: Result) -> str:
    """The one sentence of a refused command."""
    assert isinstance(result.exception, AcertoError), result.exception
    return result.exception.message


class TestImport:
    def test_says_what_came_in(self, desk, run):
        result = run(str(desk.file(row("C1"), row("C2", cpf=""))))
        assert result.exit_code == 0, result.exception
        assert "2 linhas: 2 novas, 0 mudadas, 0 sem mudança." in result.output
        assert "Sem identificação válida, sinalizados: 1." in result.output

    def test_answers_programs_in_json(self, desk, run):
        answer = json.loads(run(str(desk.file(row())), "--json").stdout)
        assert (answer["rows"], answer["created"], answer["rejected"]) == (1, 1, 0)
        assert answer["seconds"] >= answer["import_seconds"] >= 0

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ("aluguel atrasado", "Tipos de dívida entendidos: “aluguel atrasado” como aluguel."),
            ("xpto", "Tipos de dívida não reconhecidos, com a regra geral: “xpto” (2 linhas)."),
        ],
    )
    def test_says_how_a_debt_type_was_understood(self, desk, run, said, told):
        mapping = desk.folder / "m.yaml"
        mapping.write_text(TITLES.replace("debt_type: card", f"debt_type: {said}"))
        assert told in run(str(desk.file(row("C1"), row("C2"))), "--preview").output
        answer = json.loads(run(str(desk.file(row("C1"), row("C2"))), "--json").stdout)
        assert [(one["text"], one["rows"]) for one in answer["debt_types"]] == [(said, 2)]
        assert answer["unknown_type_rows"] == (0 if answer["debt_types"][0]["known"] else 2)

    def test_writes_the_error_file_when_asked(self, desk, run):
        errors = desk.folder / "erros.csv"
        run(str(desk.file(row("C1"), row("C2", valor="x"))), "--errors", str(errors))
        assert errors.read_text("utf-8-sig").startswith("linha;campo;codigo;tipo;mensagem;contrato")

    def test_never_writes_the_error_file_over_what_it_reads(self, desk, run):
        path = desk.file(row("C1"), row("C2", valor="x"))
        before = path.read_bytes()
        link = desk.folder / "atalho.csv"
        link.symlink_to(path)
        for errors in (path, link, desk.folder / "." / path.name, desk.folder / "m.yaml"):
            assert "--errors" in refusal(run(str(path), "--errors", str(errors)))
        assert path.read_bytes() == before

    @pytest.mark.parametrize("errors", ["/nao/existe/e.csv", "/dev/null"])
    def test_looks_at_the_error_file_before_it_begins(self, desk, run, errors):
        said = refusal(run(str(desk.file(row("C1"), row("C2", valor="x"))), "--errors", errors))
        assert errors in said
        with scope(desk.tenant_id):
            assert not Title.objects.exists()

    def test_previews_without_writing(self, desk, run):
        result = run(str(desk.file(row())), "--preview")
        assert result.output.splitlines()[1].startswith("Prévia: nada foi gravado.")
        with scope(desk.tenant_id):
            assert not Title.objects.exists()


class TestGuess:
    def test_is_shown_and_nothing_more(self, desk, run):
        result = run(str(desk.file(row())), "--guess", mapped=False)
        assert "due_on: vencimento" in result.output
        with scope(desk.tenant_id):
            assert not Title.objects.exists()

    def test_is_taken_with_yes(self, desk, run):
        result = run(str(desk.file(row())), "--yes", mapped=False)
        assert "Mapeamento sugerido" in result.output
        assert "1 linha: 1 nova, 0 mudadas, 0 sem mudança." in result.output

    def test_wants_to_be_confirmed(self, desk, run):
        assert "--yes" in refusal(run(str(desk.file(row())), mapped=False))

    def test_wants_to_be_confirmed_by_programs_too(self, desk, run):
        assert "--yes" in refusal(run(str(desk.file(row())), "--json", mapped=False))
        with scope(desk.tenant_id):
            assert not Title.objects.exists()
        assert run(str(desk.file(row())), "--json", "--yes", mapped=False).exit_code == 0

    def test_of_a_file_without_names_is_refused(self, desk, run):
        path = desk.file("C2;10/02/2026;20,00", header="C1;10/02/2026;10,00")
        assert "primeira linha" in refusal(run(str(path), "--guess", mapped=False))

    def test_says_which_column_it_does_not_find(self, desk, run):
        path = desk.file("1;2", header="nome;contrato")
        assert "Vencimento (due_on), Valor (principal)" in refusal(
            run(str(path), "--yes", mapped=False)
        )


class TestRefusals:
    def test_of_a_missing_file(self, desk, run):
        assert "não existe" in refusal(run(str(desk.folder / "nada.csv")))

    def test_of_a_missing_mapping(self, desk, run):
        assert "mapeamento" in refusal(
            run(str(desk.file(row())), "--mapping", str(desk.folder / "n"), mapped=False)
        )

    def test_of_an_unknown_creditor(self, desk, run):
        assert "“outra”" in refusal(run(str(desk.file(row())), "--creditor", "outra"))

    def test_of_too_many_withdrawals(self, desk, run):
        run(str(desk.file(row("C1"), row("C2"))))
        (desk.folder / "m.yaml").write_text(TITLES + "mode: full\n")
        said = refusal(run(str(desk.file(row("C1")))))
        assert "--confirm-withdrawals" in said
        assert run(str(desk.file(row("C1"))), "--confirm-withdrawals").exit_code == 0
