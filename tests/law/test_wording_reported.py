"""Texts that the check once judged wrongly, each with its variants; see tests/golden/wording."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from acerto.law.rules.message import Draft, judge
from acerto.law.rules.wording import Truths, check

ON = date(2026, 11, 1)
PATH = Path(__file__).parents[1] / "golden/wording/reported.yaml"
REPORTED: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))


def grouped(part: str) -> list[tuple[str, str]]:
    return [(group, text) for group, texts in REPORTED[part].items() for text in texts]


def seen(text: str, truths: Truths | None) -> set[str]:
    return {one.group for one in check(text, on=ON, truths=truths)}


class TestText:
    @pytest.mark.parametrize(("group", "text"), grouped("unlawful"))
    def test_refuses_pasted_and_before_a_send(self, group: str, text: str) -> None:
        assert group in seen(text, None)
        assert group in seen(text, Truths())

    @pytest.mark.parametrize(("group", "text"), grouped("before_a_send"))
    def test_refuses_before_a_send_what_is_not_planned(self, group: str, text: str) -> None:
        assert group in seen(text, Truths())

    @pytest.mark.parametrize(("group", "text"), grouped("tricks"))
    def test_reads_through_a_trick_of_writing(self, group: str, text: str) -> None:
        assert group in seen(text, None)

    @pytest.mark.parametrize("text", REPORTED["lawful"])
    def test_lets_a_lawful_text_pass(self, text: str) -> None:
        assert seen(text, None) == set()
        assert seen(text, Truths()) == set()


class TestNeutral:
    @pytest.mark.parametrize("text", REPORTED["neutral"])
    def test_refuses_what_tells_of_a_debt(self, text: str) -> None:
        refused = judge(Draft("sms", text, neutral=True), on=ON, truths=Truths()).refused
        assert {one.group for one in refused} == {"debt_told"}
        assert judge(Draft("sms", text), on=ON, truths=Truths()).lawful

    @pytest.mark.parametrize("text", REPORTED["neutral_lawful"])
    def test_lets_a_neutral_message_pass(self, text: str) -> None:
        assert judge(Draft("sms", text, neutral=True), on=ON, truths=Truths()).lawful


class TestSubject:
    def in_subject(self, subject: str) -> set[str]:
        draft = Draft("email", "Olá.", subject=subject)
        return {one.group for one in judge(draft, on=ON, truths=Truths()).in_subject}

    @pytest.mark.parametrize("subject", REPORTED["subjects"])
    def test_refuses_a_subject_that_tells_of_a_debt(self, subject: str) -> None:
        assert "subject" in self.in_subject(subject)

    @pytest.mark.parametrize("subject", REPORTED["subjects_lawful"])
    def test_lets_a_neutral_subject_pass(self, subject: str) -> None:
        assert self.in_subject(subject) == set()
