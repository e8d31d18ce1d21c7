"""The files: the same every time, in Brazilian form, of the size asked for."""

import csv
import io
import re
from datetime import date

import pytest

from acerto.core.money import parse_cents
from acerto.sample.portfolio import PAYMENT_HEADER, TITLE_HEADER, amount_text, write

ON = date(2026, 11, 20)


def files(*, titles: int, seed: int = 1, on: date = ON) -> tuple[str, str]:
    out, payments = io.StringIO(), io.StringIO()
    for _ in write(on=on, seed=seed, titles=titles, out=out, payments=payments):
        pass
    return out.getvalue(), payments.getvalue()


@pytest.fixture(scope="module")
def two_thousand() -> tuple[str, str]:
    return files(titles=2000)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


class TestWrite:
    def test_repeats_itself_to_the_byte(self, two_thousand):
        assert files(titles=2000) == two_thousand

    def test_changes_with_the_seed(self, two_thousand):
        assert files(titles=2000, seed=2) != two_thousand

    @pytest.mark.parametrize("titles", [1, 2, 37])
    def test_writes_exactly_as_many_titles_as_asked(self, titles):
        assert len(rows(files(titles=titles)[0])) == titles

    def test_has_about_four_titles_a_debtor(self, two_thousand):
        debtors = {row["contrato"] for row in rows(two_thousand[0])}
        assert 3.3 < 2000 / len(debtors) < 4.3

    def test_names_every_title_once(self, two_thousand):
        keys = [(row["contrato"], row["parcela"]) for row in rows(two_thousand[0])]
        assert len(set(keys)) == len(keys)

    def test_pays_only_contracts_of_the_same_file(self, two_thousand):
        titles, payments = map(rows, two_thousand)
        who = {row["contrato"]: row["cpf_cnpj"] for row in titles}
        assert all(who[row["contrato"]] == row["cpf_cnpj"] for row in payments)

    def test_writes_dates_and_amounts_the_brazilian_way(self, two_thousand):
        for row in rows(two_thousand[0]):
            assert re.fullmatch(r"\d\d/\d\d/\d{4}", row["vencimento"])
            assert re.fullmatch(r"\d{1,3}(\.\d{3})*,\d\d", row["valor"])
            assert (row["multa_pct"], row["juros_mes_pct"]) == ("2,00", "1,00")

    def test_fits_latin_1(self, two_thousand):
        assert two_thousand[0].encode("latin-1").decode("latin-1") == two_thousand[0]

    def test_has_a_header_and_the_same_number_of_fields_in_every_line(self, two_thousand):
        for text, header in zip(two_thousand, (TITLE_HEADER, PAYMENT_HEADER), strict=True):
            lines = text.splitlines()
            assert lines[0] == header
            assert {line.count(";") for line in lines} == {header.count(";")}

    def test_counts_what_it_wrote(self):
        out = io.StringIO()
        *_, last = write(on=ON, seed=1, titles=50, out=out, payments=None)
        assert (last.titles, last.payments) == (50, 0)


class TestAmountText:
    @pytest.mark.parametrize("cents", [0, 5, 100, 99_999, 123_456_789])
    def test_reads_back_as_the_same_centavos(self, cents):
        assert parse_cents(amount_text(cents=cents)) == cents
