"""Text as people look for it."""

import pytest

from acerto.core.text import bare, search_key


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
