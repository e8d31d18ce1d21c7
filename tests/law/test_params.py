"""The files of the law: complete, dated, cited, and asked for by day."""

from datetime import date
from decimal import Decimal

import pytest

from acerto.law import catalogue, params
from acerto.law.params import BadParameter, NotInForce, UnknownParameter, parse
from acerto.law.version import law_version

GOOD = """\
name: consumer.example
about: Exemplo.
unit: rate
rule: fine-2pct-consumer
entries:
  - from: 2020-01-01
    to: 2021-01-01
    value: "0.10"
    citation: Lei 1
    basis: official text
    confidence: high
    checked_on: 2026-11-21
    sources: []
    lawyer_review: none
  - from: 2021-01-01
    value: "0.02"
    citation: Lei 2
    basis: from_memory
    confidence: low
    checked_on: 2026-11-21
    sources: [{title: Lei, url: "https://example.org"}]
    lawyer_review: none
"""


class TestFiles:
    @pytest.mark.parametrize("name", params.names())
    def test_each_names_a_known_rule_and_says_how_sure_it_is(self, name: str) -> None:
        for entry in params.all_entries(name):
            assert catalogue.rule(entry.rule)
            assert entry.citation
            assert entry.about.endswith(".")
            assert entry.lawyer_review == "none"
            assert entry.basis != "official text" or entry.sources

    @pytest.mark.parametrize(
        "name",
        [
            "consumer.late_fee_cap",
            "consumer.late_interest_cap",
            "business.late_fee_cap",
            "business.late_fee_warning",
            "business.late_interest_cap",
            "consumer.early_payoff",
            "consumer.document_identification",
            "charges.due_day_roll",
            "charges.days_per_month",
            "payments.imputation_order",
            "prescription.terms.written",
            "wording.forbidden",
            "contact.windows.default",
            "contact.caps.MT",
        ],
    )
    def test_the_first_parameters_are_in_force_today_and_later(self, name: str) -> None:
        assert params.entry(name, on=date(2026, 11, 21)) is params.entry(name, on=date(2040, 1, 1))

    def test_names_can_be_listed_by_realm(self) -> None:
        assert "contact.windows.SP" in params.names("contact.windows.")
        assert "contact.caps.MT" not in params.names("contact.windows.")


class TestEntry:
    def test_changes_on_the_day_of_the_law(self) -> None:
        before = params.entry("consumer.late_fee_cap", on=date(1996, 8, 1))
        since = params.entry("consumer.late_fee_cap", on=date(1996, 8, 2))
        assert (before.value, since.value) == (Decimal("0.10"), Decimal("0.02"))
        assert before.to_on == since.from_on

    def test_says_which_parameter_was_not_in_force_and_when(self) -> None:
        with pytest.raises(NotInForce) as refused:
            params.rate("consumer.late_fee_cap", on=date(1991, 3, 10))
        assert refused.value.code == "not_in_force"
        assert "consumer.late_fee_cap" in refused.value.message
        assert "10/03/1991" in refused.value.message

    def test_no_limit_is_told_apart_from_no_rule(self) -> None:
        assert params.rate("business.late_interest_cap", on=date(2026, 1, 1)) is None

    def test_an_unknown_name_is_an_error(self) -> None:
        with pytest.raises(UnknownParameter):
            params.value("consumer.nothing", on=date(2026, 1, 1))

    def test_a_gap_is_not_in_force(self) -> None:
        first, second = parse("consumer.example", GOOD.encode())
        assert (first.to_on, second.to_on) == (date(2021, 1, 1), None)


class TestParse:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("name: consumer.example", "name: consumer.other"),
            ("unit: rate", "unit: ratio"),
            ("unit: rate", "unit: rate\nextra: 1"),
            ('value: "0.10"', "value: dez"),
            ('value: "0.10"', 'value: "-0.1"'),
            ("citation: Lei 1", 'citation: ""'),
            ("basis: official text", "basis: hearsay"),
            ("confidence: high", "confidence: total"),
            ("to: 2021-01-01", "to: 2021-06-01"),
            ("to: 2021-01-01", "to: 2019-01-01"),
            ("    to: 2021-01-01\n", ""),
            ("    checked_on: 2026-11-21\n", ""),
            ("  - from: 2021-01-01", "  - from: unknown"),
            ("from: 2020-01-01", "from: um dia"),
            ("entries:", "entries: [:"),
        ],
    )
    def test_refuses_naming_the_file(self, old: str, new: str) -> None:
        assert old in GOOD
        with pytest.raises(BadParameter, match="consumer.example"):
            parse("consumer.example", GOOD.replace(old, new, 1).encode())


class TestUnknownStart:
    def test_is_read_on_any_day_before_the_next_change(self) -> None:
        first, second = parse(
            "consumer.example", GOOD.replace("from: 2020-01-01", "from: unknown").encode()
        )
        assert first.from_on is None
        assert first.to_on == second.from_on


class TestLawVersion:
    def test_is_one_short_word_of_the_release(self) -> None:
        release, _, digest = law_version().partition("+")
        assert release
        assert len(digest) == 12
        assert law_version() == law_version()
