"""What `acerto snapshot validate` says of rows that cannot be, and of files that cannot be read."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from tests.engine.in_files import edges, written
from tests.engine.portfolios import ON

from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.runners.checks import validate_snapshot
from acerto.engine.runners.diff import diff
from acerto.engine.runners.duckdb import decide
from acerto.engine.runners.outcome import CannotDecide
from acerto.engine.simulation.from_snapshot import Snapshot
from acerto.engine.snapshot_files import InvalidSnapshot, digest_of

CONSUMER = load_policy(text=default_policy_text(name="consumer"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    parts = edges(done=[{"case_id": 2, "episode_id": 0, "title_id": 5, "step_id": 1}])
    for case in parts["case"]:
        case["state"] = ("", "SP", "AC")[case["case_id"] % 3]
    return written(folder=tmp_path / "retrato", parts=parts)


def rewritten(folder: Path, part: str, change: str) -> None:
    """A part written anew with a fault in it."""
    file = folder / part / "part-0.parquet"
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE t AS SELECT * FROM '{file}'")
        database.execute(f"UPDATE t SET {change}")
        database.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    told_anew(folder, part)


def told_anew(folder: Path, part: str) -> None:
    """The manifest as if nothing were wrong."""
    file, path = folder / part / "part-0.parquet", folder / "manifest.json"
    said = json.loads(path.read_text("utf-8"))
    for each in said["files"]:
        if each["path"] == f"{part}/part-0.parquet":
            each |= {"bytes": file.stat().st_size, "sha256": digest_of(file)}
    path.write_text(json.dumps(said), "utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(InvalidSnapshot) as refused:
        validate_snapshot(folder=folder)
    return refused.value.message


def test_what_can_be_passes(folder: Path) -> None:
    rewritten(folder, "terms", "fine_rate = 1, payoff_month_rate = NULL, interest_month_rate = 0")
    rewritten(folder, "title", "due_on = DATE '1900-01-01', interest_cents = 999999999999999")
    assert validate_snapshot(folder=folder).rows("case") == 44


@pytest.mark.parametrize(
    ("part", "change", "sentence"),
    [
        ("case", "party_kind = 'martian' WHERE case_id = 7", "“case”, caso 7: party_kind não é"),
        ("case", "state = 'XX' WHERE case_id IN (9, 8)", "caso 8: state não é"),
        ("case", "contacts_today = -1 WHERE case_id = 3", "caso 3: um número de contatos é negativo"),
        ("case", "contacts_week = -1 WHERE case_id = 3", "caso 3: um número de contatos é negativo"),
        ("case", "test_bucket = 100 WHERE case_id = 4", "caso 4: test_bucket"),
        ("case", "test_bucket = -1 WHERE case_id = 4", "caso 4: test_bucket"),
        ("case", "peak_age_days = -1 WHERE case_id = 4", "caso 4: peak_age_days"),
        ("title", "due_on = DATE '1899-12-31' WHERE title_id = 6", "título 6: o vencimento é de antes de 1900"),
        ("title", "effective_due_on = 'infinity', accrued_since = 'infinity'", "título 1: um dia é de depois"),
        ("title", "fine_cents = 1000000000000000 WHERE title_id = 6", "título 6: um valor passa do maior"),
        ("title", "correction_cents = -1 WHERE title_id = 6", "título 6: um valor é negativo"),
        ("terms", "fine_rate = 1.000001 WHERE terms_id = 2", "“terms”, condições 2: uma taxa"),
        ("terms", "discount_rate = -0.1 WHERE terms_id = 2", "“terms”, condições 2: uma taxa"),
        ("terms", "party_kind = '' WHERE terms_id = 2", "condições 2: party_kind"),
        ("terms", "interest_mode = 'daily' WHERE terms_id = 2", "condições 2: interest_mode"),
        ("done", "episode_id = 3", "“done”, etapa feita do caso 2: é de um episódio ou de um título"),
        ("done", "title_id = 0", "“done”, etapa feita do caso 2: é de um episódio ou de um título"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_named(folder: Path, part: str, change: str, sentence: str) -> None:
    rewritten(folder, part, change)
    assert sentence in refusal(folder)


@pytest.mark.parametrize(
    ("part", "column"), [("title", "due_on"), ("case", "held"), ("terms", "terms_id")]
)
def test_whoever_reads_it_refuses_a_blank_column(folder: Path, part: str, column: str) -> None:
    rewritten(folder, part, f"{column} = NULL")
    said = f"{folder}/{part}/part-0.parquet, grupo de linhas 0, coluna {column}: está em branco"
    assert said in refusal(folder)
    readers: tuple[Callable[[], object], ...] = (
        lambda: decide(
            snapshot=folder, policy=CONSUMER, policy_digest="", on=ON, out=folder.parent / "out"
        ),
        lambda: diff(snapshot=folder, old=CONSUMER, new=CONSUMER, on=ON),
        lambda: Snapshot(folder, "consumer", ON).book(),
    )
    for read in readers:
        with pytest.raises(InvalidSnapshot) as refused:
            read()
        assert said in refused.value.message


@pytest.mark.parametrize(
    ("part", "change", "sentence"),
    [
        ("terms", "fine_rate = 900", "condições 1: Toda taxa"),
        ("terms", "interest_mode = 'x'", "condições 1: Os juros são"),
        ("terms", "correction_index = 'zzz'", "condições 1: O índice “zzz” não existe"),
        ("title", "effective_due_on = DATE '20000-01-01'", "o dia 20000-01-01 não está entre os anos"),
        ("title", "accrued_since = DATE '0001-01-01' - 400", "(BC) não está entre os anos 1 e 9999"),
        ("series", "month = DATE '20000-01-01'", "“series”: o dia 20000-01-01 não está entre"),
    ],
)  # fmt: skip
def test_what_the_law_cannot_read_is_told_by_whoever_decides(
    folder: Path, part: str, change: str, sentence: str
) -> None:
    rewritten(folder, part, change)
    with pytest.raises(InvalidSnapshot) as refused:
        decide(snapshot=folder, policy=CONSUMER, policy_digest="", on=ON, out=folder.parent / "out")
    assert sentence in refused.value.message
    with pytest.raises(InvalidSnapshot):
        Snapshot(folder, "consumer", ON).book()
    with pytest.raises(InvalidSnapshot):
        validate_snapshot(folder=folder)


def test_an_amount_too_large_for_the_sum_is_told(folder: Path, tmp_path: Path) -> None:
    rewritten(folder, "title", "principal_cents = 9000000000000000000")
    with pytest.raises(CannotDecide, match="grande demais para a conta.*Diagnóstico"):
        decide(snapshot=folder, policy=CONSUMER, policy_digest="", on=ON, out=tmp_path / "out")
    assert list(tmp_path.iterdir()) == [folder]


def test_a_file_broken_within_is_told(folder: Path) -> None:
    """Each byte of a column's page flipped in its turn: a sentence, or nothing noticed."""
    file = folder / "title" / "part-0.parquet"
    whole = file.read_bytes()
    told = 0
    for at in range(4, len(whole) - 8, 23):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :])
        told_anew(folder, "title")
        try:
            validate_snapshot(folder=folder)
        except InvalidSnapshot:
            told += 1
    assert told > 9
