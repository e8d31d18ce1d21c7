"""Text as people look for it."""

import pytest

from acerto.core.text import bare, name_key, search_key, words_sought


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


def test_words_sought_have_no_signs() -> None:
    assert words_sought(" D’Ávila,  Maria: ") == "d avila maria"
