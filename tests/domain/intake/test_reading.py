"""Files as they really come: encodings, delimiters, and everything broken."""

import pytest

from acerto.domain.intake.reading import open_sheet, scan
from acerto.domain.intake.types import FileProblem


def read(path, *, encoding: str = "auto", delimiter: str = ""):
    with open_sheet(
        path=path, scanned=scan(path=path, encoding=encoding), delimiter=delimiter
    ) as sheet:
        return sheet.header, list(sheet.rows)


@pytest.fixture
def file(tmp_path):
    def write(content: str | bytes, encoding: str = "utf-8"):
        path = tmp_path / "a.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


class TestSheet:
    @pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
    def test_finds_the_delimiter(self, file, mark):
        header, rows = read(file(f"a{mark}b\n1{mark}2\n"))
        assert header == ("a", "b")
        assert rows == [(2, ["1", "2"])]

    def test_takes_the_declared_delimiter(self, file):
        assert read(file("a;b,c\n1;2,3\n"), delimiter=",")[0] == ("a;b", "c")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
    def test_finds_the_encoding(self, file, encoding):
        header, rows = read(file("município;ação\nSão Paulo;é\n", encoding))
        assert header == ("município", "ação")
        assert rows == [(2, ["São Paulo", "é"])]

    def test_reads_what_windows_adds_to_latin_1(self, file):
        assert read(file("a;b\n“x” – €;y\n", "cp1252"))[1] == [(2, ["“x” – €", "y"])]

    def test_reads_each_line_in_its_own_encoding(self, file):
        lines = [b"a;b\n", "São;João\n".encode(), "São;João\n".encode("cp1252")]
        wanted = ["São", "João"]
        for before in (b"", b"\xef\xbb\xbf"):
            header, rows = read(file(before + b"".join([*lines, *lines[1:2]])))
            assert header == ("a", "b")
            assert [cells for _line, cells in rows] == [wanted] * 3

    def test_numbers_lines_of_the_file_and_skips_blank_ones(self, file):
        rows = read(file('a;b\r\n\r\n"1\r\n1";2\r\n;\r\n3;4\r\n'))[1]
        assert [(line, cells[1]) for line, cells in rows] == [(3, "2"), (6, "4")]

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_numbers_every_record_by_its_first_line(self, file, end):
        cells = ["1", f'"2{end}2"', "3", f'"4{end}4{end}4"', ""]
        lines = [
            f"{number};{cells[number % 5 if number % 700 < 9 else 0]}" for number in range(2_500)
        ]
        content = end.join(["a;b", *lines, ""])
        wanted, at = [], 2
        for line in lines:
            wanted.append((at, line.partition(";")[0]))
            at += 1 + line.count(end)
        assert [(line, row[0]) for line, row in read(file(content))[1]] == wanted

    def test_heeds_the_separator_that_excel_tells(self, file):
        assert read(file("sep=,\na,b\n1,2;3\n")) == (("a", "b"), [(3, ["1", "2;3"])])
        assert read(file("\ufeffsep=;\r\na;b\r\n1;2\r\n"))[1] == [(3, ["1", "2"])]

    def test_takes_a_whole_last_line_without_its_end(self, file):
        assert len(read(file("a;b\n1;2"))[1]) == 1
        assert len(read(file("a;b\n1;2,00\n3;14,50"))[1]) == 2

    def test_drops_the_empty_column_of_a_trailing_delimiter(self, file):
        assert read(file("a;b;\n1;2;\n"))[0] == ("a", "b")


class TestBrokenFile:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "empty_file"),
            (b"\xef\xbb\xbf\n \n", "empty_file"),
            (b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)), "binary_file"),
            (b"a;b\n1;\x00\n", "binary_file"),
            (b"isto nao e uma tabela\n", "no_header"),
            (b'a;b\n1;"2\n3;4\n', "unbalanced_quotes"),
            (b'a;b\n1;"2"x\n3;4\n', "unbalanced_quotes"),
            (b'a;b\n1;"2\n' + b"3;4\n" * 60 + b'5;6"\n', "unbalanced_quotes"),
            (b"a;b;c\n1;2;3\n4;5", "cut_file"),
            (b"a;b\n1;2,00\n3;4,5", "cut_file"),
            (b"a;b\n1;1.002,00\n3;1.2", "cut_file"),
            (b"a;b\n1;2,00\n3;", "cut_file"),
            (b"a;b\n1;" + b"x" * 200_000 + b"\n", "long_field"),
            (b"a;b\n" + b"x" * 300_000 + b"\n", "endless_line"),
            (b"x" * 300_000, "endless_line"),
            (b"a;b\n" + b"1;2\n" * 400_000 + b"x" * 300_000 + b"\n1;2\n", "endless_line"),
        ],
    )
    def test_is_refused_with_a_sentence(self, file, content, code):
        with pytest.raises(FileProblem) as refused:
            read(file(content))
        assert refused.value.code == code
        assert refused.value.message.endswith(".")

    def test_says_which_line_has_the_quote(self, file):
        with pytest.raises(FileProblem, match="A linha 3 "):
            read(file('a;b\n1;2\n3;"4\n'))
        with pytest.raises(FileProblem, match="A linha 2505 "):
            read(file('a;b\n"1\n1";2\n' + "1;2\n" * 2_501 + '3;"4\n'))

    def test_is_not_read_as_utf_8_when_it_is_not(self, file):
        with pytest.raises(FileProblem) as refused:
            read(file("a;b\né;1\n", "latin-1"), encoding="utf-8")
        assert refused.value.code == "wrong_encoding"

    @pytest.mark.parametrize("name", ["nada.csv", "."])
    def test_may_not_be_there(self, tmp_path, name):
        with pytest.raises(FileProblem) as refused:
            scan(path=tmp_path / name)
        assert refused.value.code == "missing_file"
