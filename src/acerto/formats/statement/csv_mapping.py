"""How a bank's CSV statement is to be read: a few declared lines, most of which may stay "auto"."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, cast, get_args

import yaml

from acerto.formats.delimited import DELIMITERS, Order

Encoding = Literal["auto", "utf-8", "cp1252", "latin-1", "utf-16"]
Decimals = Literal["auto", "comma", "point"]
Signs = Literal["as_written", "inverted"]
Column = str | int
"""A column by its name in the header, or by its place from 1 in a file without one."""

FIELDS = frozenset(
    ["on", "amount", "debit", "credit", "sign", "memo", "payee", "id", "check_number", "balance"]
)
ACCOUNT = ("bank", "branch", "number", "kind")
_MARKS = {"auto": "", "tab": "\t", **{mark: mark for mark in DELIMITERS}}
_CHOICES = {
    "encoding": get_args(Encoding),
    "decimal": get_args(Decimals),
    "date_format": get_args(Order),
    "signs": get_args(Signs),
    "delimiter": tuple(_MARKS),
}


class InvalidMapping(ValueError):
    """A mapping that cannot be used. `message` says which key is wrong and what it takes."""

    code = "invalid_mapping"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class StatementMapping:
    """One bank's file. docs/formats/statement.md explains every key.

    `columns` tells each field's column, for `memo` perhaps several, which are joined. `signs`
    inverted is a card's file, where what was spent is positive.
    """

    columns: Mapping[str, tuple[Column, ...]]
    account: Mapping[str, str] = field(default_factory=dict)
    encoding: Encoding = "auto"
    delimiter: str = "auto"
    decimal: Decimals = "auto"
    date_format: Order = "auto"
    signs: Signs = "as_written"
    skip_lines: int = 0

    @property
    def mark(self) -> str:
        """The delimiter, "" where it is to be found in the file."""
        return _MARKS[self.delimiter]

    @property
    def decimal_mark(self) -> str | None:
        """What core.money wants to know of decimals."""
        return {"comma": ",", "point": ".", "auto": None}[self.decimal]

    @property
    def by_place(self) -> bool:
        """Whether the file has no header: its columns are told by number."""
        return any(isinstance(one, int) for names in self.columns.values() for one in names)


def load_mapping(*, text: str) -> StatementMapping:
    """A mapping from YAML. Raises InvalidMapping."""
    try:
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidMapping("O mapeamento não é um YAML válido.") from error
    if not isinstance(raw, dict):
        raise InvalidMapping("O mapeamento está vazio ou não é uma lista de chaves e valores.")
    known = {"version", "columns", "account", "skip_lines", *_CHOICES}
    if unknown := sorted(str(key) for key in set(raw) - known):
        raise InvalidMapping(f"Mapeamento inválido: a chave “{unknown[0]}” não existe.")
    if raw.get("version", 1) != 1:
        raise InvalidMapping("Mapeamento inválido: version aceita 1.")
    for key, choices in _CHOICES.items():
        if raw.get(key, "auto") not in (*choices, "auto"):
            raise InvalidMapping(f"Mapeamento inválido: {key} aceita {', '.join(choices)}.")
    skip = raw.get("skip_lines", 0)
    if isinstance(skip, bool) or not isinstance(skip, int) or not 0 <= skip <= 1000:
        raise InvalidMapping("Mapeamento inválido: skip_lines é um número de linhas.")
    signs = raw.get("signs", "as_written")
    return StatementMapping(
        columns=_columns(raw.get("columns")),
        account=_account(raw.get("account") or {}),
        encoding=raw.get("encoding", "auto"),
        delimiter=raw.get("delimiter", "auto"),
        decimal=raw.get("decimal", "auto"),
        date_format=raw.get("date_format", "auto"),
        signs="as_written" if signs == "auto" else signs,
        skip_lines=skip,
    )


def dump_mapping(mapping: StatementMapping) -> str:
    """Write a mapping as YAML, keys in the order of the documentation."""
    raw = {"version": 1, **asdict(mapping)}
    raw["columns"] = {
        name: names[0] if len(names) == 1 else list(names)
        for name, names in mapping.columns.items()
    }
    raw["account"] = dict(mapping.account)
    kept = {key: value for key, value in raw.items() if value not in ({}, 0) or key == "columns"}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)


def _columns(raw: object) -> dict[str, tuple[Column, ...]]:
    if not isinstance(raw, dict) or not raw:
        raise InvalidMapping("Mapeamento inválido: falta columns (campo: coluna).")
    columns = {}
    for name, said in raw.items():
        # YAML 1.1 reads the key `on` as true.
        key = "on" if name is True else name
        if key not in FIELDS:
            raise InvalidMapping(f"Mapeamento inválido: campo desconhecido: {key}.")
        columns[cast(str, key)] = _names(cast(str, key), said)
    if "on" not in columns:
        raise InvalidMapping("Mapeamento inválido: falta a coluna da data (on).")
    if "amount" not in columns and not {"debit", "credit"} & set(columns):
        raise InvalidMapping(
            "Mapeamento inválido: falta a coluna do valor (amount, ou debit e credit)."
        )
    if "amount" in columns and {"debit", "credit"} & set(columns):
        raise InvalidMapping("Mapeamento inválido: use amount, ou debit e credit, não os dois.")
    kinds = {type(one) for names in columns.values() for one in names}
    if len(kinds) > 1:
        raise InvalidMapping("Mapeamento inválido: colunas por nome ou por número, não misturadas.")
    return columns


def _names(key: str, said: object) -> tuple[Column, ...]:
    names = said if isinstance(said, list) else [said]
    right = names and all(
        (isinstance(one, str) and one.strip())
        or (isinstance(one, int) and not isinstance(one, bool) and one > 0)
        for one in names
    )
    if not right or (len(names) > 1 and key != "memo"):
        raise InvalidMapping(
            f"Mapeamento inválido: {key} precisa do nome de uma coluna, ou do seu número."
        )
    return tuple(names)


def _account(raw: object) -> dict[str, str]:
    if not isinstance(raw, dict) or not set(raw) <= set(ACCOUNT):
        raise InvalidMapping(f"Mapeamento inválido: account aceita {', '.join(ACCOUNT)}.")
    return {name: str(value).strip() for name, value in raw.items()}
