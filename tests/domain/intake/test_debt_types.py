"""What a file calls its debts: understood, said where it is not, and mended when understood later."""

import csv
import io
from datetime import date

import pytest

from acerto.domain.intake import layout
from acerto.domain.intake.mapping import Mapping, load_mapping
from acerto.domain.intake.types import ImportResult
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope

from .desk import HEADER, TITLES, Desk, row

pytestmark = pytest.mark.django_db

MAPPING = TITLES.replace("constants: {debt_type: card}\n", "").replace(
    "debtor_ref: codigo}", "debtor_ref: codigo, debt_type: tipo}"
)
DUE = "10/08/2022"
UNKNOWN = (
    "tipo: Tipo de dívida não reconhecido: “loja seguro”. Vale a regra geral (prescrição em 5 anos, sem "
    "tetos próprios). Tipos conhecidos: aluguel, "
)  # fmt: skip


def mapping() -> Mapping:
    return load_mapping(MAPPING)


def bring(desk: Desk, *types: str) -> ImportResult:
    """One title of each type, C1 on, all due on the same day."""
    rows = [
        f"{row(f'C{number}', vencimento=DUE, codigo=f'D{number}')};{said}"
        for number, said in enumerate(types, start=1)
    ]
    return desk.bring_file(desk.file(*rows, header=f"{HEADER};tipo"), mapping=mapping())


def warnings(result: ImportResult) -> list[tuple[str, str, str]]:
    """Line, code and message of each line of the error file."""
    read = list(csv.reader(io.StringIO(result.errors), delimiter=";"))
    return [(line, code, message) for line, _field, code, _level, message, *_cells in read[1:]]


@pytest.mark.parametrize(
    ("said", "prescribed_on", "charged_as"),
    [
        ("aluguéis", date(2025, 8, 11), "rent"),
        ("aluguel atrasado", date(2025, 8, 11), "rent"),
        ("seguro auto", date(2023, 8, 11), ""),
        ("prêmio seguro", date(2023, 8, 11), ""),
        ("cotas condominiais", date(2027, 8, 11), "condominium"),
        ("fatura do cartão", date(2027, 8, 11), "card"),
        ("aluguel de carro", date(2027, 8, 11), ""),
        ("", date(2027, 8, 11), ""),
    ],
)
def test_a_title_prescribes_and_is_charged_as_its_word_means(
    desk: Desk, said: str, prescribed_on: date, charged_as: str
) -> None:
    bring(desk, said)
    title = desk.title()
    assert title.prescription_on == prescribed_on
    assert title.terms.debt_type == charged_as


def test_a_word_that_is_not_understood_is_said_once_and_its_rows_counted(desk: Desk) -> None:
    result = bring(desk, "aluguel", "Loja  Seguro", "loja seguro", "", "xpto")
    told = warnings(result)
    assert [one[:2] for one in told] == [("3", "debt_type_unknown"), ("6", "debt_type_unknown")]
    assert told[0][2].startswith(UNKNOWN)
    assert (result.created, result.rejected, result.warnings) == (5, 0, 2)
    assert result.unknown_type_rows == 3


def test_tells_how_each_word_was_understood(desk: Desk) -> None:
    result = bring(desk, "aluguel atrasado", "xpto", "xpto", "")
    told = {one.text: (one.kind, one.name, one.known, one.rows) for one in result.debt_types}
    assert told["aluguel atrasado"] == ("rent", "aluguel", True, 1)
    assert told["xpto"][0::2] == ("written", False)
    assert told["xpto"][3] == 2
    assert told["other"][2:] == (True, 1)
    assert result.debt_types[0].text == "xpto"


def test_the_same_file_again_says_nothing_of_rows_that_stay(desk: Desk) -> None:
    bring(desk, "xpto")
    again = bring(desk, "xpto")
    assert (again.unchanged, again.warnings, again.debt_types) == (1, 0, ())


def test_the_same_file_again_mends_a_title_taken_in_under_another_table(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "table_digest", lambda: "an older table")
    bring(desk, "aluguéis")
    monkeypatch.undo()
    with scope(desk.tenant_id):
        Title.objects.update(prescription_on=date(2027, 8, 11))
    again = bring(desk, "aluguéis")
    assert (again.changed, again.unchanged) == (1, 0)
    assert desk.title().prescription_on == date(2025, 8, 11)
