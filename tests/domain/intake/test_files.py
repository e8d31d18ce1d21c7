"""Whole files: error files, wrong mappings, and nothing half-written."""

from datetime import timedelta

import pytest

from acerto.domain.intake.mapping import load_mapping
from acerto.domain.intake.models import ErrorFile, Import
from acerto.domain.intake.services import error_file, purge_error_files
from acerto.domain.intake.types import FileProblem, NothingCameIn
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope
from acerto.sample.shipped import B2B_INVOICES, B2B_INVOICES_MAPPING

from .desk import HEADER, NOW, TITLES, row


def written(desk) -> tuple[int, int]:
    with scope(desk.tenant_id):
        return Import.objects.count(), Title.objects.count()


class TestErrorFile:
    BAD = (
        row("C1"),
        row("", cpf=""),
        row("C3", vencimento="30/02/2026"),
        row("C4", valor="1,2,3"),
        row("C5", multa="muita"),
        "C6;1",
        row("C7", email="x"),
    )

    def test_keeps_row_field_code_message_and_the_row_itself(self, desk):
        result = desk.bring(*self.BAD)
        assert (result.rows, result.created, result.rejected, result.warnings) == (7, 2, 5, 1)
        head, *lines = result.errors.splitlines()
        assert head == "linha;campo;codigo;tipo;mensagem;" + HEADER
        assert [line.split(";")[:4] for line in lines] == [
            ["3", "contract", "contract_missing", "erro"],
            ["4", "due_on", "date_invalid", "erro"],
            ["5", "principal", "amount_unreadable", "erro"],
            ["6", "fine_percent", "percent_invalid", "erro"],
            ["7", "", "columns", "erro"],
            ["8", "email", "email_invalid", "aviso"],
        ]
        assert lines[1].endswith(self.BAD[2])
        assert lines[1].split(";")[4].startswith("vencimento: ")

    def test_is_sealed_and_gone_after_30_days(self, desk):
        result = desk.bring(*self.BAD)
        with scope(desk.tenant_id):
            kept = ErrorFile.objects.get()
            assert kept.rows == 6
            assert b"ana@example.org" not in bytes(kept.content_enc)
            assert error_file(result.import_id, now=NOW) == result.errors
            assert error_file(result.import_id, now=NOW + timedelta(days=30)) is None
            assert purge_error_files(now=NOW + timedelta(days=29)) == 0
            assert purge_error_files(now=NOW + timedelta(days=30)) == 1

    def test_disarms_what_a_spreadsheet_would_run(self, desk):
        result = desk.bring(row(nome="=cmd()", email="@"))
        assert ";'=cmd();" in result.errors


class TestLastLine:
    def test_without_its_end_is_named_in_a_warning(self, desk):
        path = desk.folder / "sem_fim.csv"
        path.write_text(HEADER + "\n" + row("C1") + "\n" + row("C2"))
        result = desk.bring_file(path, mapping=load_mapping(TITLES))
        assert (result.created, result.rejected, result.warnings) == (2, 0, 1)
        assert result.errors.splitlines()[1].startswith("3;;no_line_end;aviso;")


class TestDates:
    def test_of_both_kinds_come_in_together(self, desk):
        result = desk.bring(row("C1"), row("C2", vencimento="2026-02-10"))
        assert (result.created, result.rejected) == (2, 0)
        assert desk.title("C1").due_on == desk.title("C2").due_on


class TestRefusedFile:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            ("", "empty_file"),
            (HEADER + "\n", "empty_file"),
            (HEADER + "\n" + row() + "\n" + row("C2", nome='"Ana'), "unbalanced_quotes"),
            (HEADER + "\n" + row() + "\nC2;1;10/0", "cut_file"),
            (HEADER.replace("valor", "preco") + "\n" + row() + "\n", "missing_column"),
            (HEADER.replace("rua", "valor") + "\n" + row() + "\n", "repeated_column"),
        ],
    )
    def test_leaves_nothing_written(self, desk, content, code):
        path = desk.folder / "quebrado.csv"
        path.write_text(content)
        with pytest.raises(FileProblem) as refused:
            desk.bring_file(path, mapping=load_mapping(TITLES))
        assert refused.value.code == code
        assert written(desk) == (0, 0)

    def test_names_the_missing_column_and_those_there(self, desk):
        with pytest.raises(FileProblem) as refused:
            desk.bring_file(
                desk.file(row()), mapping=load_mapping(TITLES.replace("vencimento", "vencimentos"))
            )
        assert "“vencimentos” (seria “vencimento”?)" in refused.value.message
        assert "contrato, parcela" in refused.value.message

    def test_without_a_single_good_row_most_likely_has_a_wrong_mapping(self, desk):
        mapping = load_mapping(TITLES + "date_format: iso\nmode: full\n")
        with pytest.raises(NothingCameIn) as refused:
            desk.bring_file(desk.file(row("C1"), row("C2")), mapping=mapping)
        assert "Nenhuma das 2 linhas" in refused.value.message
        assert "aaaa-mm-dd" in refused.value.message
        assert refused.value.errors.count("date_invalid") == 2
        assert "a maioria por: “vencimento: " in refused.value.message
        assert written(desk) == (0, 0)

    def test_of_one_bad_row_speaks_of_one(self, desk):
        with pytest.raises(NothingCameIn, match="A única linha não pôde ser lida: “valor: "):
            desk.bring(row(valor="x"))


class TestCurrency:
    MAPPING = TITLES.replace("debtor_ref: codigo", "currency: codigo")

    def test_other_than_the_real_is_a_row_error(self, desk):
        rows = (row("C1", codigo="BRL"), row("C2", codigo="USD"), row("C3"))
        result = desk.bring_file(desk.file(*rows), mapping=load_mapping(self.MAPPING))
        assert (result.created, result.rejected) == (2, 1)

    def test_goes_when_the_mapping_declares_it(self, desk):
        mapping = load_mapping(self.MAPPING + "currency: USD\n")
        assert desk.bring_file(desk.file(row(codigo="USD")), mapping=mapping).created == 1


class TestSampleInvoices:
    def test_come_in_by_mapping_alone_all_flagged(self, desk):
        mapping = load_mapping(B2B_INVOICES_MAPPING.read_text("utf-8"))
        result = desk.bring_file(B2B_INVOICES, mapping=mapping)
        assert result.created == result.flagged == result.rows == 360
        assert result.rejected == 0
