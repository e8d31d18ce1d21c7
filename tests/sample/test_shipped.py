"""What lies in the package: small, attributed, and readable by the mappings beside it."""

import csv

import pytest
import yaml

from acerto.sample.b2b import HEADER, INVOICES
from acerto.sample.portfolio import PAYMENT_HEADER, TITLE_HEADER
from acerto.sample.reduce import COLUMNS, FILE_NAME, reduce
from acerto.sample.shipped import (
    B2B_INVOICES,
    B2B_INVOICES_MAPPING,
    CARD_PAYMENTS_MAPPING,
    CARD_TITLES_MAPPING,
    DATA,
)


def mapped(path) -> dict[str, str]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))["columns"]


class TestCardHolders:
    def test_are_under_a_megabyte(self):
        assert (DATA / FILE_NAME).stat().st_size < 1_000_000

    def test_carry_their_attribution(self):
        text = (DATA / "ATTRIBUTION.md").read_text(encoding="utf-8")
        assert "I-Cheng Yeh" in text
        assert "creativecommons.org/licenses/by/4.0" in text

    def test_leave_out_what_is_nobody_s_business(self):
        assert not {"SEX", "EDUCATION", "MARRIAGE", "AGE"} & set(COLUMNS)

    def test_come_out_the_same_when_reduced_again(self, tmp_path):
        source = tmp_path / "original.csv"
        extra = ("SEX", *COLUMNS)
        source.write_text(f"{','.join(extra)}\n2,{','.join(['1.0'] * len(COLUMNS))}\n")
        sizes = {reduce(source=source, folder=tmp_path) for _ in range(2)}
        assert len(sizes) == 1


class TestMappings:
    @pytest.mark.parametrize(
        ("path", "header"),
        [
            (CARD_TITLES_MAPPING, TITLE_HEADER.split(";")),
            (CARD_PAYMENTS_MAPPING, PAYMENT_HEADER.split(";")),
            (B2B_INVOICES_MAPPING, list(HEADER)),
        ],
    )
    def test_name_only_columns_that_exist(self, path, header):
        assert set(mapped(path).values()) <= set(header)


class TestB2bInvoices:
    def test_have_the_header_and_size_declared(self):
        with B2B_INVOICES.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        assert tuple(rows[0]) == tuple(HEADER)
        assert len(rows) == INVOICES + 1

    def test_number_every_invoice_once(self):
        with B2B_INVOICES.open(encoding="utf-8", newline="") as lines:
            numbers = [row["doc_id"] for row in csv.DictReader(lines)]
        assert len(set(numbers)) == INVOICES
