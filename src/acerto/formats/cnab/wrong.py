"""What can be wrong with the lines of a return file, in words."""

from .problem import Problem


def too_long(*, line: int, width: int) -> Problem:
    """Text beyond the last column."""
    return Problem(
        line,
        width + 1,
        "",
        "line_too_long",
        f"Linha {line}: há texto depois da coluna {width}; ele não foi lido.",
        "warning",
    )


def strange(*, line: int) -> Problem:
    """A record that the layout does not have."""
    return Problem(
        line, 1, "", "record_unknown", f"Linha {line}: o leiaute não tem este tipo de registro."
    )


def unread(*, line: int, what: str) -> Problem:
    """An optional record that banks add to a title, and that the table does not have."""
    return Problem(
        line,
        1,
        "",
        "record_unread",
        f"Linha {line}: registro opcional {what}, que não é lido; o título antes dele é.",
        "warning",
    )


def gap(*, line: int, told: int, expected: int) -> Problem:
    """Lines that do not follow one another."""
    return Problem(
        line,
        0,
        "sequence",
        "sequence_gap",
        f"Linha {line}: o número sequencial é {told}, e deveria ser {expected}. "
        "Podem faltar linhas.",
        "warning",
    )


def no_first(*, line: int) -> Problem:
    """A segment U that follows no segment T."""
    return Problem(
        line, 14, "", "segment_alone", f"Linha {line}: segmento U sem o segmento T antes dele."
    )


def no_second(*, line: int) -> Problem:
    """A segment T without its U: amounts and dates of payment are missing."""
    return Problem(
        line,
        14,
        "",
        "segment_missing",
        f"Linha {line}: falta o segmento U deste título; pagamento e datas não foram lidos.",
    )


def cut_short(*, line: int) -> Problem:
    """No trailer: the end of the file is missing."""
    return Problem(
        line, 0, "", "no_trailer", "O arquivo não tem rodapé: pode estar incompleto.", "warning"
    )


def no_table(*, line: int, bank: str) -> Problem:
    """A bank without a table of its own, read by the standard's columns and codes."""
    return Problem(
        line,
        1,
        "bank",
        "layout_standard",
        f"Não temos o leiaute do banco {bank}: o arquivo foi lido pelo padrão FEBRABAN de 240 posições, "
        "que nenhum manual deste banco confirmou. Confira os valores antes de usá-los.",
        "warning",
    )


def overruled(*, line: int, header: str, bank: str) -> Problem:
    """A bank told beside the file, and another in its header."""
    return Problem(
        line,
        1,
        "bank",
        "bank_overruled",
        f"O cabeçalho diz banco {header}; o arquivo foi lido como do banco {bank}, como pedido.",
        "warning",
    )


def two_banks(*, line: int, header: str, detail: str, bank: str) -> Problem:
    """Details of another bank than the header's."""
    return Problem(
        line,
        1,
        "bank",
        "bank_differs",
        f"O cabeçalho diz banco {header}, e os registros dizem {detail}; o arquivo foi lido como do "
        f"banco {bank}. Se for do {detail}, diga o banco ao ler (--bank {detail}).",
        "warning",
    )
