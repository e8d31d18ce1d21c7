"""The nine banks: inputs come back out of the code, our-numbers print right, bad inputs are named."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.boleto.account import Account, account_from
from acerto.formats.boleto.banks import BANKS, banrisul, bradesco, issue, parts
from acerto.formats.boleto.checks import mod10
from acerto.formats.boleto.code import decode
from acerto.formats.boleto.errors import InvalidBoleto
from acerto.formats.boleto.request import issue_from

DUE = date(2026, 12, 10)


def numeric(width: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=width, max_size=width)


def one_of(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts)


# What each bank asks for at full width, by the name that its free field's part has.
ASKED: dict[str, dict[str, st.SearchStrategy[str]]] = {
    "033": {"beneficiary": numeric(7), "our_number": numeric(12), "wallet": one_of("101", "102", "201")},
    "041": {"agency": numeric(4), "beneficiary": numeric(7), "our_number": numeric(8)},
    "077": {"agency": numeric(4), "wallet": numeric(3), "operation": numeric(7), "our_number": numeric(10)},
    "237": {"agency": numeric(4), "wallet": numeric(2), "account": numeric(7), "our_number": numeric(11)},
    "341": {"agency": numeric(4), "wallet": one_of("109", "175", "126"), "account": numeric(5),
            "our_number": numeric(8)},
    "748": {"agency": numeric(4), "post": numeric(2), "beneficiary": numeric(5), "our_number": numeric(8)},
    "756": {"agency": numeric(4), "beneficiary": numeric(7), "wallet": numeric(1),
            "our_number": numeric(7), "modality": numeric(2), "instalment": numeric(3)},
}  # fmt: skip


class TestComesBack:
    @pytest.mark.parametrize("bank", ASKED)
    @given(data=st.data(), cents=st.integers(0, 10**10 - 1))
    def test_every_input_is_read_out_of_the_code(
        self, bank: str, data: st.DataObject, cents: int
    ) -> None:
        inputs = {name: data.draw(values, label=name) for name, values in ASKED[bank].items()}
        fixed = {"wallet": "1"} if bank == "748" else {}
        issued = issue(
            bank_code=bank,
            account=Account(**inputs, **fixed),
            due_on=DUE,
            amount_cents=cents,
            today=DUE,
        )
        boleto = issued.boleto
        assert decode(boleto.printed_line) == boleto
        assert (boleto.amount_cents, boleto.due_on(today=DUE)) == (cents, DUE)
        read = parts(boleto)
        assert {name: read[name] for name in inputs} == inputs
        assert issued.our_number.body == inputs["our_number"]

    @given(st.sampled_from([4, 6, 7, 8]).flatmap(numeric).filter(lambda n: n.strip("0")), st.data())
    def test_banco_do_brasil(self, agreement: str, data: st.DataObject) -> None:
        width = {4: 7, 6: 5, 7: 10, 8: 9}[len(agreement)]
        sequence = data.draw(numeric(width))
        account = Account(
            agreement=agreement, our_number=sequence, wallet="17", agency="1545", account="10403005"
        )
        issued = issue(bank_code="001", account=account, due_on=DUE, amount_cents=1, today=DUE)
        assert issued.our_number.body == agreement + sequence
        assert parts(issued.boleto)["our_number"] == agreement + sequence

    @given(numeric(15), st.sampled_from(["1", "2"]), numeric(6))
    def test_caixa(self, sequence: str, wallet: str, code: str) -> None:
        account = Account(beneficiary=code, our_number=sequence, wallet=wallet)
        issued = issue(bank_code="104", account=account, due_on=None, amount_cents=0, today=DUE)
        read = parts(issued.boleto)
        assert read["our_number_1"] + read["our_number_2"] + read["our_number_3"] == sequence
        assert (read["beneficiary"][:6], read["modality"]) == (code, wallet)
        assert issued.our_number.body == f"{wallet}4{sequence}"
        again = Account(beneficiary=code, our_number=issued.our_number.printed, wallet=wallet)
        told = issue(bank_code="104", account=again, due_on=None, amount_cents=0, today=DUE)
        assert (told.boleto, told.our_number) == (issued.boleto, issued.our_number)

    @pytest.mark.parametrize("bank", ["033", "041", "077", "237", "341", "756"])
    @given(st.data())
    def test_an_our_number_may_be_given_with_its_digit(
        self, bank: str, data: st.DataObject
    ) -> None:
        inputs = {name: data.draw(values) for name, values in ASKED[bank].items()}
        issued = issue(
            bank_code=bank, account=Account(**inputs), due_on=DUE, amount_cents=5, today=DUE
        )
        number = issued.our_number
        told = inputs | {"our_number": f"{number.body}-{number.digit}"}
        again = issue(
            bank_code=bank, account=Account(**told), due_on=DUE, amount_cents=5, today=DUE
        )
        assert (again.boleto, again.our_number) == (issued.boleto, issued.our_number)
        for wrong in {"00", "11", "0", "1"} - {number.digit}:
            told = inputs | {"our_number_dv": wrong}
            with pytest.raises(InvalidBoleto) as refused:
                issue(
                    bank_code=bank, account=Account(**told), due_on=DUE, amount_cents=5, today=DUE
                )
            assert (refused.value.code, refused.value.field) == ("check_digit", "our_number_dv")


PRINTED = {
    "001 agreement=1234567 our_number=4 wallet=17": "12345670000000004",
    "001 agreement=123879 our_number=1234 wallet=18 agency=4042 account=61900": "12387901234-5",
    "033 beneficiary=1234567 our_number=16278 wallet=101": "000000016278-7",
    "041 agency=1102 agreement=9000150 our_number=22832563": "22832563-51",
    "077 wallet=110 operation=1234567 our_number=452": "0001/110/0000000452-9",
    "104 beneficiary=648995 our_number=7 wallet=14": "14000000000000007-3",
    "237 agency=1172 account=0403005 wallet=06 our_number=75896452": "06/00075896452-5",
    "341 agency=8462 wallet=174 account=05825 our_number=15135": "174/00015135-6",
    "748 agency=0710 post=65 agreement=129 wallet=1 our_number=16208896": "16/208896-3",
    "756 agency=4277 beneficiary=172278 wallet=1 our_number=3": "0000003-3",
}


@pytest.mark.parametrize("line", PRINTED)
def test_prints_the_our_number_as_the_bank_does(line: str) -> None:
    bank, *words = line.split()
    account = Account(**dict(word.split("=") for word in words))
    issued = issue(bank_code=bank, account=account, due_on=DUE, amount_cents=100, today=DUE)
    assert issued.our_number.printed == PRINTED[line]


class TestDigits:
    def test_a_rest_of_one_is_p_at_bradesco(self) -> None:
        digits = {bradesco.our_number(wallet="19", body=f"{n:011d}").digit for n in range(40)}
        assert digits == set("0123456789P")

    def test_banrisul_moves_the_first_digit_on(self) -> None:
        """Modulo 10 gives 2, modulo 11 with it leaves 1: so 3, and modulo 11 with that gives 8."""
        assert banrisul.our_number(body="00009194").digit == "38"


class TestItau:
    BASE = {"agency": "0810", "account": "53678", "our_number": "12345678"}

    def test_the_wallet_whose_digit_sources_dispute(self) -> None:
        """By the general rule 7, by the short one 3; a digit that the bank gave is one of them."""
        base = self.BASE | {"wallet": "112"}
        issued = issue(
            bank_code="341", account=Account(**base), due_on=DUE, amount_cents=1, today=DUE
        )
        assert issued.remarks
        digits = {issued.our_number.digit, mod10("11212345678")}
        assert len(digits) == 2
        for digit in "0123456789":
            account = Account(**base, our_number_dv=digit)
            if digit in digits:
                told = issue(
                    bank_code="341", account=account, due_on=DUE, amount_cents=1, today=DUE
                )
                assert (told.our_number.digit, told.remarks) == (digit, ())
                continue
            with pytest.raises(InvalidBoleto) as refused:
                issue(bank_code="341", account=account, due_on=DUE, amount_cents=1, today=DUE)
            assert refused.value.field == "our_number_dv"

    def test_a_wrong_account_digit_is_kept_and_said(self) -> None:
        account = Account(**self.BASE, wallet="109", account_dv="1")
        issued = issue(bank_code="341", account=account, due_on=DUE, amount_cents=1, today=DUE)
        assert parts(issued.boleto)["account_dv"] == "1"
        assert issued.remarks


class TestBancoDoBrasil:
    BASE = {"agreement": "123879", "agency": "4042", "account": "61900"}

    @pytest.mark.parametrize(
        ("wallet", "number", "free_field"),
        [
            ("18", "1234", "1238790123440420006190018"),
            ("18", "12387901234", "1238790123440420006190018"),
            ("17", "12387901234", "1238790123440420006190017"),
            ("18", "1234567899", "1238790000000123456789921"),
            ("16", "00000001234567899", "1238790000000123456789921"),
            ("21", "12345", "1238790000000000001234521"),
            ("21", "12387900000000000012345", "1238790000000000001234521"),
        ],
    )
    def test_agreements_of_six_digits_number_in_two_ways(
        self, wallet: str, number: str, free_field: str
    ) -> None:
        account = Account(**self.BASE, wallet=wallet, our_number=number)
        issued = issue(bank_code="001", account=account, due_on=DUE, amount_cents=1, today=DUE)
        assert issued.boleto.free_field == free_field

    def test_other_wallets_number_in_one(self) -> None:
        account = Account(**self.BASE, wallet="17", our_number="123456")
        with pytest.raises(InvalidBoleto) as refused:
            issue(bank_code="001", account=account, due_on=DUE, amount_cents=1, today=DUE)
        assert (refused.value.code, refused.value.field) == ("too_long", "our_number")


class TestSicredi:
    BASE = {"agency": "0710", "post": "65", "agreement": "129", "wallet": "1", "our_number": "8896"}

    def test_counts_by_the_year_of_issue(self) -> None:
        account = Account(**self.BASE, issued_on=date(2025, 12, 30))
        issued = issue(
            bank_code="748", account=account, due_on=date(2026, 1, 9), amount_cents=1, today=DUE
        )
        assert issued.our_number.body == "25208896"
        assert issued.remarks == ()

    def test_says_that_it_supposed_the_year(self) -> None:
        issued = issue(
            bank_code="748", account=Account(**self.BASE), due_on=DUE, amount_cents=1, today=DUE
        )
        assert issued.our_number.body == "26208896"
        assert issued.remarks

    def test_needs_a_year(self) -> None:
        with pytest.raises(InvalidBoleto) as refused:
            issue(
                bank_code="748",
                account=Account(**self.BASE),
                due_on=None,
                amount_cents=1,
                today=DUE,
            )
        assert (refused.value.code, refused.value.field) == ("missing", "issued_on")


REQUEST = {
    "bank": "237",
    "input": {
        "agency": "1172", "account": "0403005", "wallet": "06", "our_number": "75896452",
        "due_on": "2026-12-10", "amount_cents": 1050,
    },
}  # fmt: skip


class TestRequest:
    def test_numbers_may_be_numbers(self) -> None:
        given = REQUEST["input"] | {"agency": 1172, "our_number": 75896452}
        assert (
            issue_from({"bank": 237, "input": given}, today=DUE).boleto
            == issue_from(REQUEST, today=DUE).boleto
        )

    def test_without_a_day_it_has_none(self) -> None:
        given = {**REQUEST["input"], "due_on": None}
        assert issue_from({"bank": "237", "input": given}, today=DUE).boleto.due_factor == "0000"

    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"agency": ""}, "missing", "agency"),
            ({"agency": "12345"}, "too_long", "agency"),
            ({"agency": "x"}, "not_digits", "agency"),
            ({"agency": ["1"]}, "not_text", "agency"),
            ({"agency": True}, "not_text", "agency"),
            ({"agency": 1.5}, "not_text", "agency"),
            ({"agency": "9" * 99}, "not_text", "agency"),
            ({"our_number": None}, "missing", "our_number"),
            ({"our_number": "1234567890123"}, "too_long", "our_number"),
            ({"our_number": "75896452-6"}, "check_digit", "our_number_dv"),
            ({"wallet": "006x"}, "not_digits", "wallet"),
            ({"colour": "blue"}, "unknown_field", "colour"),
            ({"\ud800": "blue"}, "unknown_field", "?"),
            ({"due_on": "10/12/2026"}, "date", "due_on"),
            ({"due_on": 20261210}, "date", "due_on"),
            ({"due_on": "1999-01-01"}, "due_on", "due_on"),
            ({"amount_cents": None}, "amount_cents", "amount_cents"),
            ({"amount_cents": 10.5}, "amount_cents", "amount_cents"),
            ({"amount_cents": True}, "amount_cents", "amount_cents"),
            ({"amount_cents": "10"}, "amount_cents", "amount_cents"),
            ({"amount_cents": -1}, "amount_cents", "amount_cents"),
        ],
    )
    def test_refuses_naming_the_field(
        self, change: dict[str, object], code: str, field: str
    ) -> None:
        given = {**REQUEST["input"], **change}
        with pytest.raises(InvalidBoleto) as refused:
            issue_from({"bank": "237", "input": given}, today=DUE)
        assert (refused.value.code, refused.value.field) == (code, field)
        assert refused.value.message

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ([], ""),
            ("texto", ""),
            ({"bank": "237"}, "input"),
            ({"bank": "237", "input": []}, "input"),
            ({**REQUEST, "bank": None}, "bank"),
            ({**REQUEST, "bank": "999"}, "bank"),
            ({**REQUEST, "bank": ["237"]}, "bank"),
        ],
    )
    def test_refuses_what_is_no_request(self, values: object, field: str) -> None:
        with pytest.raises(InvalidBoleto) as refused:
            issue_from(values, today=DUE)
        assert refused.value.field == field

    @given(
        st.sampled_from(sorted(BANKS)),
        st.dictionaries(
            st.sampled_from(["agency", "account", "agreement", "beneficiary", "wallet", "our_number",
                             "our_number_dv", "document_number", "post", "issue_byte", "modality"]),
            st.text(max_size=20) | st.text("0123456789-/X", max_size=20) | st.integers(),
        ),
    )  # fmt: skip
    def test_any_inputs_are_a_boleto_or_refused(
        self, bank: str, inputs: dict[str, str | int]
    ) -> None:
        with suppress(InvalidBoleto):
            account = account_from(inputs)
            issued = issue(bank_code=bank, account=account, due_on=DUE, amount_cents=1, today=DUE)
            assert decode(issued.boleto.line) == issued.boleto
