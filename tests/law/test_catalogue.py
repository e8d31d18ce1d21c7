"""The catalogue of rules: complete, honest, and true to the code and to the golden cases."""

import ast
import importlib
import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from tests.golden.test_golden_rules import KINDS, entries

import acerto
from acerto.law import catalogue, params
from acerto.law.catalogue import BadCatalogue, Rule, UnknownRule, parse

HERE = Path(__file__).parent
SOURCE = Path(acerto.__file__).parent
SURVEYED = (HERE / "data" / "rule_ids.txt").read_text(encoding="utf-8").split()
EXECUTED = [rule for rule in catalogue.rules() if rule.functions]
ACTS = ("conduct", "charges", "prescription")
TODAY = date(2026, 11, 21)
ID = re.compile(r"[a-z0-9]+(-[a-zA-Z0-9]+)+")

SMALL = """\
topic: protest
title: Protesto
rules:
  - id: prot-example
    title: Exemplo
    when: Sempre.
    says: Nada.
    applies_to: {states: [SP], channels: [protest]}
    effect: info
    citation: Lei 1
    from: unknown
    effective: "1997 →"
    basis: from_memory
    confidence: low
    checked_on: 2026-11-21
    sources: []
    lawyer_review: none
    status: dormant
"""


class TestCompleteness:
    def test_the_surveyed_rules_are_176(self) -> None:
        assert len(SURVEYED) == len(set(SURVEYED)) == 176

    def test_each_of_them_is_there_exactly_once(self) -> None:
        found = [rule.id for rule in catalogue.rules()]
        assert [rule_id for rule_id in SURVEYED if found.count(rule_id) != 1] == []

    def test_the_others_are_policies_of_the_product(self) -> None:
        others = [rule for rule in catalogue.rules() if rule.id not in SURVEYED]
        assert {(rule.topic, rule.basis) for rule in others} == {("product", "policy")}

    def test_every_parameter_belongs_to_a_rule(self) -> None:
        names = {entry.rule for name in params.names() for entry in params.all_entries(name)}
        assert names <= {rule.id for rule in catalogue.rules()}

    def test_every_rule_named_in_code_is_known(self) -> None:
        named = _rules_named_in_code()
        assert "pres-block-extrajudicial" in named
        assert named - {rule.id for rule in catalogue.rules()} == set()


class TestHonesty:
    @pytest.mark.parametrize("rule", catalogue.rules(), ids=lambda rule: rule.id)
    def test_says_where_it_comes_from(self, rule: Rule) -> None:
        assert rule.lawyer_review == "none"
        assert rule.since_on is not None or rule.effective or rule.basis == "policy" or rule.note
        assert rule.basis != "official text" or rule.sources
        assert rule.confidence != "low" or rule.basis != "official text"

    def test_a_pause_and_its_rule_say_alike_whether_there_is_a_source(self) -> None:
        stops = [params.latest(name) for name in params.names("contact.stop.")]
        unlike = [one.name for one in stops if one.unsourced != catalogue.rule(one.rule).unsourced]
        assert unlike == []

    def test_what_the_consumer_code_does_not_reach_is_not_shown_for_it(self) -> None:
        found = {rule.id for rule in catalogue.select(debt_type="rent")}
        assert "rent-charges" in found
        assert not found & {"fine-2pct-consumer", "mora-1pct-consumer"}
        assert "fine-2pct-consumer" in {rule.id for rule in catalogue.select(debt_type="card")}

    def test_a_rule_from_memory_is_unsourced(self) -> None:
        assert catalogue.rule("lgpd-basis").unsourced
        assert not catalogue.rule("cdc42-no-ridicule").unsourced
        assert not catalogue.rule("manual-pause").unsourced

    def test_what_a_source_says_only_by_name_is_unsourced_too(self) -> None:
        rule = catalogue.rule("fine-needs-clause")
        assert (rule.basis, rule.sources, rule.unsourced) == ("secondary source", (), True)


class TestExecution:
    def test_what_the_product_acts_on_is_executable(self) -> None:
        missing = [
            rule.id
            for rule in catalogue.rules()
            if rule.status == "active" and rule.topic in ACTS and not rule.functions
        ]
        assert missing == []

    @pytest.mark.parametrize("rule", EXECUTED, ids=lambda rule: rule.id)
    def test_each_function_exists(self, rule: Rule) -> None:
        for dotted in rule.functions:
            module, _dot, name = dotted.rpartition(".")
            assert callable(getattr(importlib.import_module(module), name))

    @pytest.mark.parametrize("rule", EXECUTED, ids=lambda rule: rule.id)
    def test_each_function_has_its_golden_cases(self, rule: Rule) -> None:
        for dotted in rule.functions:
            found = [
                entry
                for entry in entries()
                if (entry["rule"], entry["function"], entry["file"])
                == (rule.id, dotted, rule.golden)
            ]
            assert found, f"{rule.golden} has no case of {dotted}"
            assert {case["kind"] for entry in found for case in entry["cases"]} >= KINDS

    def test_no_golden_case_is_of_a_rule_that_does_not_name_its_function(self) -> None:
        strange = [
            (entry["rule"], entry["function"])
            for entry in entries()
            if entry["function"] not in catalogue.rule(entry["rule"]).functions
        ]
        assert strange == []

    @pytest.mark.parametrize("rule", catalogue.rules(), ids=lambda rule: rule.id)
    def test_each_parameter_exists(self, rule: Rule) -> None:
        assert set(catalogue.parameters_of(rule)) <= set(params.names())


class TestSelect:
    def test_a_state_gives_its_own_rules_first_and_then_those_of_the_country(self) -> None:
        found = catalogue.select(state="MT")
        assert found[0].applies_to.states == ("MT",)
        assert catalogue.rule("cdc71-crime") in found
        assert catalogue.rule("hours-SP") not in found

    def test_a_law_of_some_states_kept_everywhere_fits_any(self) -> None:
        assert catalogue.rule("value-breakdown") in catalogue.select(state="BA")

    def test_by_debt_type_channel_effect_topic_and_status(self) -> None:
        rent = catalogue.select(debt_type="rent", topic="prescription")
        assert catalogue.rule("pres-rent") in rent
        assert catalogue.rule("pres-water") not in rent
        assert {rule.effect for rule in catalogue.select(effect="warn")} == {"warn"}
        assert {rule.status for rule in catalogue.select(status="dormant")} == {"dormant"}
        assert catalogue.rule("sms-minimal") in catalogue.select(channel="sms")
        assert catalogue.rule("list-5y-cap") not in catalogue.select(channel="sms")

    def test_by_words_whatever_the_case(self) -> None:
        assert catalogue.rule("list-removal-5bd") in catalogue.select(text="SÚMULA 548")
        assert catalogue.select(text="sumula 548") == catalogue.select(text="SÚMULA 548")
        assert catalogue.select(text="prescricao") == catalogue.select(text="prescrição") != ()
        assert catalogue.select(text="nada que exista aqui") == ()

    def test_only_those_without_a_source(self) -> None:
        found = catalogue.select(unsourced=True)
        assert found
        assert all(rule.unsourced for rule in found)


class TestInForce:
    def test_over_its_period(self) -> None:
        program = catalogue.rule("prog-novo-desenrola")
        assert not program.in_force(on=date(2026, 5, 3))
        assert program.in_force(on=date(2026, 5, 4))
        assert program.in_force(on=date(2026, 8, 31))
        assert not program.in_force(on=date(2026, 9, 1))

    def test_with_an_unknown_start_until_it_ends(self) -> None:
        rule = catalogue.rule("tax-9-old-limits")
        assert rule.since_on is None
        assert rule.in_force(on=date(2014, 10, 7))
        assert not rule.in_force(on=date(2014, 10, 8))

    def test_values_of_a_day_stand_beside_it(self) -> None:
        fine = catalogue.rule("fine-2pct-consumer")
        values = dict(catalogue.values_on(fine, on=TODAY))
        entry = values["consumer.late_fee_cap"]
        assert entry is not None
        assert str(entry.value) == "0.02"
        assert dict(catalogue.values_on(fine, on=date(1990, 1, 1)))["consumer.late_fee_cap"] is None


class TestParse:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("topic: protest", "topic: other"),
            ("effect: info", "effect: maybe"),
            ("status: dormant", "status: asleep"),
            ("basis: from_memory", "basis: official text"),
            ("from: unknown", "from: 1997"),
            ("states: [SP]", "states: [XX]"),
            ("channels: [protest]", "channels: [smoke]"),
            ("status: dormant", "status: dormant\n    functions: [acerto.law.params.rate]"),
            ("    citation: Lei 1\n", ""),
            ("rules:", "rules: [:"),
        ],
    )
    def test_refuses_naming_the_file(self, old: str, new: str) -> None:
        assert old in SMALL
        with pytest.raises(BadCatalogue, match="protest"):
            parse("protest", SMALL.replace(old, new, 1).encode())

    def test_reads_a_good_one(self) -> None:
        found = parse("protest", SMALL.encode()).rules[0]
        assert (found.id, found.topic, found.since_on) == ("prot-example", "protest", None)

    def test_an_unknown_id_is_an_error(self) -> None:
        with pytest.raises(UnknownRule):
            catalogue.rule("nothing")


def _rules_named_in_code() -> set[str]:
    """The words of the law, the engine and the domain that begin as ids of the catalogue do."""
    heads = {rule.id.partition("-")[0] for rule in catalogue.rules()}
    return {
        node.value
        for floor in ("law", "engine", "domain")
        for path in (SOURCE / floor).glob("**/*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ID.fullmatch(node.value)
        and node.value.partition("-")[0] in heads
    }


def test_the_words_cover_what_the_schema_allows() -> None:
    words = catalogue.words()
    assert set(words["effect"]) == set(catalogue.EFFECTS)
    assert set(words["status"]) == set(catalogue.STATUSES)
    read = yaml.safe_load((SOURCE / "law/catalogue/words.yaml").read_text(encoding="utf-8"))
    assert read == words
