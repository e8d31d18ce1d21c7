"""Which bank and layout a file has, from its first line."""

from dataclasses import dataclass

from .layout import Direction, Layout, Width, banks, named, stands, variants
from .lines import full
from .problem import NotCnab

_400: dict[str, Direction] = {"02RETORNO": "return", "01REMESSA": "remittance"}
_SEGMENTS: dict[str, Direction] = {"P": "remittance", "T": "return", "U": "return"}
_SHARED = frozenset({("001", "136")})
"""Header and bank: whose files carry the code of another bank (Unicred's that of Banco do Brasil)."""
_DIRECTIONS: dict[str, Direction] = {"1": "remittance", "2": "return"}


@dataclass(frozen=True, slots=True)
class Found:
    """What the first line says of the file; `direction` None where it does not say."""

    bank: str
    width: Width
    direction: Direction | None
    header: str


def found_in(line: str) -> Found:
    """Bank, width and direction, from a header. Raises NotCnab."""
    start = line[:9].upper()
    if start in _400:
        header = full(line, width=400)
        return Found(_bank(header[76:79]), 400, _400[start], header)
    if line[3:8] == "00000" and line[:3].isdigit():
        header = full(line, width=240)
        return Found(_bank(header[:3]), 240, _DIRECTIONS.get(header[142]), header)
    raise NotCnab(
        "not_cnab",
        "O arquivo não é CNAB: a primeira linha não é um cabeçalho de 240 nem de 400 posições.",
    )


def direction_of(found: Found, detail: str) -> Direction:
    """Whether a file is a return or a remittance, also where its header is damaged.

    Raises NotCnab.
    """
    direction = found.direction or _SEGMENTS.get(detail[13:14])
    if direction is None:
        raise NotCnab(
            "direction_missing", "Nada no arquivo diz se é remessa ou retorno (coluna 143)."
        )
    return direction


def layout_for(
    found: Found, detail: str, *, direction: Direction, bank: str | None = None
) -> Layout:
    """The table for a file, told from its bank and, among variants, its first detail line.

    A bank without a table of 240 is read by the standard's; of 400 there is none. Raises NotCnab.
    """
    code = bank or found.bank
    tables = variants(bank=code, width=found.width, direction=direction)
    for table in tables:
        if table.probe and stands(detail, table.probe):
            return table
    plain = [table for table in tables if not table.probe] or list(tables)
    if plain:
        return plain[0]
    if found.width == 240 and direction == "return":
        return named("febraban_240_return")
    known = ", ".join(banks(width=found.width, direction=direction))
    raise NotCnab(
        "bank_unknown",
        f"O banco {code} não está entre os que sabemos ler em {found.width} posições ({known}).",
    )


def require_bank(bank: str, *, found: Found, direction: Direction) -> None:
    """Refuse a bank told beside a file whose header names another that is known. Raises NotCnab."""
    if not (len(bank) == 3 and bank.isascii() and bank.isdigit()):
        raise NotCnab("bank_invalid", "O código de um banco tem três dígitos, como 341.")
    if bank == found.bank or (found.bank, bank) in _SHARED:
        return
    known = variants(bank=found.bank, width=found.width, direction=direction)
    if known:
        columns = "1 a 3" if found.width == 240 else "77 a 79"
        raise NotCnab(
            "bank_contradicted",
            f"O cabeçalho diz que o arquivo é do banco {found.bank} ({known[0].bank_name}), não do "
            f"{bank}. Leia-o sem dizer o banco; se o cabeçalho estiver errado, corrija nele as "
            f"colunas {columns}.",
        )


def _bank(code: str) -> str:
    if not (code.isascii() and code.isdigit()):
        raise NotCnab("bank_missing", "O cabeçalho não traz o código do banco.")
    return code
