"""What a company means by its own word for a debt: which prescription and which charges.

Whole words are compared, without accents, capitals, plurals and prepositions. A phrase is understood
by the longest known words that it begins with, after what may open it ("parcela de seguro"). Two types
in one phrase, or an unknown word where it would matter, are not understood.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from acerto.core.text import words_sought
from acerto.law import params
from acerto.law.catalogue import words
from acerto.law.schema import ClaimValue

WRITTEN = "written"
"""The kind of a debt whose type says nothing else: liquid, in a document."""

TYPES = "prescription.debt_types"
"""The words of each type of debt."""

_TERMS = "prescription.terms."
_AROUND = "prescription.debt_type_words"
_CHARGES = "charges.debt_types"
_ANSWERS_KEPT = 100 * 100
_PLURALS = (
    ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("uis", "ul"), ("is", "il"),
    ("ns", "m"), ("res", "r"), ("zes", "z"), ("s", ""),
)  # fmt: skip

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """How a company's own word for a debt was taken.

    `kind` is the type of prescription.debt_types. `known` is False where the word is not understood: then
    the general rule holds, `written` without ceilings of its own. No word at all is known.
    """

    text: str
    kind: str
    prescribes_as: str  # a kind of prescription.terms
    charged_as: str  # a type of charges.debt_types, "" for one without charges of its own
    known: bool

    @property
    def name(self) -> str:
        """The type in Portuguese."""
        return _name(self.kind)


@dataclass(frozen=True, slots=True)
class _Table:
    exact: dict[Phrase, str]
    within: dict[Phrase, str]  # those that also count inside a longer phrase
    longest: int
    particles: frozenset[str]
    opening: frozenset[str]
    beside: frozenset[str]
    premises: frozenset[str]
    closed: frozenset[str]


@lru_cache(maxsize=_ANSWERS_KEPT)
def understood(*, debt_type: str) -> Understood:
    """The type of debt that a company's own word means.

    Source: prescription.debt_types, prescription.debt_type_words and charges.debt_types, by policy.
    """
    tokens = _folded(debt_type)
    kind = _kind(tokens) if tokens else WRITTEN
    prescribes_as, charged_as = _effect(kind or WRITTEN)
    return Understood(debt_type, kind or WRITTEN, prescribes_as, charged_as, kind is not None)


def unknown_in_words(*, debt_type: str) -> str:
    """What people are told of a word that is not understood, in Portuguese."""
    known = ", ".join(sorted(_apart(), key=str.casefold))
    return (
        f"Tipo de dívida não reconhecido: “{' '.join(debt_type.split())}”. Vale a regra geral (prescrição "
        f"em {_general_years()} anos, sem tetos próprios). Tipos conhecidos: {known}."
    )


def understood_in_words(*, meant: Understood) -> str:
    """How a word was taken, in Portuguese; a word that is not understood says so."""
    if not meant.known:
        return unknown_in_words(debt_type=meant.text)
    return f"Tipo entendido como {meant.name}."


@cache
def table_digest() -> str:
    """Changes when a word may be understood otherwise, or prescribe or be charged otherwise."""
    names = (TYPES, _AROUND, _CHARGES, *params.names(_TERMS))
    return repr([params.latest(name).value for name in names])


def _kind(tokens: Phrase) -> str | None:
    table = _table()
    said = tuple(token for token in tokens if token not in table.particles)
    rest = tuple(token for token in said if token not in table.beside and not _numbered(token))
    return table.exact.get(said) or table.exact.get(rest) or _found(rest, table)


def _found(said: Phrase, table: _Table) -> str | None:
    """The one type of a phrase of several words; None where none or more than one is meant."""
    at = 0
    while at < len(said) and not _match(said, at, table) and said[at] in table.opening:
        at += 1
    head = _match(said, at, table)
    if not head:
        return None
    kind = table.within[head]
    return kind if _fits(kind, said[at + len(head) :], table) else None


def _fits(kind: str, tail: Phrase, table: _Table) -> bool:
    """Whether what follows a type leaves it as it is."""
    at = 0
    while at < len(tail):
        other = _match(tail, at, table)
        if other:
            if _effect(table.within[other]) != _effect(kind):
                return False
            at += len(other)
            continue
        if kind in table.closed and tail[at] not in table.premises | table.opening:
            return False
        at += 1
    return True


def _match(said: Phrase, at: int, table: _Table) -> Phrase:
    """The longest known phrase at a place; () for none."""
    for length in range(min(table.longest, len(said) - at), 0, -1):
        if (phrase := said[at : at + length]) in table.within:
            return phrase
    return ()


@cache
def _effect(kind: str) -> tuple[str, str]:
    """The kind of terms and the type of charges of a type of debt."""
    prescribes_as = kind if _TERMS + kind in params.names(_TERMS) else WRITTEN
    charges = _groups(_CHARGES)
    own = kind if kind in charges else ""
    return prescribes_as, next((one for one, kinds in charges.items() if kind in kinds), own)


@cache
def _table() -> _Table:
    said_around = _groups(_AROUND)
    around = {
        name: frozenset(token for word in said_around[name] for token in _folded(word))
        for name in ("particles", "opening", "beside", "premises")
    }
    exact = {
        tuple(token for token in _folded(word) if token not in around["particles"]): kind
        for kind, said in _groups(TYPES).items()
        for word in (kind, *said)
    }
    alone = around["opening"] | around["beside"] | around["premises"]
    within = {said: kind for said, kind in exact.items() if not alone.issuperset(said)}
    return _Table(
        exact=exact,
        within=within,
        longest=max(len(said) for said in within),
        closed=frozenset(said_around["closed"]),
        **around,
    )


def _groups(name: str) -> dict[str, tuple[str, ...]]:
    groups = params.latest(name).value
    assert isinstance(groups, dict), name
    return groups


def _apart() -> list[str]:
    """The names of the types that prescribe or are charged otherwise than the general rule."""
    general = _effect(WRITTEN)
    return [_name(kind) for kind in _groups(TYPES) if _effect(kind) != general]


def _name(kind: str) -> str:
    return words()["debt_types"].get(kind) or words()["values"].get(kind, kind)


def _general_years() -> int:
    claims = params.latest(_TERMS + WRITTEN).value
    assert isinstance(claims, tuple)
    return max(claim.count for claim in claims if isinstance(claim, ClaimValue))


def _folded(text: str) -> Phrase:
    """The words of a text: lower case, no accents, no signs, singular."""
    return tuple(_singular(word) for word in words_sought(text).split())


def _singular(word: str) -> str:
    for plural, singular in _PLURALS:
        stem = word.removesuffix(plural)
        if stem != word and len(stem) > 1:
            return stem + singular
    return word


def _numbered(token: str) -> bool:
    return any(char.isdigit() for char in token)
