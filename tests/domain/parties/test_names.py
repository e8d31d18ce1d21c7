"""Finding people by beginnings of the words of their names."""

from importlib import import_module

import pytest
from tests.factory import World

from acerto.domain.parties.models import Party
from acerto.domain.parties.screens import find
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db
NAMES = (
    "José da Silva-Souza",
    "Maria d'Ávila",
    "Ana \\ Barra",
    "Conceição Antunes",
    "Antunes & Filhos Ltda.",
    "Zé",
    "Ana “Nina” Lima [Espólio]",
    'João–Travessão "Tito" D’Artagnan',
)


@pytest.fixture
def names() -> dict[int, str]:
    world = World.new()
    with scope(world.tenant_id):
        return {world.party(name, cpf="", email=""): name for name in NAMES} | {0: world.tenant_id}


def found(names: dict[int, str], text: str) -> set[str]:
    tenant_id = int(names[0])
    with scope(tenant_id):
        return {names[party] for party in find(text=text, tenant_id=tenant_id)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("jos", {NAMES[0]}),
        ("souza jose", {NAMES[0]}),
        ("SILVA-SOUZA", {NAMES[0]}),
        ("silva souz", {NAMES[0]}),
        ("d'avila", {NAMES[1]}),
        ("ávila mar", {NAMES[1]}),
        ("concei", {NAMES[3]}),
        ("antunes", {NAMES[3], NAMES[4]}),
        ("antunes & filhos", {NAMES[4]}),
        ("antunes conceicao jose", set()),
        ("ntunes", set()),
        ("ana \\", {NAMES[2], NAMES[6]}),
        ("zé", {NAMES[5]}),
        ("jos | mar", set()),
        ("'jos':* | 'mar':*", set()),
        ("!jose", {NAMES[0]}),
        ("nina", {NAMES[6]}),
        ("espolio lima", {NAMES[6]}),
        ("travessao tito", {NAMES[7]}),
        ("d'artagnan", {NAMES[7]}),
        ("dartagnan", {NAMES[7]}),
        ("davila maria", {NAMES[1]}),
        ("barra\\", {NAMES[2]}),
        ("--", set()),
        ("''", set()),
    ],
)
def test_finds(names: dict[int, str], text: str, wanted: set[str]) -> None:
    assert found(names, text) == wanted


def test_finds_nobody_of_another_company(names: dict[int, str]) -> None:
    other = World.new()
    with scope(other.tenant_id):
        assert find(text="jose", tenant_id=other.tenant_id) == []
        assert Party.objects.count() == 0


def test_keys_kept_with_signs_are_made_anew(names: dict[int, str]) -> None:
    mend = import_module("acerto.domain.parties.migrations.0014_words_of_names").words_only
    with scope(int(names[0])):
        Party.objects.filter(name=NAMES[1]).update(name_key="maria d'avila")
        mend("default")
        assert Party.objects.get(name=NAMES[1]).name_key == "maria d avila davila"
