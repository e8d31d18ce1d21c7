"""Bad lines become values with line, column and reason; the good part goes on."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acerto.formats.cnab import Kind, NotCnab, Problem, ReturnFile, Title

GOLDEN = Path(__file__).parents[2] / "golden" / "cnab"
BRADESCO = (GOLDEN / "bradesco_400_6t.ret").read_bytes().split(b"\r\n")
CAIXA = (GOLDEN / "caixa_sigcb_240_9t.ret").read_bytes().split(b"\r\n")


def read(lines: list[bytes]) -> tuple[list[Title], list[Problem]]:
    items = list(ReturnFile(BytesIO(b"\r\n".join(lines))))
    return (
        [item for item in items if isinstance(item, Title)],
        [item for item in items if isinstance(item, Problem)],
    )


def put(line: bytes, first: int, text: bytes) -> bytes:
    return line[: first - 1] + text + line[first - 1 + len(text) :]


def changed(lines: list[bytes], number: int, first: int, text: bytes) -> list[bytes]:
    return [*lines[: number - 1], put(lines[number - 1], first, text), *lines[number:]]


class TestFields:
    def test_an_amount_that_is_none_is_named_and_the_rest_is_read(self) -> None:
        titles, problems = read(changed(BRADESCO, 3, 153, b"00000000180A0"))
        assert [(one.line, one.column, one.field, one.level) for one in problems] == [
            (3, 153, "face_cents", "error")
        ]
        assert (
            problems[0].message
            == "Linha 3, colunas 153 a 165 (face_cents): deveria ter só dígitos."
        )
        assert len(titles) == 6
        assert titles[1].face_cents is None
        assert titles[1].our_number == "51350000004P"

    def test_a_day_that_no_calendar_has(self) -> None:
        titles, problems = read(changed(BRADESCO, 2, 147, b"310215"))
        assert (problems[0].field, problems[0].column) == ("due_on", 147)
        assert titles[0].due_on is None

    @pytest.mark.parametrize("sight", [b"000000", b"      ", b"999999", b"888888"])
    def test_titles_due_at_sight_have_no_day_and_no_error(self, sight: bytes) -> None:
        titles, problems = read(changed(BRADESCO, 2, 147, sight))
        assert (titles[0].due_on, problems) == (None, [])

    def test_a_blank_amount_is_none_and_no_error(self) -> None:
        titles, problems = read(changed(BRADESCO, 2, 267, b" " * 13))
        assert (titles[0].interest_cents, problems) == (None, [])

    def test_an_amount_aligned_with_blanks_is_read(self) -> None:
        titles, problems = read(changed(BRADESCO, 2, 153, b"       145000"))
        assert (titles[0].face_cents, problems) == (145000, [])

    @pytest.mark.parametrize("trick", ["0000000_14500", "+000000145000", "-000000145000"])
    def test_only_digits_are_digits(self, trick: str) -> None:
        titles, problems = read(changed(BRADESCO, 2, 153, trick.encode()))
        assert titles[0].face_cents is None
        assert problems[0].code == "field_unreadable"

    def test_an_occurrence_that_is_not_published_keeps_its_code(self) -> None:
        titles, _ = read(changed(BRADESCO, 2, 109, b"77"))
        assert (titles[0].kind, titles[0].occurrence) == (Kind.UNKNOWN, "77")
        assert titles[0].occurrence_text is None


class TestStructure:
    def test_lines_that_are_missing(self) -> None:
        titles, problems = read([*BRADESCO[:3], *BRADESCO[4:]])
        assert len(titles) == 5
        assert [one.code for one in problems] == ["sequence_gap", "total_mismatch"]
        assert {one.level for one in problems} == {"warning"}

    def test_no_trailer(self) -> None:
        titles, problems = read(BRADESCO[:5])
        assert len(titles) == 4
        assert problems[-1].code == "no_trailer"

    def test_a_segment_t_without_its_u(self) -> None:
        titles, problems = read([*CAIXA[:3], *CAIXA[4:]])
        assert len(titles) == 9
        assert titles[0].face_cents == 8000
        assert titles[0].paid_cents is None
        assert ("segment_missing", 3) in [(one.code, one.line) for one in problems]

    def test_a_segment_u_without_its_t(self) -> None:
        titles, problems = read([*CAIXA[:2], *CAIXA[3:]])
        assert len(titles) == 8
        assert ("segment_alone", 3) in [(one.code, one.line) for one in problems]

    def test_a_record_that_the_layout_does_not_have(self) -> None:
        titles, problems = read([*BRADESCO[:2], b"X" + BRADESCO[2][1:], *BRADESCO[3:]])
        assert len(titles) == 5
        assert ("record_unknown", 3) in [(one.code, one.line) for one in problems]

    def test_an_optional_record_without_a_table_is_told_and_counted(self) -> None:
        extra = put(put(CAIXA[2], 14, b"Y"), 9, b"00003")
        later = [put(line, 9, b"%05d" % at) for at, line in enumerate(CAIXA[4:-3], start=4)]
        titles, problems = read([*CAIXA[:4], extra, *later, *CAIXA[-3:]])
        assert len(titles) == 9
        assert [one.code for one in problems] == [
            "record_unread",
            "total_mismatch",
            "total_mismatch",
        ]
        assert {one.level for one in problems} == {"warning"}

    def test_a_file_of_payments_is_no_collection(self) -> None:
        lines = [*CAIXA[:2], *(put(line, 14, b"A") for line in CAIXA[2:-3]), *CAIXA[-3:]]
        with pytest.raises(NotCnab) as refused:
            read(lines)
        assert refused.value.code == "not_collection"
        assert "segmento A" in refused.value.message

    def test_text_beyond_the_last_column(self) -> None:
        lines = [*BRADESCO[:2], BRADESCO[2] + b" X", *BRADESCO[3:]]
        titles, problems = read(lines)
        assert len(titles) == 6
        assert [(one.code, one.column) for one in problems] == [("line_too_long", 401)]

    def test_counts_in_trailers_are_compared(self) -> None:
        number = next(at for at, line in enumerate(CAIXA, 1) if line[7:8] == b"9")
        _, problems = read(changed(CAIXA, number, 24, b"000099"))
        assert problems[-1].message == f"Linha {number}: o rodapé diz 99 linhas, e há 22."


class TestLongFiles:
    def test_numbers_of_lines_begin_anew_beyond_what_they_can_count(self) -> None:
        body = [CAIXA[2 + number % 2] for number in range(100_002)]
        lines = [*CAIXA[:2]]
        lines += [put(line, 9, b"%05d" % (number % 10**5)) for number, line in enumerate(body, 1)]
        lines += [put(CAIXA[-3], 18, b"%06d" % 100_004), put(CAIXA[-2], 24, b"%06d" % 100_006)]
        titles, problems = read(lines)
        assert (len(titles), problems) == (50_001, [])


class TestAnything:
    @settings(max_examples=150, deadline=None)
    @given(
        st.sampled_from([BRADESCO, CAIXA]),
        st.lists(
            st.tuples(st.integers(0, 7), st.integers(0, 399), st.binary(max_size=30)), max_size=6
        ),
        st.binary(max_size=20),
    )
    def test_no_file_makes_it_crash(
        self, lines: list[bytes], cuts: list[tuple[int, int, bytes]], tail: bytes
    ) -> None:
        spoiled = list(lines)
        for number, at, text in cuts:
            line = spoiled[number]
            spoiled[number] = line[:at] + text + line[at + len(text) :]
        with suppress(NotCnab):
            items = list(ReturnFile(BytesIO(b"\r\n".join([*spoiled, tail]))))
            assert all(isinstance(item, (Title, Problem)) for item in items)
