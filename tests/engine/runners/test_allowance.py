"""How much memory: read in one way for every engine, or refused in one sentence."""

from pathlib import Path

import pytest
from tests.engine.in_files import edges, written
from tests.engine.portfolios import ON

from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.runners.allowance import memory_bytes
from acerto.engine.runners.duckdb import decide
from acerto.engine.runners.outcome import CannotDecide

CONSUMER = load_policy(text=default_policy_text(name="consumer"))


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("64MB", 64_000_000), ("62MiB", 65_011_712), ("1,5GB", 1_500_000_000), ("1.5 gb", 1_500_000_000),
        (" 16GiB ", 17_179_869_184), ("2tb", 2_000_000_000_000), ("1000TB", 10**15),
    ],
)  # fmt: skip
def test_a_number_and_a_unit(said: str, amount: int) -> None:
    assert memory_bytes(said) == amount


@pytest.mark.parametrize(
    "said",
    [
        "muita", "16", "GB", "-5GB", "0GB", "1KB", "63MB", "61MiB", "99999TB", "1,5,5GB", "1e9GB", "٣GB",
        "16GBB", "NaNGB", "9" * 40 + "GB",
    ],
)  # fmt: skip
def test_anything_else_is_one_sentence(said: str) -> None:
    with pytest.raises(CannotDecide, match="não diz quanta memória usar"):
        memory_bytes(said)


@pytest.mark.parametrize("memory", ["1,5GB", "64MB"])
def test_deciding_keeps_to_it(tmp_path: Path, memory: str) -> None:
    folder = written(folder=tmp_path / "retrato", parts=edges())
    found = decide(
        snapshot=folder,
        policy=CONSUMER,
        policy_digest="",
        on=ON,
        out=tmp_path / "out",
        memory=memory,
    )
    assert found.cases == 33, "the consumers"
