"""What happens to bank files on their way: ends, blanks, marks, encodings. Columns must hold."""

from io import BytesIO
from pathlib import Path

import pytest

from acerto.formats.cnab import NotCnab, Problem, ReturnFile, Title

GOLDEN = Path(__file__).parents[2] / "golden" / "cnab"
FILES = ("bradesco_400_6t.ret", "sicoob_240_5t.ret", "bb_400_conv7_1t.ret", "itau_240_2t.ret")


def titles_of(octets: bytes) -> list[Title]:
    return [item for item in ReturnFile(BytesIO(octets)) if isinstance(item, Title)]


def problems_of(octets: bytes) -> list[Problem]:
    return [item for item in ReturnFile(BytesIO(octets)) if isinstance(item, Problem)]


def lines_of(name: str) -> list[bytes]:
    return (GOLDEN / name).read_bytes().replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")


@pytest.mark.parametrize("name", FILES)
class TestTheSameTitles:
    def test_with_other_line_ends(self, name: str) -> None:
        lines, wanted = lines_of(name), titles_of((GOLDEN / name).read_bytes())
        for end in (b"\n", b"\r\n", b"\r"):
            assert titles_of(end.join(lines) + end) == wanted

    def test_with_blanks_lost_or_added(self, name: str) -> None:
        lines, wanted = lines_of(name), titles_of((GOLDEN / name).read_bytes())
        assert titles_of(b"\n".join(line.rstrip() for line in lines)) == wanted
        assert titles_of(b"\n".join(line + b" " * 68 for line in lines)) == wanted
        assert problems_of(b"\n".join(line + b" " for line in lines)) == problems_of(
            b"\n".join(lines)
        )

    def test_with_marks_at_either_end(self, name: str) -> None:
        octets, wanted = (GOLDEN / name).read_bytes(), titles_of((GOLDEN / name).read_bytes())
        assert titles_of(b"\xef\xbb\xbf" + octets) == wanted
        assert titles_of(octets + b"\x1a") == wanted
        assert titles_of(octets + b"\r\n\r\n\x1a\x00") == wanted

    def test_without_any_line_end(self, name: str) -> None:
        width = 240 if "240" in name else 400
        lines = [line.ljust(width)[:width] for line in lines_of(name)]
        wanted = titles_of((GOLDEN / name).read_bytes())
        assert titles_of(b"".join(lines)) == wanted
        assert titles_of(b"".join(lines) + b"\r\n\x1a") == wanted


def test_a_long_file_without_line_ends_is_cut_all_along() -> None:
    lines = [line.ljust(400)[:400] for line in lines_of("bradesco_400_6t.ret")]
    body = [line[:394] + b"%06d" % (at + 2) for at, line in enumerate(lines[1:2] * 2_000)]
    end = lines[-1][:394] + b"002002"
    octets = b"".join([lines[0], *body, end])
    assert len(titles_of(octets)) == 2_000
    assert problems_of(octets) == []


class TestEncodings:
    def named(self, encoded: bytes, *, width: int = 240) -> Title:
        """A title whose payer's name was put in as bytes."""
        lines = lines_of("sicredi_240.ret")
        before, after = lines[2][:148], lines[2][188:]
        lines[2] = before + encoded.ljust(40) + after
        return titles_of(b"\n".join(lines))[0]

    @pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
    def test_one_byte_a_letter(self, encoding: str) -> None:
        title = self.named("JOSÉ DA CONCEIÇÃO".encode(encoding))
        assert title.payer_name == "JOSÉ DA CONCEIÇÃO"

    def test_utf8_counted_in_letters(self) -> None:
        name = "JOSÉ DA CONCEIÇÃO".ljust(40).encode()
        title = self.named(name)
        assert title.payer_name == "JOSÉ DA CONCEIÇÃO"
        assert title.reasons[0].code == "A4"  # what stands after the name did not move

    def test_utf8_counted_in_bytes(self) -> None:
        title = self.named("JOSÉ DA CONCEIÇÃO".encode())
        assert title.payer_name == "JOSÉ DA CONCEIÇÃO"
        assert title.reasons[0].code == "A4"

    def test_utf8_taken_for_latin1_and_written_again(self) -> None:
        twice = "JOSÉ DA CONCEIÇÃO".ljust(40).encode().decode("latin-1").encode()
        title = self.named(twice)
        assert title.payer_name == "JOSÉ DA CONCEIÇÃO"
        assert title.reasons[0].code == "A4"


def test_the_stream_stays_open() -> None:
    stream = BytesIO((GOLDEN / "bb_240_5t.ret").read_bytes())
    assert len(list(ReturnFile(stream))) == 5
    assert not stream.closed
    stream.seek(0)
    assert len(list(ReturnFile(stream))) == 5


class TestRefused:
    @pytest.mark.parametrize(
        ("octets", "code"),
        [
            (b"", "empty"),
            (b"\r\n \n\x1a", "empty"),
            (b"\xff\xfe0\x002\x00", "utf16"),
            (b"%PDF-1.7", "not_cnab"),
            (b"OFXHEADER:100", "not_cnab"),
            (b"name;cpf;amount\n", "not_cnab"),
            (b"02RETORNO01COBRANCA", "bank_missing"),
            (b"00100000", "direction_missing"),
            (b"\x00" * 5000, "empty"),
            (b"A" * 5_000_000, "not_cnab"),
        ],
    )
    def test_what_is_no_cnab_is_one_sentence(self, octets: bytes, code: str) -> None:
        with pytest.raises(NotCnab) as refused:
            ReturnFile(BytesIO(octets))
        assert refused.value.code == code
        assert refused.value.message.endswith(".")

    def test_a_remittance_is_no_return(self) -> None:
        lines = lines_of("bb_240_5t.ret")
        lines[0] = lines[0][:142] + b"1" + lines[0][143:]
        with pytest.raises(NotCnab) as refused:
            ReturnFile(BytesIO(b"\n".join(lines)))
        assert refused.value.code == "not_a_return"
