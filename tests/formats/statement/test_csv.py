"""CSV statements: the shapes that banks export, mappings, one history written in many dialects."""

import csv
import io
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acerto.formats.statement.csv import guess_mapping, read_csv
from acerto.formats.statement.csv_mapping import (
    InvalidMapping,
    StatementMapping,
    dump_mapping,
    load_mapping,
)
from acerto.formats.statement.types import InvalidStatement, Statement

GOLDEN = Path(__file__).parents[2] / "golden" / "statements"
Moves = list[tuple[date, int, str]]
# What each file of tests/golden/statements says, read by eye.
EXPECTED: dict[str, Moves] = {
    "preamble.csv": [
        (date(2026, 1, 2), 15000, "Pix recebido Fulana de Exemplo"),
        (date(2026, 1, 3), -105010, "Pagamento efetuado Conta de luz"),
    ],
    "identifiers.csv": [
        (date(2026, 2, 1), 10050, "Transferência recebida pelo Pix"),
        (date(2026, 2, 1), -2000, "Compra, no débito"),
    ],
    "no-header.txt": [
        (date(2026, 1, 5), 25000, "PIX RECEB FULANA"),
        (date(2026, 1, 6), -3990, "TAR PACOTE"),
    ],
    "two-columns.csv": [
        (date(2026, 1, 2), 5000, "TRANSF PIX REM REM: FULANA 02/01"),
        (date(2026, 1, 3), -3000, "CONTA DE LUZ AÇÃO"),
    ],
    "month-first.csv": [(date(2026, 1, 2), 5000, "Pix - Recebido")],
    "sign-column.csv": [
        (date(2026, 1, 2), 123456, "DEPOSITO"),
        (date(2026, 1, 5), -3990, "TARIFA"),
    ],
}


def moves(statement: Statement) -> Moves:
    (account,) = statement.accounts
    return [(one.on, one.amount_cents, one.memo) for one in account.transactions]


def read(text: str, mapping: str | None = None) -> Statement:
    return read_csv(octets=text.encode(), mapping=load_mapping(text=mapping) if mapping else None)


class TestFilesOfBanks:
    @pytest.mark.parametrize("name", EXPECTED)
    def test_are_guessed(self, name: str) -> None:
        statement = read_csv(octets=(GOLDEN / name).read_bytes())
        assert moves(statement) == EXPECTED[name]
        assert statement.problems == []

    @pytest.mark.parametrize("name", EXPECTED)
    def test_the_guess_written_and_loaded_reads_the_same(self, name: str) -> None:
        octets = (GOLDEN / name).read_bytes()
        mapping = load_mapping(text=dump_mapping(guess_mapping(octets=octets)))
        assert read_csv(octets=octets, mapping=mapping) == read_csv(octets=octets)

    def test_the_banks_identifier_is_the_id(self) -> None:
        (account,) = read_csv(octets=(GOLDEN / "identifiers.csv").read_bytes()).accounts
        assert [one.id for one in account.transactions] == ["65ab-1", "65ab-2"]

    def test_balances_and_totals_move_nothing(self) -> None:
        (account,) = read_csv(octets=(GOLDEN / "two-columns.csv").read_bytes()).accounts
        assert [one.memo for one in account.balance_lines] == ["SALDO ANTERIOR", "Total"]
        assert account.balance_lines[0].amount_cents == 10000


class TestRows:
    @pytest.mark.parametrize(
        ("row", "code"),
        [
            ("31/02/2026;x;1,00", "date_invalid"),
            (";x;1,00", "date_missing"),
            ("01/02/26;x;1,00", "date_invalid"),
            ("01/02/1026;x;1,00", "date_invalid"),
            ("01/02/2026;x;um", "amount_unreadable"),
            ("01/02/2026;x;", "amount_missing"),
            ("01/02/2026;x", "amount_missing"),
            ("01/02/2026;x;1,005", "amount_fraction"),
            ("01/02/2026;x;-5,00 C", "amount_sign"),
        ],
    )
    def test_a_bad_one_is_told_with_its_line_and_the_rest_go_on(self, row: str, code: str) -> None:
        statement = read(f"Data;Histórico;Valor\n\n13/01/2026;a;1,00\n{row}\n14/01/2026;b;2,00\n")
        assert [one.memo for one in statement.accounts[0].transactions] == ["a", "b"]
        assert [(one.line, one.code) for one in statement.problems] == [(4, code)]

    @pytest.mark.parametrize(
        ("debit", "credit", "cents"),
        [("10,00", "", -1000), ("-10,00", "", -1000), ("", "10,00", 1000), ("0,00", "5,00", 500)],
    )
    def test_two_columns(self, debit: str, credit: str, cents: int) -> None:
        text = f"Data;Histórico;Débito;Crédito\n13/01/2026;a;{debit};{credit}\n"
        assert moves(read(text)) == [(date(2026, 1, 13), cents, "a")]

    @pytest.mark.parametrize(
        ("debit", "credit", "code"),
        [("1,00", "2,00", "two_amounts"), ("", "-2,00", "amount_sign")],
    )
    def test_two_columns_that_contradict_themselves(
        self, debit: str, credit: str, code: str
    ) -> None:
        text = f"Data;Histórico;Débito;Crédito\n13/01/2026;a;{debit};{credit}\n"
        assert [one.code for one in read(text).problems] == [code]

    @pytest.mark.parametrize(
        ("amount", "word", "cents"),
        [
            ("5,00", "D", -500),
            ("5,00", "Crédito", 500),
            ("-5,00", "DEBITO", -500),
            ("5,00", "TED", 500),
        ],
    )
    def test_a_column_of_signs(self, amount: str, word: str, cents: int) -> None:
        text = f"Data;Histórico;Valor;D/C\n13/01/2026;a;{amount};{word}\n"
        assert moves(read(text)) == [(date(2026, 1, 13), cents, "a")]

    def test_a_type_that_says_out_is_a_sign(self) -> None:
        text = "data,descricao,valor,tipo\n13/01/2026,a,150.50,ENTRADA\n13/01/2026,b,89.75,SAÍDA\n"
        assert [cents for _on, cents, _memo in moves(read(text))] == [15050, -8975]

    def test_a_negative_credit_contradicts_itself(self) -> None:
        text = "Data;Histórico;Valor;D/C\n13/01/2026;a;-5,00;C\n"
        assert [one.code for one in read(text).problems] == ["amount_sign"]

    def test_a_months_first_file_is_found_by_one_day_above_twelve(self) -> None:
        days = "".join(f"01/0{number}/2026,a,1.00\n" for number in range(1, 10)) * 40
        late = read(f"Data,Histórico,Valor\n{days}01/31/2026,b,1.00\n")
        assert {one.on.month for one in late.accounts[0].transactions} == {1}

    @pytest.mark.parametrize("order", ["auto", "dmy"])
    def test_years_of_two_digits(self, order: str) -> None:
        rows = "28/07/15;PIX;10,00\n31/12/99;TED;-1,00"
        mapping = "columns: {on: Data, memo: Histórico, amount: Valor}\ndate_format: " + order
        found = read(f"Data;Histórico;Valor\n{rows}", mapping)
        assert moves(found) == [(date(2015, 7, 28), 1000, "PIX"), (date(2099, 12, 31), -100, "TED")]
        doubts = [one.code for one in found.problems]
        assert doubts == (["short_years_doubt"] if order == "auto" else [])

    def test_years_of_two_digits_months_first_and_without_header(self) -> None:
        mapping = "columns: {on: Data, memo: Histórico, amount: Valor}\ndate_format: mdy"
        assert moves(read("Data;Histórico;Valor\n07/08/15;PIX;10,00", mapping))[0][0] == date(
            2015, 7, 8
        )
        assert moves(read("28/07/15;PIX;10,00\n29/07/15;TED;1,00"))[0][0] == date(2015, 7, 28)

    @pytest.mark.parametrize("row", ["28/07/2015;TED;1,00", "2015-07-28;TED;1,00"])
    def test_years_of_two_digits_beside_others_stay_out(self, row: str) -> None:
        filler = "27/07/15;X;1,00\n" * 400
        found = read(f"Data;Histórico;Valor\n{filler}{row}")
        assert moves(found) == [(date(2015, 7, 28), 100, "TED")]
        assert {one.code for one in found.problems} == {"date_invalid"}

    def test_a_text_of_a_cell_is_quoted_in_one_line(self) -> None:
        found = read('Data;Histórico;Valor\n"1\n\x1b[31m' + "x" * 99 + '";PIX;10,00')
        (problem,) = found.problems
        assert problem.message.isprintable()
        assert "\\n\\x1b[31m" in problem.message
        assert len(problem.message) < 120

    @pytest.mark.parametrize("memo", ["SDO DIA", "SDO. ANTERIOR", "Sld Disponivel", "SALDO CTA"])
    def test_a_balance_in_short(self, memo: str) -> None:
        found = read(f"Data;Histórico;Valor\n28/07/2015;{memo};10,00\n28/07/2015;SDO SALARIO;1,00")
        assert [text for _on, _cents, text in moves(found)] == ["SDO SALARIO"]
        assert [one.memo for one in found.accounts[0].balance_lines] == [memo]

    def test_an_order_that_nothing_tells_is_doubted_where_amounts_look_english(self) -> None:
        doubted = read("Data,Histórico,Valor\n01/02/2026,a,1.00\n")
        assert [(one.code, one.level) for one in doubted.problems] == [
            ("date_order_doubt", "warning")
        ]
        assert read("Data;Histórico;Valor\n01/02/2026;a;1,00\n").problems == []

    def test_equal_movements_of_a_day_have_ids_of_their_own(self) -> None:
        statement = read("Data;Histórico;Valor\n" + "13/01/2026;a;1,00\n" * 3)
        assert len({one.id for one in statement.accounts[0].transactions}) == 3

    def test_quotes_and_breaks_inside(self) -> None:
        text = 'Data;Histórico;Valor\n13/01/2026;"a; ""b""\nc";1,00\n14/01/2026;d;x\n'
        statement = read(text)
        assert moves(statement) == [(date(2026, 1, 13), 100, 'a; "b"\nc')]
        assert statement.problems[0].line == 4


class TestMapping:
    def test_a_declared_file(self) -> None:
        mapping = """
            columns: {on: Quando, amount: Quanto, memo: [Tipo, Nota], id: Chave}
            account: {bank: "341", number: 555-1}
            delimiter: "|"
            decimal: point
            date_format: mdy
            signs: inverted
            skip_lines: 1
        """
        text = "Quando|Quanto|Tipo|Nota|Chave\nQuando|Quanto|Tipo|Nota|Chave\n01/02/2026|1,000.50|a|b|k\n"
        statement = read(text, mapping)
        assert moves(statement) == [(date(2026, 1, 2), -100050, "a b")]
        account = statement.accounts[0]
        assert (account.bank, account.number, account.transactions[0].id) == ("341", "555-1", "k")

    def test_columns_by_place(self) -> None:
        statement = read("a;13/01/2026;1,00\n", "columns: {on: 2, amount: 3, memo: 1}")
        assert moves(statement) == [(date(2026, 1, 13), 100, "a")]

    def test_the_account_is_in_the_ids(self) -> None:
        text = "Data;Histórico;Valor\n13/01/2026;a;1,00\n"
        base = "columns: {on: Data, amount: Valor, memo: Histórico}\naccount: {number: '%s'}"
        ids = {read(text, base % number).accounts[0].transactions[0].id for number in "12"}
        assert len(ids) == 2

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "vazio"),
            ("a: [", "YAML"),
            ("a: 2026-99-99", "YAML"),
            ("[" * 10_000, "YAML"),
            ("- a", "vazio"),
            ("columns: {}", "falta columns"),
            ("columns: {on: a}", "coluna do valor"),
            ("columns: {amount: a}", "coluna da data"),
            ("columns: {on: a, amount: b, debit: c}", "não os dois"),
            ("columns: {on: 1, amount: b}", "não misturadas"),
            ("columns: {on: a, amount: 1.5}", "nome de uma coluna"),
            ("columns: {on: [a, b], amount: c}", "nome de uma coluna"),
            ("columns: {on: a, amount: 0}", "nome de uma coluna"),
            ("columns: {on: a, amount: b, cor: c}", "campo desconhecido: cor"),
            ("columns: {on: a, amount: b}\ncor: c", "“cor” não existe"),
            ("columns: {on: a, amount: b}\ndecimal: x", "decimal aceita"),
            ("columns: {on: a, amount: b}\nskip_lines: -1", "skip_lines"),
            ("columns: {on: a, amount: b}\nversion: 2", "version aceita 1"),
            ("columns: {on: a, amount: b}\naccount: {cor: 1}", "account aceita"),
        ],
    )
    def test_a_bad_one_is_refused_in_words(self, text: str, told: str) -> None:
        with pytest.raises(InvalidMapping, match=told):
            load_mapping(text=text)

    @pytest.mark.parametrize(
        ("text", "mapping", "code"),
        [
            ("A;B\n1;2\n", "columns: {on: X, amount: B}", "missing_column"),
            ("A;B;B\n1;2;3\n", "columns: {on: A, amount: B}", "repeated_column"),
            ("é\n", "columns: {on: A, amount: B}\nencoding: utf-16", "wrong_encoding"),
            ("", None, "empty_file"),
            ("\ufeff \n", None, "empty_file"),
            ("PK\x00\x03", None, "binary_file"),
            ("nada de extrato\n", None, "not_a_statement"),
            ("Nome;Cidade\nAna;Recife\n", None, "not_a_statement"),
            ('Data;Histórico;Valor\n"' + "x\n" * 60, None, "unbalanced_quotes"),
        ],
    )
    def test_a_file_that_does_not_fit(self, text: str, mapping: str | None, code: str) -> None:
        with pytest.raises(InvalidStatement) as refused:
            read(text, mapping)
        assert refused.value.code == code


MOVES = st.lists(
    st.tuples(
        st.dates(date(2020, 1, 13), date(2026, 12, 31)).filter(lambda day: day.day > 12),
        st.integers(-(10**9), 10**9).filter(bool),
        st.from_regex(r"[A-Z][A-Z;,\"' ]{0,18}[A-Z]", fullmatch=True).filter(
            lambda text: not text.startswith(("S", "TOTAL"))
        ),
    ),
    min_size=1,
    max_size=12,
)


def brazilian(cents: int) -> str:
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}".replace(",", ".") + f",{rest:02d}"


def dialect(found: Moves, *, mark: str, quoting: int, english: bool) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["Data", "Descrição", "Valor (R$)"])
    for on, cents, memo in found:
        amount = f"{cents / 100:.2f}" if english else brazilian(cents)
        writer.writerow([f"{on:%m/%d/%Y}" if english else f"{on:%d/%m/%Y}", memo, amount])
    return out.getvalue()


class TestDialects:
    @given(
        MOVES,
        st.sampled_from([";", ",", "\t", "|"]),
        st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        st.booleans(),
        st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    )
    @settings(max_examples=150)
    def test_one_history_is_the_same_in_each(
        self, found: Moves, mark: str, quoting: int, english: bool, codec: str
    ) -> None:
        text = dialect(found, mark=mark, quoting=quoting, english=english)
        statement = read_csv(octets=text.encode(codec))
        assert statement.problems == []
        assert moves(statement) == found

    @given(MOVES, st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(0, 900))
    def test_ids_are_the_same_where_files_overlap(
        self, found: Moves, start: date, days: int
    ) -> None:
        history = sorted(found * 2)
        window = [one for one in history if 0 <= (one[0] - start).days <= days]

        def ids(part: Moves) -> list[str]:
            text = dialect(part, mark=";", quoting=csv.QUOTE_ALL, english=False)
            return [one.id for one in read_csv(octets=text.encode()).accounts[0].transactions]

        whole = ids(history)
        assert len(set(whole)) == len(history)
        if window:
            first = history.index(window[0])
            assert ids(window) == whole[first : first + len(window)]


class TestNoise:
    @given(st.binary(max_size=300))
    def test_any_bytes(self, octets: bytes) -> None:
        with suppress(InvalidStatement):
            read_csv(octets=octets)

    @given(
        st.sampled_from(sorted(EXPECTED)),
        st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=4)), max_size=6),
    )
    def test_changed_files(self, name: str, changes: list[tuple[int, bytes]]) -> None:
        octets = bytearray((GOLDEN / name).read_bytes())
        for at, piece in changes:
            octets[at : at + len(piece)] = piece
        with suppress(InvalidStatement):
            read_csv(octets=bytes(octets))

    @given(st.text(max_size=200))
    def test_any_mapping(self, text: str) -> None:
        with suppress(InvalidMapping):
            assert isinstance(load_mapping(text=text), StatementMapping)
