"""Check digits, against sums worked by hand and against a second way of counting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.boleto.checks import barcode_digit, mod10, mod11, rest11

digits = st.text("0123456789", min_size=1, max_size=60)


class TestMod10:
    @pytest.mark.parametrize(
        # 2·1+1·2 … worked by hand: the digits of each product, from the right.
        ("text", "expected"),
        [("0", "0"), ("5", "9"), ("12", "5"), ("001905009", "5"), ("4014481606", "9")],
    )
    def test_by_hand(self, text: str, expected: str) -> None:
        assert mod10(text) == expected

    @given(digits, st.data())
    def test_notices_every_single_wrong_digit(self, text: str, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(text) - 1))
        other = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
        assert mod10(text[:at] + other + text[at + 1 :]) != mod10(text)


class TestMod11:
    @given(digits)
    def test_the_rest_by_long_addition(self, text: str) -> None:
        total, weight = 0, 2
        for digit in text[::-1]:
            total += int(digit) * weight
            weight = 2 if weight == 9 else weight + 1
        rest = total - total // 11 * 11
        assert rest11(text) == rest
        assert mod11(text) == {0: "0", 1: "0"}.get(rest, str(11 - rest))
        assert barcode_digit(text) == {0: "1", 1: "1", 10: "1"}.get(rest, str(11 - rest))

    @given(digits, st.data())
    def test_the_rest_notices_every_single_wrong_digit(
        self, text: str, data: st.DataObject
    ) -> None:
        at = data.draw(st.integers(0, len(text) - 1))
        other = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
        assert rest11(text[:at] + other + text[at + 1 :]) != rest11(text)
