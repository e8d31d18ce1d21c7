"""A policy is read whole or refused with every fault at its field, in Portuguese."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from acerto.engine.conditions import NUMBER_FIELDS, TEXT_FIELDS
from acerto.engine.policy import TEMPLATES, Policy
from acerto.engine.policy_file import DEFAULTS, InvalidPolicy, default_policy_text, load_policy
from acerto.law.rules.wording import check

TIMELINES = Path(__file__).parent / "timelines"
DOC = Path(__file__).parents[2] / "docs" / "concepts" / "policy.md"


def step(**changes: Any) -> dict[str, Any]:
    return {
        "key": "aviso",
        "offset_days": 3,
        "channels": ["email"],
        "template": "overdue_soft",
        "purpose": "collection",
        "description": "Avisa.",
    } | changes


def policy(**changes: Any) -> dict[str, Any]:
    return {
        "name": "teste",
        "version": "1",
        "description": "Para os testes.",
        "party_kind": "consumer",
        "minimum_cents": 0,
        "caps": {"contacts_day": 1, "contacts_week": 3},
        "segments": [{"key": "geral", "description": "Todos.", "steps": [step()]}],
    } | changes


def problems(data: Any) -> dict[str, str]:
    text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
    with pytest.raises(InvalidPolicy) as caught:
        load_policy(text=text)
    assert caught.value.code == "invalid_policy"
    return {problem.field: problem.message for problem in caught.value.problems}


def with_steps(*steps: dict[str, Any]) -> dict[str, Any]:
    return policy(segments=[{"key": "geral", "description": "Todos.", "steps": list(steps)}])


def with_condition(condition: Any) -> dict[str, Any]:
    return policy(
        segments=[{"key": "um", "description": "Um.", "when": condition, "steps": [step()]}]
    )


class TestDefaultPolicies:
    @pytest.mark.parametrize("name", DEFAULTS)
    def test_are_valid_and_say_who_they_are_for(self, name: str) -> None:
        loaded = load_policy(text=default_policy_text(name=name))
        assert loaded.party_kind == name
        assert all(segment.overdue_steps for segment in loaded.segments)

    @pytest.mark.parametrize("name", DEFAULTS)
    def test_begin_with_email_where_it_may_be_used_today(self, name: str) -> None:
        loaded = load_policy(text=default_policy_text(name=name))
        assert all("email" in s.channels for segment in loaded.segments for s in segment.steps)

    def test_give_the_same_ladder_of_the_timelines(self) -> None:
        loaded = load_policy(text=(TIMELINES / "regua.yaml").read_text("utf-8"))
        assert loaded.step_keys[0] == "cartao_d3"
        assert len(loaded.step_keys) == 10

    def test_are_told_apart_by_an_unknown_name(self) -> None:
        with pytest.raises(KeyError):
            default_policy_text(name="../policy")


class TestWordsOfDefaultPolicies:
    @pytest.mark.parametrize("name", DEFAULTS)
    def test_call_no_step_what_may_not_be_said_to_a_debtor(self, name: str) -> None:
        document = yaml.safe_load(default_policy_text(name=name))
        steps = [step for one in document["segments"] for step in one.get("steps", [])]
        said = [step["key"].replace("_", " ") for step in steps]
        said += [step.get("description", "") for step in steps]
        assert steps
        assert [text for text in said if check(text)] == []

    def test_describe_no_template_so_either(self) -> None:
        assert [text for text in TEMPLATES.values() if check(text)] == []


class TestValidPolicy:
    def test_reads_nested_conditions(self) -> None:
        loaded: Policy = load_policy(
            text=yaml.safe_dump(
                with_condition(
                    {
                        "all": [
                            {"field": "state", "op": "in", "value": ["SP", "RJ"]},
                            {"not": {"field": "age_days", "op": "ge", "value": 10}},
                            {"any": [{"field": "test_bucket", "op": "lt", "value": 50}]},
                        ]
                    }
                )
            )
        )
        assert loaded.segments[0].when is not None

    def test_accepts_the_templates_that_it_is_told_of(self) -> None:
        text = yaml.safe_dump(with_steps(step(template="nosso_modelo")))
        assert load_policy(text=text, templates=["nosso_modelo"])

    def test_accepts_a_segment_that_leaves_people_alone(self) -> None:
        assert load_policy(text=yaml.safe_dump(with_steps())).segments[0].steps == ()


class TestRefusedPolicy:
    def test_names_the_unknown_field(self) -> None:
        found = problems(policy(capz=1))
        assert found == {"capz": "campo desconhecido"}

    def test_names_every_fault_with_its_path(self) -> None:
        found = problems(
            with_steps(step(offset_days="3", channels=["pombo"]), step(key="OK", oops=1))
        )
        assert set(found) == {
            "segments[0].steps[0].offset_days",
            "segments[0].steps[0].channels[0]",
            "segments[0].steps[1].key",
            "segments[0].steps[1].oops",
        }
        assert found["segments[0].steps[0].offset_days"] == "precisa ser um número inteiro"
        assert "sublinhado" in found["segments[0].steps[1].key"]

    def test_numbers_beyond_what_an_engine_holds(self) -> None:
        assert "minimum_cents" in problems(policy(minimum_cents=10**30))

    def test_names_what_is_missing(self) -> None:
        data = policy()
        del data["caps"]
        assert problems(data) == {"caps": "falta este campo"}

    @pytest.mark.parametrize(
        ("condition", "field", "words"),
        [
            ({"field": "cpf", "op": "eq", "value": 1}, "when", "não é um dado do caso"),
            (
                {"field": "total_cents", "op": "le", "value": 10**40},
                "when.value",
                "precisa ficar entre",
            ),
            ({"field": "state", "op": "lt", "value": "SP"}, "when", "só aceita eq"),
            ({"field": "state", "op": "eq", "value": 1}, "when", "texto entre aspas"),
            ({"field": "age_days", "op": "eq", "value": "1"}, "when", "número inteiro"),
            ({"field": "age_days", "op": "in", "value": 1}, "when", "lista"),
            ({"field": "age_days", "op": "in", "value": []}, "when", "vazia"),
            ({"field": "age_days", "op": "eq", "value": True}, "when.value", "inteiro"),
            ({"field": "age_days", "op": "eq", "value": 1.5}, "when.value", "inteiro"),
            ({"field": "age_days", "op": "like", "value": 1}, "when.op", "só aceita"),
            ({"all": []}, "when.all", "ao menos 1"),
            ({"not": {"any": [{"field": "x", "op": "eq"}]}}, "when.not.any[0].value", "falta"),
            ("age_days > 3", "when", "conjunto de campos"),
        ],
    )
    def test_says_what_is_wrong_with_a_condition(
        self, condition: Any, field: str, words: str
    ) -> None:
        found = problems(with_condition(condition))
        assert words in found[f"segments[0].{field}"]

    @pytest.mark.parametrize(
        ("steps", "words"),
        [
            ([step(offset_days=3), step(key="b", offset_days=3)], "precisa vir depois"),
            ([step(offset_days=3), step(offset_days=4)], "chave repetida"),
            ([step(offset_days=0)], "purpose: reminder"),
            ([step(template="ameaca")], "não existe"),
            ([step(channels=["email", "email"])], "repetido"),
            (
                [
                    step(
                        offset_days=-1,
                        purpose="reminder",
                        when={"field": "age_days", "op": "eq", "value": 1},
                    )
                ],
                "não aceita when",
            ),
        ],
    )
    def test_says_what_is_wrong_with_a_ladder(self, steps: list[Any], words: str) -> None:
        assert words in " ".join(problems(with_steps(*steps)).values())

    def test_refuses_a_segment_that_would_never_be_reached(self) -> None:
        found = problems(
            policy(segments=[{"key": key, "description": "X.", "steps": []} for key in "ab"])
        )
        assert "só pode ser o último" in found["segments"]

    def test_refuses_a_key_on_both_sides_of_the_due_date(self) -> None:
        first = {
            "key": "a",
            "description": "A.",
            "when": {"field": "age_days", "op": "eq", "value": 1},
            "steps": [step(offset_days=-1, purpose="reminder")],
        }
        last = {"key": "b", "description": "B.", "steps": [step()]}
        assert "antes e depois" in problems(policy(segments=[first, last]))["segments"]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "vazio"),
            ("- a", "conjunto de campos"),
            ("name: [", "YAML válido na linha 1"),
            ("name: a\nname: b", "aparece duas vezes"),
            ("a: &x 1\nb: *x", "âncoras"),
            ("1: a", "precisa ser texto"),
            ("\x00", "YAML válido"),
            ("x" * 300_000, "grande demais"),
            ("[" * 5000, ""),
            ("a: !!python/object:os.system x", "YAML válido"),
        ],
    )
    def test_refuses_what_is_not_a_policy_in_one_sentence(self, text: str, words: str) -> None:
        assert words in " ".join(problems(text).values())


class TestPolicyDocs:
    def test_tell_every_template_and_every_field(self) -> None:
        text = DOC.read_text("utf-8")
        missing = [w for w in [*TEMPLATES, *NUMBER_FIELDS, *TEXT_FIELDS] if f"`{w}`" not in text]
        assert missing == []
