"""A large file is read in a process of its own: the same rows, the same words, no process left behind."""

import os
from pathlib import Path

import pytest

from acerto.domain.intake.mapping import load_mapping
from acerto.domain.intake.reader import Job, reader
from acerto.domain.intake.reading import scan
from acerto.domain.intake.types import FileProblem
from acerto.domain.receivables.take_in import Changed, Found, Terms

MAPPING = """
kind: titles
mode: partial
columns: {contract: contrato, due_on: vencimento, principal: valor, tax_id: cpf, name: nome}
"""
ROWS = [
    "C1;02/03/2026;10,00;39053344705;Ana Exemplo",
    "C2;02/03/2026;dez;39053344705;Ana Exemplo",
    ";02/03/2026;10,00;39053344705;Sem Contrato",
    "C1;02/03/2026;12,00;39053344705;Ana Exemplo",
    "C3;03/03/2026;20,00;11111111111;Bia Exemplo",
]
NOTHING = Found(unchanged=frozenset(), repeated=frozenset(), changed={})


@pytest.fixture
def apart(monkeypatch):
    """Every file is worth a process."""
    monkeypatch.setattr("acerto.domain.intake.reader.WORTH_A_PROCESS", 0)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return job_of(tmp_path, "\n".join(["contrato;vencimento;valor;cpf;nome", *ROWS, ""]))


def job_of(folder: Path, text: str) -> Job:
    path = folder / "titulos.csv"
    path.write_text(text, "utf-8")
    return Job(path=path, scanned=scan(path=path), mapping=load_mapping(MAPPING), tenant_id=1)


def said(job: Job, found: Found = NOTHING) -> tuple:
    """All that a reader says of a file of one chunk, but for what is sealed anew each time."""
    with reader(path=job.path) as reading:
        reading.begin(job)
        keys = reading.keys()
        assert keys is not None
        reading.tell(found)
        assert reading.keys() is None
        batch = reading.batch()
    told = keys.problems + batch.problems + [problem for _number, problem in batch.doubtful]
    return keys.text, keys.read, told, batch.titles, batch.terms, batch.flagged, batch.changed


def children() -> set[int]:
    """Processes whose parent is this one."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(words[1]) == os.getpid():
                found.add(int(entry.name))
    return found


def test_says_the_same_in_both_places(job, monkeypatch):
    here = said(job)
    monkeypatch.setattr("acerto.domain.intake.reader.WORTH_A_PROCESS", 0)
    assert said(job) == here
    keys, read, told, titles, _terms, flagged, _changed = here
    assert (keys.count(b"\n"), read, titles.count(b"\n"), flagged) == (3, 5, 2, [1])
    assert [(problem.line, problem.code) for problem in told] == [
        (4, "contract_missing"),
        (5, "repeated_key"),
        (3, "amount_unreadable"),
        (6, "cpf_check_digit"),
    ]


@pytest.mark.usefixtures("apart")
def test_is_told_what_is_known(job):
    known = Changed(0, 7, 9, "person", "other", 3, None)
    found = Found(
        unchanged=frozenset({1}),
        repeated=frozenset({2}),
        changed={0: known},
        terms={3: Terms("consumer", None, None, None, 0, None)},
    )
    _keys, _read, told, titles, _terms, _flagged, changed = said(job, found)
    assert titles.split(b"\t")[4] == b"7"
    assert changed == {0: (2, ROWS[0].split(";"))}
    assert (6, "repeated_key") in [(problem.line, problem.code) for problem in told]


@pytest.mark.usefixtures("apart")
def test_a_broken_file_is_told_in_the_same_words(tmp_path):
    job = job_of(tmp_path, 'contrato;vencimento;valor;cpf;nome\nC1;02/03/2026;"10,00;1;Ana\n')
    with pytest.raises(FileProblem) as error:
        said(job)
    assert error.value.code == "unbalanced_quotes"
    assert str(error.value).startswith("A linha 2 tem aspas")


@pytest.mark.usefixtures("apart")
def test_a_reader_that_dies_is_noticed(job):
    with pytest.raises(FileProblem) as error:
        listen_to_the_end_of_one_killed(job)
    assert error.value.code == "reader_lost"


@pytest.mark.usefixtures("apart")
def test_no_process_stays_behind(job):
    before = children()
    with pytest.raises(FileProblem):
        leave_early(job)
    assert children() == before


def listen_to_the_end_of_one_killed(job: Job) -> None:
    before = children()
    with reader(path=job.path) as reading:
        reading.begin(job)
        reading.keys()
        (process,) = children() - before
        os.kill(process, 9)
        reading.keys()  # may have been said before the end
        reading.batch()


def leave_early(job: Job) -> None:
    with reader(path=job.path) as reading:
        reading.begin(job)
        reading.keys()
        raise FileProblem("left", "Saiu")
