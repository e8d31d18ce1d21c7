"""Text as people look for it."""

import pytest

from acerto.core.text import bare, name_key, search_key, shown, visible, words_sought


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("João D'Ávila Ç", "joao d'avila c"),
        ("JOA\u0303O", "joao"),
        ("plain 12", "plain 12"),
        ("", ""),
    ],
)
def test_bare(text: str, wanted: str) -> None:
    assert bare(text) == wanted


def test_search_key_has_single_spaces() -> None:
    assert search_key("  São \t Paulo\u00a0SP ") == "sao paulo sp"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Maria d'Ávila", "maria d avila davila"),
        ("D’Artagnan", "d artagnan dartagnan"),
        ("José Silva-Souza", "jose silva souza"),
        ("A_B [c] “d”", "a b c d"),
        ("Antunes & Filhos Ltda.", "antunes filhos ltda"),
        ("", ""),
        ("--", ""),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


def test_what_cannot_be_seen_is_written_out() -> None:
    assert visible("São Paulo — 1,00") == "São Paulo — 1,00"
    assert visible("a\nb\x1b[31m\x00\u202e\udc80") == "a\\nb\\x1b[31m\\x00\\u202e\\udc80"


def test_what_a_stranger_wrote_is_cut() -> None:
    assert shown("x" * 40) == "x" * 40
    assert shown("x" * 41) == "x" * 40 + "…"
    assert shown("\n" * 3, most=2) == "\\n\\n…"


def test_words_sought_have_no_signs() -> None:
    assert words_sought(" D’Ávila,  Maria: ") == "d avila maria"
