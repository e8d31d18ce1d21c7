"""OFX: real files with accounts and documents replaced, each known quirk alone, and noise."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.statement.ofx import read_ofx
from acerto.formats.statement.types import Account, InvalidStatement, Statement

GOLDEN = Path(__file__).parents[2] / "golden" / "statements"
EXPECTED: dict[str, Any] = yaml.safe_load((GOLDEN / "expected.yaml").read_text("utf-8"))
FILES = {name: (GOLDEN / name).read_bytes() for name in EXPECTED}
HEAD = "OFXHEADER:100\nDATA:OFXSGML\nENCODING:USASCII\nCHARSET:1252\n\n"
BALANCE = "<LEDGERBAL><BALAMT>10.00<DTASOF>20260105</LEDGERBAL>"


def moved(**tags: str) -> str:
    """One transaction; keyword None would leave a tag out."""
    said = {
        "TRNTYPE": "CREDIT",
        "DTPOSTED": "20260102",
        "TRNAMT": "1.00",
        "FITID": "1",
        "MEMO": "PIX",
    }
    said |= tags
    return "<STMTTRN>" + "".join(f"<{tag}>{text}\n" for tag, text in said.items()) + "</STMTTRN>\n"


def listed(*movements: str, number: str = "555-1", currency: str = "BRL") -> str:
    return (
        f"<STMTTRNRS><STMTRS><CURDEF>{currency}\n<BANKACCTFROM><BANKID>341\n<ACCTID>{number}\n"
        f"<ACCTTYPE>CHECKING\n</BANKACCTFROM><BANKTRANLIST><DTSTART>20260101\n<DTEND>20260131\n"
        f"{''.join(movements)}</BANKTRANLIST>{BALANCE}</STMTRS></STMTTRNRS>\n"
    )


def file_of(*lists: str) -> bytes:
    return f"{HEAD}<OFX><BANKMSGSRSV1>\n{''.join(lists)}</BANKMSGSRSV1></OFX>\n".encode()


def read(*movements: str) -> Statement:
    return read_ofx(octets=file_of(listed(*movements)))


def only(statement: Statement) -> Account:
    (account,) = statement.accounts
    return account


class TestRealFiles:
    @pytest.mark.parametrize("name", EXPECTED)
    def test_says_what_was_counted(self, name: str) -> None:
        expected = EXPECTED[name]
        account = only(statement := read_ofx(octets=FILES[name]))
        assert statement.problems == []
        assert len(account.transactions) == expected["transactions"]
        assert len(account.balance_lines) == expected.get("balance_lines", 0)
        assert sum(one.amount_cents for one in account.transactions) == expected["total_cents"]
        assert account.balance_cents == expected["balance_cents"]
        assert account.bank == expected["bank"]
        for field, value in expected.get("first", {}).items():
            assert getattr(account.transactions[0], field) == value
        for place, kind in expected.get("kinds", {}).items():
            assert account.transactions[place].kind == kind

    @pytest.mark.parametrize("name", EXPECTED)
    def test_every_id_is_the_banks_and_stands_alone(self, name: str) -> None:
        transactions = only(read_ofx(octets=FILES[name])).transactions
        assert [one.id for one in transactions] == [one.bank_id for one in transactions]
        assert len({one.id for one in transactions}) == len(transactions)
        assert len({one.fingerprint for one in transactions}) == len(transactions)

    def test_zero_dates_are_no_dates(self) -> None:
        assert only(read_ofx(octets=FILES["bradesco-zero-dates.ofx"])).balance_on is None

    def test_a_line_of_balance_moves_nothing(self) -> None:
        account = only(read_ofx(octets=FILES["caixa-blank-amount.ofx"]))
        (line,) = account.balance_lines
        assert (line.memo, line.amount_cents, line.on) == ("SALDO DIA", None, date(2022, 4, 11))

    @pytest.mark.parametrize("name", EXPECTED)
    def test_reads_the_same_with_other_line_ends(self, name: str) -> None:
        expected = read_ofx(octets=FILES[name])
        for ends in (b"\r\n", b"\r"):
            assert read_ofx(octets=FILES[name].replace(b"\n", ends)) == expected

    def test_the_name_stands_beside_the_memo(self) -> None:
        fourth = only(read_ofx(octets=FILES["real-tabs.ofx"])).transactions[3]
        assert (fourth.memo, fourth.payee) == ("TITULO COBRANCA-IB", "Pagto conta telefone")


class TestAmounts:
    @pytest.mark.parametrize(
        ("text", "cents"),
        [
            ("-530,86", -53086),
            ("1.234,56", 123456),
            ("-1.234.567,89", -123456789),
            ("1,234.56", 123456),
            ("+10.00", 1000),
            ("- 10.00", -1000),
            ("10.00-", -1000),
            ("10", 1000),
            (".50", 50),
            ("0.9", 90),
            ("100.0000", 10000),
            ("(300,00)", -30000),
            ("150,00 D", -15000),
            ("150,00C", 15000),
            ("-150,00 D", -15000),
            ("R$ 5,00", 500),
            ("-R$ 5,00", -500),
            ("R$ -5,00", -500),
        ],
    )
    def test_reads_what_banks_write(self, text: str, cents: int) -> None:
        (one,) = only(read(moved(TRNAMT=text))).transactions
        assert one.amount_cents == cents

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "amount_missing"),
            ("   .  ", "amount_missing"),
            ("dez", "amount_unreadable"),
            ("1.005", "amount_ambiguous"),
            ("1,000", "amount_ambiguous"),
            ("0.015", "amount_fraction"),
            ("1.2.3", "amount_unreadable"),
            ("--5.00", "amount_sign"),
            ("-5.00 C", "amount_sign"),
            ("9" * 30, "amount_too_large"),
            ("9" * 60, "amount_unreadable"),
            ("NaN", "amount_unreadable"),
            ("1e5", "amount_unreadable"),
            ("٣.00", "amount_unreadable"),
        ],
    )
    def test_refuses_what_is_none_naming_the_line(self, text: str, code: str) -> None:
        statement = read(moved(FITID="ok", TRNAMT="2"), moved(TRNAMT=text))
        assert [one.id for one in only(statement).transactions] == ["ok"]
        (problem,) = statement.problems
        assert (problem.code, problem.field, problem.line) == (code, "TRNAMT", 19)
        assert problem.level == "error"

    def test_thousands_are_told_from_decimals_by_the_other_amounts(self) -> None:
        commas = only(read(moved(TRNAMT="12,34"), moved(TRNAMT="1.000", FITID="2")))
        points = only(read(moved(TRNAMT="12.34"), moved(TRNAMT="1.000", FITID="2")))
        assert commas.transactions[1].amount_cents == 100_000
        assert points.transactions[1].amount_cents == 100

    def test_a_positive_debit_is_doubted(self) -> None:
        (problem,) = read(moved(TRNTYPE="DEBIT", TRNAMT="5.00")).problems
        assert (problem.code, problem.level) == ("sign_doubt", "warning")


class TestDays:
    @pytest.mark.parametrize(
        "text",
        [
            "20260102",
            "20260102120000",
            "20260102220000[-3:BRT]",
            "20260102000000[0:GMT]",
            "20260102235959.999[-03:EST]",
            "2026-01-02",
            "2026-01-02T10:00:00",
            "02/01/2026",
        ],
    )
    def test_keeps_the_day_that_the_bank_wrote(self, text: str) -> None:
        (one,) = only(read(moved(DTPOSTED=text))).transactions
        assert one.on == date(2026, 1, 2)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("00000000", "date_missing"),
            ("", "date_missing"),
            ("20260230", "date_invalid"),
            ("02012026", "date_invalid"),
            ("12250101", "date_invalid"),
            ("ontem", "date_invalid"),
        ],
    )
    def test_refuses_what_is_none(self, text: str, code: str) -> None:
        statement = read(moved(DTPOSTED=text))
        assert only(statement).transactions == []
        assert [(one.code, one.field) for one in statement.problems] == [(code, "DTPOSTED")]


class TestText:
    def test_entities_are_resolved_and_names_with_ampersands_kept(self) -> None:
        (one,) = only(read(moved(MEMO="A&amp;B &#233; M&LTDA &copy R&#0;S &xxe;"))).transactions
        assert one.memo == "A&B é M&LTDA &copy R S &xxe;"

    def test_a_lone_sign_is_text(self) -> None:
        (one,) = only(read(moved(MEMO="saldo < 10 e > 5"))).transactions
        assert one.memo == "saldo < 10 e > 5"

    def test_cdata_and_comments(self) -> None:
        commented = "<!-- " + moved(FITID="no") + " -->\n" + moved(MEMO="<![CDATA[A < B]]>")
        (one,) = only(read(commented)).transactions
        assert (one.id, one.memo, one.line) == ("1", "A < B", 20)

    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_the_bytes_tell_the_codec_whatever_is_declared(self, codec: str) -> None:
        octets = file_of(listed(moved(MEMO="CRÉDITO – São João"))).decode().encode(codec)
        (one,) = only(read_ofx(octets=octets)).transactions
        assert one.memo == "CRÉDITO – São João"

    def test_two_codecs_in_one_file(self) -> None:
        octets = file_of(listed(moved(MEMO="um é"), moved(MEMO="dois @", FITID="2")))
        mixed = octets.replace(b"@", b"\xe9")
        assert [one.memo for one in only(read_ofx(octets=mixed)).transactions] == ["um é", "dois é"]

    def test_an_empty_memo_gives_way_to_the_name(self) -> None:
        (one,) = only(read(moved(MEMO="", NAME="Padaria"))).transactions
        assert (one.memo, one.payee) == ("Padaria", "Padaria")

    @pytest.mark.parametrize(
        "memo",
        [
            "SALDO DIA",
            "S A L D O",
            "Saldo anterior",
            "SALDO EM 30/06",
            "SALDO TOTAL DISPONÍVEL DIA",
            "Saldo: R$ 10,00",
            "SALDO APLIC AUT MAIS",
            "SDO CTA/APL AUTOMATICAS",
        ],
    )
    def test_balances_move_nothing(self, memo: str) -> None:
        account = only(read(moved(MEMO=memo, TRNAMT="99.00")))
        assert account.transactions == []
        assert account.balance_lines[0].amount_cents == 9900

    @pytest.mark.parametrize(
        "memo",
        ["PAGTO SALDO DEVEDOR", "SALDOTEC LTDA", "SALDO DEVEDOR EMPREST", "SALDO DE SALARIO"],
    )
    def test_a_movement_that_speaks_of_a_balance_stays(self, memo: str) -> None:
        assert len(only(read(moved(MEMO=memo))).transactions) == 1


class TestShape:
    def test_lower_case_and_crowded_tags(self) -> None:
        octets = file_of(listed(moved())).replace(b"\n<", b"<").lower()
        assert only(read_ofx(octets=octets)).transactions[0].memo == "pix"

    def test_a_root_with_attributes(self) -> None:
        octets = file_of(listed(moved())).replace(b"<OFX>", b'<OFX xmlns="urn:x">')
        assert len(only(read_ofx(octets=octets)).transactions) == 1

    def test_a_transaction_without_its_end_ends_with_the_next(self) -> None:
        octets = file_of(listed(moved(), moved(FITID="2"))).replace(b"</STMTTRN>", b"")
        assert [one.id for one in only(read_ofx(octets=octets)).transactions] == ["1", "2"]

    def test_a_card_has_its_own_kind(self) -> None:
        text = file_of(listed(moved())).decode().replace("<ACCTTYPE>CHECKING\n", "")
        for plain in ("STMTRS", "STMTTRNRS", "BANKMSGSRSV1"):
            text = text.replace(plain, f"CC{plain}")
        text = text.replace("BANKACCTFROM", "CCACCTFROM").replace("<BANKID>341\n", "")
        account = only(statement := read_ofx(octets=text.encode()))
        assert (account.kind, account.number, len(account.transactions)) == (
            "creditcard",
            "555-1",
            1,
        )
        assert statement.problems == []

    def test_a_file_without_its_root(self) -> None:
        text = file_of(listed(moved())).decode()
        text = text[text.index("<BANKTRANLIST>") : text.index("</BANKTRANLIST>")]
        statement = read_ofx(octets=f"{HEAD}{text}</BANKTRANLIST>".encode())
        assert len(only(statement).transactions) == 1
        assert [one.code for one in statement.problems] == ["no_account_number"]

    def test_the_cash_of_an_investment_account_is_left(self) -> None:
        invested = f"<INVSTMTRS><INVBANKTRAN>{moved(FITID='2')}</INVBANKTRAN></INVSTMTRS>"
        account = only(read_ofx(octets=file_of(invested, listed(moved()))))
        assert [one.id for one in account.transactions] == ["1"]

    def test_several_accounts_stay_apart(self) -> None:
        statement = read_ofx(octets=file_of(listed(moved()), listed(moved(), number="555-2")))
        assert [one.number for one in statement.accounts] == ["555-1", "555-2"]
        first, second = (one.transactions[0] for one in statement.accounts)
        assert first.id == second.id
        assert first.fingerprint != second.fingerprint

    def test_two_accounts_in_one_response(self) -> None:
        both = listed(moved()) + listed(moved(), number="2")
        one_response = both.replace("</STMTRS></STMTTRNRS>\n<STMTTRNRS><STMTRS><CURDEF>BRL\n", "")
        statement = read_ofx(octets=file_of(one_response))
        assert [len(one.transactions) for one in statement.accounts] == [1, 1]
        assert {one.currency for one in statement.accounts} == {"BRL"}

    def test_the_other_side_of_a_transfer_is_not_the_account(self) -> None:
        other = "<BANKACCTTO><BANKID>999\n<ACCTID>777\n</BANKACCTTO>"
        text = listed(moved(MEMO=f"TED\n{other}"))
        assert only(read_ofx(octets=file_of(text))).number == "555-1"

    def test_a_foreign_currency_stays_out(self) -> None:
        statement = read_ofx(octets=file_of(listed(moved(), moved(FITID="2"), currency="USD")))
        assert only(statement).transactions == []
        assert [one.code for one in statement.problems] == ["currency"]

    def test_one_foreign_movement_stays_out_and_a_converted_one_stays_in(self) -> None:
        bought = "<CURRENCY><CURSYM>USD\n</CURRENCY>"
        converted = "<ORIGCURRENCY><CURSYM>USD\n</ORIGCURRENCY>"
        out, into = moved(MEMO=f"A\n{bought}"), moved(MEMO=f"B\n{converted}", FITID="2")
        assert [one.memo for one in only(read(out, into)).transactions] == ["B"]

    def test_a_cut_file_is_said_and_its_open_transaction_left_out(self) -> None:
        octets = file_of(listed(moved(), moved(FITID="2")))
        cut = octets[: octets.rindex(b"<MEMO>")]
        statement = read_ofx(octets=cut)
        assert [one.id for one in only(statement).transactions] == ["1"]
        assert [(one.code, one.level) for one in statement.problems] == [("cut_file", "error")]

    def test_a_missing_end_alone_is_a_warning(self) -> None:
        statement = read_ofx(octets=file_of(listed(moved())).replace(b"</OFX>", b""))
        assert [(one.code, one.level) for one in statement.problems] == [("cut_file", "warning")]
        assert len(only(statement).transactions) == 1

    @pytest.mark.parametrize(
        ("octets", "code"),
        [
            (b"", "empty_file"),
            (b" \r\n\xef", "not_ofx"),
            (b"\xef\xbb\xbf", "empty_file"),
            (b"<html><body>Entre com sua senha</body></html>", "not_ofx"),
            (b"%PDF-1.7", "not_ofx"),
            (b"<OFX></OFX>", "no_account"),
            (b"<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1></OFX>", "no_account"),
        ],
    )
    def test_refuses_what_is_no_statement(self, octets: bytes, code: str) -> None:
        with pytest.raises(InvalidStatement) as refused:
            read_ofx(octets=octets)
        assert refused.value.code == code
        assert refused.value.message.endswith(".")


class TestIds:
    def test_zeros_are_no_id(self) -> None:
        transactions = only(
            read(moved(FITID="0"), moved(FITID="000"), moved(FITID=""))
        ).transactions
        assert all(one.id == f"d:{one.fingerprint}" for one in transactions)
        assert len({one.id for one in transactions}) == 3

    def test_an_id_given_twice_is_none_and_said(self) -> None:
        statement = read(moved(FITID="7"), moved(FITID="7", TRNAMT="2.00"), moved(FITID="8"))
        assert [one.id[:2] for one in only(statement).transactions] == ["d:", "d:", "8"]
        assert [(one.code, one.level) for one in statement.problems] == [("repeated_id", "warning")]

    def test_lists_of_one_account_that_overlap_are_one(self) -> None:
        both = listed(moved(FITID="1"), moved(FITID="")), listed(moved(FITID=""), moved(FITID="2"))
        account = only(statement := read_ofx(octets=file_of(*both)))
        assert [one.bank_id for one in account.transactions] == ["1", "", "2"]
        assert statement.problems == []

    def test_an_id_used_again_in_another_list_is_another_movement(self) -> None:
        both = listed(moved(FITID="1")), listed(moved(FITID="1", TRNAMT="9.00"))
        account = only(statement := read_ofx(octets=file_of(*both)))
        assert [one.amount_cents for one in account.transactions] == [100, 900]
        assert len({one.id for one in account.transactions}) == 2
        assert [one.code for one in statement.problems] == ["repeated_id"]

    def test_a_movement_whose_id_repeats_in_the_next_list_alone_is_there_once(self) -> None:
        first, second = moved(FITID="7"), moved(FITID="7", TRNAMT="9.00")
        account = only(read_ofx(octets=file_of(listed(first), listed(first, second))))
        assert [one.amount_cents for one in account.transactions] == [100, 900]

    def test_equal_movements_with_ids_of_their_own_are_two(self) -> None:
        both = listed(moved(FITID="1")), listed(moved(FITID="2"))
        account = only(read_ofx(octets=file_of(*both)))
        assert [one.id for one in account.transactions] == ["1", "2"]

    def test_a_fingerprint_does_not_hang_on_the_banks_id(self) -> None:
        first, second = (
            only(read(moved(FITID=given))).transactions[0].fingerprint for given in ("1", "")
        )
        assert first == second

    def test_case_accents_and_spaces_of_the_text_do_not_change_an_id(self) -> None:
        first, second = (
            only(read(moved(FITID="", MEMO=memo))).transactions[0].id
            for memo in ("CRÉDITO  PIX", "Credito Pix")
        )
        assert first == second

    def test_the_banks_code_with_and_without_zeros_is_one_account(self) -> None:
        text = file_of(listed(moved(FITID="")))
        zeros = text.replace(b"<BANKID>341", b"<BANKID>0341")
        first, second = (only(read_ofx(octets=one)).transactions[0].id for one in (text, zeros))
        assert first == second

    @given(
        st.lists(
            st.tuples(st.integers(1, 28), st.integers(1, 3), st.sampled_from("AB")), max_size=20
        ),
        st.integers(1, 28),
        st.integers(1, 28),
    )
    def test_derived_ids_are_the_same_where_files_overlap_by_whole_days(
        self, said: list[tuple[int, int, str]], start: int, end: int
    ) -> None:
        def ids(part: list[tuple[int, int, str]]) -> list[str]:
            movements = [
                moved(FITID="", DTPOSTED=f"202601{day:02d}", TRNAMT=f"{amount}.00", MEMO=memo)
                for day, amount, memo in part
            ]
            return [one.id for one in only(read(*movements)).transactions]

        history = sorted(said, key=lambda one: one[0])
        whole = dict(zip(range(len(history)), ids(history), strict=True))
        assert len(set(whole.values())) == len(history)
        window = [at for at, one in enumerate(history) if start <= one[0] <= end]
        assert ids([history[at] for at in window]) == [whole[at] for at in window]


class TestNoise:
    """Whatever comes: an answer or the typed refusal, nothing else, in time that grows with length."""

    @given(st.binary(max_size=400))
    def test_any_bytes(self, octets: bytes) -> None:
        with pytest.raises(InvalidStatement):
            read_ofx(octets=octets)

    @given(
        st.sampled_from(sorted(set(FILES) - {"bb.ofx", "real-tabs.ofx"})),
        st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=6)), max_size=8),
    )
    def test_changed_bytes(self, name: str, changes: list[tuple[int, bytes]]) -> None:
        octets = bytearray(FILES[name])
        for at, piece in changes:
            octets[at : at + len(piece)] = piece
        answered(bytes(octets))

    @given(st.integers(0, 7700))
    def test_a_file_cut_anywhere(self, at: int) -> None:
        answered(FILES["real-tabs.ofx"][:at])

    @given(
        st.lists(
            st.sampled_from(
                [
                    *"<>&;!-",
                    "<OFX>",
                    "</OFX>",
                    "<STMTTRN>",
                    "</STMTTRN>",
                    "<STMTRS>",
                    "<TRNAMT>",
                    "1,5",
                ]
                + ["<DTPOSTED>20260101", "<MEMO>x", "<BANKACCTFROM>", "<ACCTID>1", "<!--", "-->"]
                + ["<CURRENCY>", "<CURSYM>USD", "<BALAMT>", "<![CDATA[", "]]>", "\n", "&#x110000;"]
            ),
            max_size=40,
        )
    )
    def test_shuffled_pieces(self, pieces: list[str]) -> None:
        answered(("<OFX>" + "".join(pieces)).encode())

    @pytest.mark.parametrize(
        "piece",
        [
            "<",
            "<A",
            "<A ",
            "</",
            "<!--",
            "&#1",
            "<![CDATA[",
            "<MEMO>x<",
            "x ",
            "x" + " " * 9,
            "\n ",
        ],
    )
    def test_long_runs_take_linear_time(self, piece: str) -> None:
        answered(("<OFX><STMTRS><STMTTRN><MEMO>" + piece * 200_000).encode())


def answered(octets: bytes) -> None:
    try:
        statement = read_ofx(octets=octets)
    except InvalidStatement:
        return
    for account in statement.accounts:
        assert len({one.id for one in account.transactions}) == len(account.transactions)
        assert all(isinstance(one.amount_cents, int) for one in account.transactions)


class TestControlCharacters:
    @pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x9b"])
    def test_are_taken_out_and_doubted(self, sign: str) -> None:
        found = read(moved(MEMO=f"PIX{sign} FULANA"))
        assert [one.memo for one in only(found).transactions] == ["PIX FULANA"]
        (problem,) = found.problems
        assert (problem.code, problem.level) == ("control_characters", "warning")
        assert problem.line == file_of(listed(moved(MEMO="!"))).split(b"!")[0].count(b"\n") + 1

    def test_an_old_end_of_file_is_no_doubt(self) -> None:
        assert read_ofx(octets=file_of(listed(moved())) + b"\x1a\x00").problems == []


def test_a_balance_in_short_moves_nothing() -> None:
    found = read(moved(MEMO="SDO DIA"), moved(MEMO="SDO SALARIO", FITID="2"))
    assert [one.memo for one in only(found).transactions] == ["SDO SALARIO"]
    assert [one.memo for one in only(found).balance_lines] == ["SDO DIA"]
