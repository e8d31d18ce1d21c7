"""OFX as Brazilian banks write it: SGML or XML, closed tags or not, any codec. docs/formats/ofx.md"""

import re

from acerto.core.text import shown

from .decoding import decode
from .ids import give_ids, other_id
from .ofx_records import (
    OF_ACCOUNT,
    OF_TRANSACTION,
    REAL,
    Wrong,
    account,
    balance_line,
    currency_of,
    key_of,
    memo_of,
    sign_doubt,
    transaction,
)
from .ofx_tags import Lines, plain, tags, without_comments
from .types import WARNING, Account, BalanceLine, InvalidStatement, Problem, Statement, Transaction
from .values import is_balance

MOST_BYTES = 256 << 20
_BEGINNING = 8192
_ROOT = re.compile(r"<(?:OFX|BANKTRANLIST)[\s>]", re.IGNORECASE)  # some banks leave the root out
_OFX = re.compile(r"<OFX[\s>]", re.IGNORECASE)
_COMMA = re.compile(r"<TRNAMT>\s*[+-]?[0-9.]*,[0-9]{1,2}\s*[<\r\n]", re.IGNORECASE)
_POINT = re.compile(r"<TRNAMT>\s*[+-]?[0-9,]*\.[0-9]{1,2}\s*[<\r\n]", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_STATEMENTS = frozenset(["STMTRS", "CCSTMTRS"])
_HOLDERS = frozenset(["BANKACCTFROM", "CCACCTFROM"])
_RESPONSES = frozenset(["STMTTRNRS", "CCSTMTTRNRS"])
_PARTS = _STATEMENTS | _HOLDERS | _RESPONSES | {"LEDGERBAL", "AVAILBAL", "BANKTRANLIST"}
_CARD = "creditcard"
_END = "\x00\x1a \t\r\n"


def read_ofx(*, octets: bytes) -> Statement:
    """The accounts and transactions of an OFX file, and what was wrong with single lines.

    Time and memory grow with the file alone. Raises InvalidStatement (empty_file, too_large,
    not_ofx, no_account).
    """
    if len(octets) > MOST_BYTES:
        raise InvalidStatement(
            "too_large",
            f"O arquivo passa de {MOST_BYTES >> 20} MB: peça ao banco períodos menores.",
        )
    text, encoding = decode(octets)
    text = text.rstrip(_END)
    if not text.strip("\ufeff \t\r\n"):
        raise InvalidStatement("empty_file", "O arquivo está vazio: não há extrato a ler.")
    if not _ROOT.search(text):
        raise InvalidStatement(
            "not_ofx", "O arquivo não é um OFX: falta a marca <OFX> (exporte o extrato em OFX)."
        )
    if "\n" not in text:
        text = text.replace("\r", "\n")
    reader = _Reader(decimal=_decimal(text))
    if found := _CONTROLS.search(text):
        reader.problems.append(_controlled(text.count("\n", 0, found.start()) + 1))
        text = _CONTROLS.sub("", text)
    reader.read(without_comments(text))
    if not reader.accounts:
        raise InvalidStatement(
            "no_account", "O arquivo OFX não traz o extrato de nenhuma conta: exporte-o de novo."
        )
    return Statement(reader.accounts, reader.problems, encoding)


def is_ofx(*, octets: bytes) -> bool:
    """Whether a file is OFX, by its beginning."""
    return _ROOT.search(decode(octets[:_BEGINNING])[0]) is not None


def _decimal(text: str) -> str | None:
    """The decimal mark of the file's amounts, where they all have the same."""
    comma, point = _COMMA.search(text), _POINT.search(text)
    if bool(comma) == bool(point):
        return None
    return "," if comma else "."


class _Listed:
    """One list of one account while it is read: what is said of it, and its lines."""

    def __init__(self, *, line: int = 0, said: dict[str, str] | None = None) -> None:
        self.said = said or {}
        self.line = line
        self.transactions: list[Transaction] = []
        self.balance_lines: list[BalanceLine] = []
        self.told_currency = False
        self.moves = False


class _Reader:
    """Walks the tags of one file; `accounts` and `problems` hold what it found."""

    def __init__(self, *, decimal: str | None) -> None:
        self.problems: list[Problem] = []
        self._decimal = decimal
        self._accounts: dict[tuple[str, ...], Account] = {}
        self._known: dict[tuple[str, ...], _Known] = {}
        self._list: _Listed | None = None
        self._one: dict[str, str] | None = None  # the transaction that is open
        self._line = 0
        self._inside = ""  # the part of the statement, or the currency's aggregate

    @property
    def accounts(self) -> list[Account]:
        """The accounts in the file's order."""
        return list(self._accounts.values())

    def read(self, text: str) -> None:
        """Go over the whole file."""
        ended = not _OFX.search(text)
        invested = False
        lines = Lines(text)
        for name, closes, behind, at in tags(text):
            if name == "INVSTMTRS" or invested:
                invested = not (closes and name == "INVSTMTRS")
            elif name == "STMTTRN":
                self._finish()
                if not closes:
                    self._one, self._line = {}, lines.number(at)
            elif name in _PARTS:
                self._finish()
                if not closes:
                    self._begin(name, lines.number(at))
            elif not closes:
                self._leaf(name, behind)
            if name == "OFX":
                ended = closes
        if not ended:
            self._cut()
        self._finish()
        self._close()

    def _begin(self, name: str, line: int) -> None:
        """A part begins; a statement, or a second account inside one, begins a list."""
        self._inside = name
        said = self._list.said if self._list else {}
        second = name in _HOLDERS and "ACCTID" in said
        if name in _RESPONSES:
            self._close()
            return
        if name in _STATEMENTS or second or self._list is None:
            self._close()
            kept = {"CURDEF": said["CURDEF"]} if second and "CURDEF" in said else {}
            self._list = _Listed(line=line, said=kept)
        if name.startswith("CC"):
            self._list.said["ACCTTYPE"] = _CARD

    def _leaf(self, name: str, behind: str) -> None:
        if self._one is not None:
            self._leaf_of_transaction(self._one, name, behind)
        elif name in OF_ACCOUNT and self._list is not None and (value := plain(behind)):
            place = f"{self._inside}.{name}" if name in ("BALAMT", "DTASOF") else name
            self._list.said.setdefault(place, value)

    def _leaf_of_transaction(self, said: dict[str, str], name: str, behind: str) -> None:
        if name in ("CURRENCY", "ORIGCURRENCY"):
            self._inside = name
        elif name == "CURSYM" and self._inside == "ORIGCURRENCY":
            return  # what the amount was before the bank changed it
        elif name in OF_TRANSACTION and (value := plain(behind)):
            said.setdefault(name, value)

    def _cut(self) -> None:
        """The file ends before its end: a transaction that was open is not to be trusted."""
        level = {"level": WARNING} if self._one is None else {}
        line = 0 if self._one is None else self._line
        message = "O arquivo termina sem </OFX>: parece cortado (baixe o extrato de novo)."
        self.problems.append(Problem(line, "", "cut_file", message, **level))
        self._one = None

    def _finish(self) -> None:
        """The open transaction is complete."""
        if self._one is None:
            return
        said, self._one = self._one, None
        self._list = self._list or _Listed(line=self._line)
        self._list.moves = True
        try:
            self._take(self._list, said)
        except Wrong as wrong:
            self.problems.append(Problem(self._line, wrong.field, wrong.code, wrong.message))

    def _take(self, listed: _Listed, said: dict[str, str]) -> None:
        if is_balance(memo_of(said)):
            line = balance_line(said, line=self._line, decimal=self._decimal)
            listed.balance_lines.append(line)
            return
        currency = said.get("CURSYM", currency_of(listed.said)).upper()
        if currency not in REAL:
            self._refuse_currency(listed, currency)
            return
        one = transaction(said, line=self._line, decimal=self._decimal)
        listed.transactions.append(one)
        if doubt := sign_doubt(one):
            self.problems.append(doubt)

    def _refuse_currency(self, listed: _Listed, currency: str) -> None:
        """Said once a list: a whole account in dollars is one problem."""
        if not listed.told_currency:
            listed.told_currency = True
            message = f"Há lançamentos em “{shown(currency, most=10)}”, que não é o real: ficaram de fora."
            raise Wrong("CURRENCY", "currency", message)

    def _close(self) -> None:
        """The list is complete: its transactions get their ids and go to their account.

        A list of an account that the file has had already may overlap it: what has the same id is
        the same movement, as it would be in another file.
        """
        listed, self._list = self._list, None
        if listed is None or not (listed.said or listed.moves):
            return
        number = key_of(listed.said)
        key = (number, listed.said.get("ACCTTYPE", ""), currency_of(listed.said))
        if key not in self._accounts:
            self._accounts[key], doubts = account(listed.said, line=listed.line)
            self.problems += doubts
        known = self._known.setdefault(key, _Known())
        repeated = give_ids(account_key=number, transactions=listed.transactions)
        repeated += [one for one in listed.transactions if known.renames(one)]
        if repeated:
            self.problems.append(_repeated(repeated))
        fresh = [one for one in listed.transactions if not known.has(one)]
        known.add(fresh)
        self._accounts[key].transactions += fresh
        self._accounts[key].balance_lines += listed.balance_lines


class _Known:
    """The movements that an account's earlier lists had."""

    def __init__(self) -> None:
        self._fingerprints: dict[str, str] = {}  # by id
        self._given: set[tuple[str, str]] = set()  # the bank's id and the fingerprint

    def renames(self, one: Transaction) -> bool:
        """Give another id to a movement whose bank id another movement has; whether it did."""
        other = self._fingerprints.get(one.id, one.fingerprint) != one.fingerprint
        if one.id != one.bank_id or not other:
            return False
        one.id = other_id(one)
        return True

    def has(self, one: Transaction) -> bool:
        """Whether it was there: the same id, or one that the bank repeats with all else the same."""
        return one.id in self._fingerprints or (one.bank_id, one.fingerprint) in self._given

    def add(self, fresh: list[Transaction]) -> None:
        """Remember a list's movements."""
        for one in fresh:
            self._fingerprints[one.id] = one.fingerprint
            if one.bank_id.strip("0"):
                self._given.add((one.bank_id, one.fingerprint))


def _controlled(line: int) -> Problem:
    message = "O arquivo traz caracteres de controle, que foram tirados: confira os textos."
    return Problem(line, "", "control_characters", message, WARNING)


def _repeated(which: list[Transaction]) -> Problem:
    message = (
        f"O banco deu o mesmo identificador a mais de um lançamento ({len(which)} ao todo): em "
        "lugar dele valem data, valor e texto."
    )
    return Problem(which[0].line, "FITID", "repeated_id", message, WARNING)
