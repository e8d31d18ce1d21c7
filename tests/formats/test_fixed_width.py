"""Fixed width: lines as values and back, each kind at its edges, and what is wrong where."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.fixed_width import (
    AT_SIGHT,
    Value,
    lines_of,
    plain_text,
    read_line,
    record,
    write_line,
)

TABLE = record(
    name="exemplo",
    width=80,
    rows=[
        (1, 1, "kind", "=7", "tipo"),
        (2, 9, "moved_on", "ddmmyyyy!", "data do movimento"),
        (10, 17, "due_on", "due", "vencimento"),
        (18, 25, "born_on", "yyyymmdd", "nascimento"),
        (26, 35, "face_cents", "cents", "valor"),
        (36, 40, "count", "number", "quantidade"),
        (41, 46, "agency", "digits", "agência"),
        (47, 51, "code", "code", "código"),
        (52, 57, "name", "name", "nome"),
        (58, 71, "tax_id", "tax_id", "documento"),
        (72, 79, "fee_cents", "comma_cents", "tarifa"),
        (80, 80, "filler", "blank", "brancos"),
    ],
)
LINE = "7030120269999003019800229000001234500042000123AB-1 JOSEFA12ABC34501DE3500012,50 "
VALUES: dict[str, Value] = {
    "moved_on": date(2026, 1, 3),
    "due_on": "at_sight+30",
    "born_on": date(1980, 2, 29),
    "face_cents": 12345,
    "count": 42,
    "agency": "000123",
    "code": "AB-1",
    "name": "JOSEFA",
    "tax_id": "12ABC34501DE35",
    "fee_cents": 1250,
}


def changed(first: int, text: str) -> str:
    return LINE[: first - 1] + text + LINE[first - 1 + len(text) :]


class TestRecord:
    @pytest.mark.parametrize(
        "rows",
        [
            [(1, 5, "a", "code", "a"), (7, 10, "b", "code", "b")],
            [(1, 5, "a", "code", "a"), (5, 10, "b", "code", "b")],
            [(1, 9, "a", "code", "a")],
            [(2, 10, "a", "code", "a")],
        ],
        ids=["gap", "overlap", "short", "late"],
    )
    def test_fields_follow_one_another_to_the_width(
        self, rows: list[tuple[str | int, ...]]
    ) -> None:
        with pytest.raises(ValueError, match="x: "):
            record(name="x", width=10, rows=rows)


class TestReadLine:
    def test_every_kind(self) -> None:
        assert read_line(table=TABLE, text=LINE, line=1) == (VALUES, [])

    @pytest.mark.parametrize(
        ("first", "text", "field", "value"),
        [
            (2, "00000000", "moved_on", None),
            (2, "        ", "moved_on", None),
            (10, "99999999", "due_on", AT_SIGHT),
            (10, "99990001", "due_on", "at_sight+1"),
            (10, "31122026", "due_on", date(2026, 12, 31)),
            (26, "          ", "face_cents", None),
            (26, "     12345", "face_cents", 12345),
            (36, "     ", "count", None),
            (41, "      ", "agency", ""),
            (58, "00012345678909", "tax_id", "00012345678909"),
            (72, "00000000", "fee_cents", 0),
            (52, "JOÃO  ", "name", "JOÃO"),
        ],
    )
    def test_what_is_empty_or_special(
        self, first: int, text: str, field: str, value: Value
    ) -> None:
        values, problems = read_line(table=TABLE, text=changed(first, text), line=1)
        assert (values[field], problems) == (value, [])

    @pytest.mark.parametrize(
        ("first", "text", "field", "code"),
        [
            (1, "8", "kind", "constant"),
            (2, "31022026", "moved_on", "date_invalid"),
            (2, "01010001", "moved_on", "date_invalid"),
            (2, "2026O101", "moved_on", "not_numeric"),
            (10, "99980030", "due_on", "date_invalid"),
            (26, "12345     ", "face_cents", "not_numeric"),
            (26, "-000012345", "face_cents", "not_numeric"),
            (26, "0000123,45", "face_cents", "not_numeric"),
            (36, "٤٢٤٢٤", "count", "not_numeric"),
            (58, "123.456.789-09", "tax_id", "not_numeric"),
            (72, "00001250", "fee_cents", "not_numeric"),
        ],
    )
    def test_what_cannot_be_read_names_its_column(
        self, first: int, text: str, field: str, code: str
    ) -> None:
        values, problems = read_line(table=TABLE, text=changed(first, text), line=9)
        assert [(one.line, one.column, one.field, one.code) for one in problems] == [
            (9, first, field, code)
        ]
        assert values.get(field) is None

    def test_a_longer_line_is_told(self) -> None:
        _values, problems = read_line(table=TABLE, text=LINE + "X", line=1)
        assert [(one.column, one.code) for one in problems] == [(81, "line_too_long")]

    @given(st.text(max_size=100))
    def test_any_text_is_values_and_problems(self, text: str) -> None:
        values, _problems = read_line(table=TABLE, text=text.ljust(80), line=1)
        assert set(values) == set(VALUES)


class TestWriteLine:
    def test_every_kind(self) -> None:
        assert write_line(table=TABLE, values=VALUES, line=1) == (LINE, [])

    def test_what_is_missing_is_zeros_or_blanks(self) -> None:
        text, problems = write_line(table=TABLE, values={"moved_on": date(2026, 1, 3)}, line=1)
        assert text == "703012026" + "0" * 37 + " " * 11 + "0" * 22 + " "
        assert problems == []

    def test_text_is_bare_capitals_and_a_name_is_cut(self) -> None:
        values = {**VALUES, "name": "  joão   d'ávila º", "tax_id": "12.abc.345/01de-35"}
        text, problems = write_line(table=TABLE, values=values, line=1)
        assert (text[51:57], text[57:71], problems) == ("JOAO D", "12ABC34501DE35", [])
        assert plain_text("São–João 1º\n2ª ☃") == "SAO-JOAO 1O 2A"

    def test_marks_between_digits_fall(self) -> None:
        text, problems = write_line(table=TABLE, values={**VALUES, "agency": "(01) 2-3"}, line=1)
        assert (text[40:46], problems) == ("000123", [])

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("moved_on", None, "missing"),
            ("moved_on", "ontem", "wrong_type"),
            ("moved_on", 3, "wrong_type"),
            ("face_cents", -1, "too_large"),
            ("face_cents", 10**10, "too_large"),
            ("face_cents", "10,00", "wrong_type"),
            ("face_cents", date(2026, 1, 1), "not_a_date"),
            ("face_cents", True, "wrong_type"),
            ("code", "ABCDEF", "too_long"),
            ("agency", "12A", "not_numeric"),
            ("agency", "1234567", "too_long"),
            ("due_on", "at_sight+9999", "date_invalid"),
            ("due_on", "at_sight-1", "date_invalid"),
            ("fee_cents", 10**7, "too_large"),
            ("strange", 1, "unknown_field"),
        ],
    )
    def test_what_does_not_fit_is_a_problem(self, field: str, value: Value, code: str) -> None:
        _text, problems = write_line(table=TABLE, values={**VALUES, field: value}, line=4)
        assert [(one.line, one.field, one.code) for one in problems] == [(4, field, code)]

    @given(
        st.fixed_dictionaries(
            {
                "moved_on": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
                "due_on": st.one_of(
                    st.none(),
                    st.just(AT_SIGHT),
                    st.integers(1, 9998).map(lambda days: f"at_sight+{days}"),
                    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
                ),
                "born_on": st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2199, 12, 31))),
                "face_cents": st.integers(0, 10**10 - 1),
                "count": st.integers(0, 99999),
                "agency": st.from_regex(r"[0-9]{6}", fullmatch=True),
                "code": st.from_regex(r"([!-`{-~]{1,5})?", fullmatch=True),
                "name": st.from_regex(r"([A-Z]{1,6})?", fullmatch=True),
                "tax_id": st.from_regex(r"[0-9A-Z]{14}", fullmatch=True),
                "fee_cents": st.integers(0, 9_999_999),
            }
        )
    )
    def test_what_is_written_is_read_again(self, values: dict[str, Value]) -> None:
        text, problems = write_line(table=TABLE, values=values, line=1)
        assert problems == []
        assert len(text) == 80
        assert text.isascii()
        assert read_line(table=TABLE, text=text, line=1) == (values, [])


class TestLines:
    def test_ends_marks_and_blanks(self) -> None:
        octets = b"\xef\xbb\xbfA\r\n\r\nB  \nC\x1a\n\x1a"
        assert [*lines_of(octets=octets, width=3)] == [(1, "A  "), (3, "B  "), (4, "C  ")]

    def test_old_line_ends(self) -> None:
        assert [*lines_of(octets=b"A\rB\r", width=2)] == [(1, "A "), (2, "B ")]

    @pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
    def test_accents_do_not_move_columns(self, codec: str) -> None:
        line = changed(52, "JOÃO É")
        ((_number, text),) = lines_of(octets=line.encode(codec) + b"\n", width=80)
        values, problems = read_line(table=TABLE, text=text, line=1)
        assert (values["name"], values["tax_id"], problems) == ("JOÃO É", "12ABC34501DE35", [])

    def test_utf8_that_fills_its_bytes(self) -> None:
        octets = changed(52, "??????").encode().replace(b"??????", "JOÃO ".encode())
        ((_number, text),) = lines_of(octets=octets, width=80)
        values, _problems = read_line(table=TABLE, text=text, line=1)
        assert (values["name"], values["tax_id"]) == ("JOÃO", "12ABC34501DE35")
