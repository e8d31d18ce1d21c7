"""Places as files name them: states, CEPs, and IBGE's codes of municipalities."""

STATES = {
    "RO": "11", "AC": "12", "AM": "13", "RR": "14", "PA": "15", "AP": "16", "TO": "17", "MA": "21",
    "PI": "22", "CE": "23", "RN": "24", "PB": "25", "PE": "26", "AL": "27", "SE": "28", "BA": "29",
    "MG": "31", "ES": "32", "RJ": "33", "SP": "35", "PR": "41", "SC": "42", "RS": "43", "MS": "50",
    "MT": "51", "GO": "52", "DF": "53",
}  # fmt: skip
"""The states, with the two digits with which IBGE's codes of their municipalities begin."""

CEP_DIGITS = 8
MUNICIPALITY_DIGITS = 7
# Nine codes that IBGE gave with another digit than its own rule has; they are in force.
_ODD_DIGITS = frozenset(
    [
        "2201919", "2201988", "2202251", "2611533", "3117836", "3152131", "4305871", "5203939",
        "5203962",
    ]
)  # fmt: skip


def is_state(text: str) -> bool:
    """Whether a text is the two letters of a state, in any case."""
    return text.upper() in STATES


def is_cep(text: str) -> bool:
    """Whether a text has the eight digits of a CEP, not all zeros; a hyphen and a dot may stand between."""
    digits = "".join(char for char in text if char not in " .-")
    return len(digits) == CEP_DIGITS and _all_digits(digits) and bool(digits.strip("0"))


def is_municipality(code: str) -> bool:
    """Whether a code can be IBGE's: seven digits, a state, and the last digit right.

    The digit is modulo 10 with weights 1 and 2 in turn. Source: IBGE's table of municipalities, which
    follows the rule but for the nine codes known here.
    """
    if len(code) != MUNICIPALITY_DIGITS or not _all_digits(code):
        return False
    if code[:2] not in STATES.values():
        return False
    total = sum(sum(divmod(int(one) * (1 + at % 2), 10)) for at, one in enumerate(code[:-1]))
    return code in _ODD_DIGITS or int(code[-1]) == -total % 10


def _all_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
