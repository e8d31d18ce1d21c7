"""The simulation: the same people under each policy, seed by seed, block by block, day by day."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from tempfile import TemporaryDirectory
from threading import current_thread, main_thread

import duckdb
import numpy as np

from acerto.engine.policy import Policy
from acerto.engine.runners.tabulate import write_factors
from acerto.engine.snapshot_files import Manifest

from .behaviour import behaviour_of
from .day import Count, Rules, Today, live
from .deciding import Ruling, ruling
from .draws import Floats, Luck, uniforms
from .from_snapshot import Snapshot
from .generated import Generated
from .openings import openings
from .parameters import Parameters
from .pending import reachable
from .population import Array, Population, day_number
from .pricing import amounts, load_factors
from .state import opening_state

BLOCK = 500_000
FACTORS_TAKE = 20.0
"""How long the factors of a due date take beside a case's day under a policy: for the progress only."""
Progress = Callable[[float], None]
"""Told now and then how much of the whole is done, from 0 to 1."""


class CannotSimulate(Exception):
    """The simulation was stopped from outside. `message` is for people."""

    code = "cannot_simulate"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Start:
    """What a portfolio is on the first day, before anything happens."""

    debtors: int
    cases: int
    titles: int
    owed_cents: int
    overdue_cents: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """What came out. `daily`: policies × seeds × days × Count, as whole numbers."""

    on: date
    policies: tuple[str, ...]
    seeds: tuple[int, ...]
    starts: tuple[Start, ...]  # by seed
    daily: Array
    unknown: tuple[str, ...]  # what is missing in the law or the series, once each


@dataclass(frozen=True, slots=True)
class _Work:
    """What every block needs; it travels to other processes."""

    source: Generated | Snapshot
    on: date
    days: int
    parameters: Parameters
    rulings: tuple[Ruling, ...]
    open: Array
    factors: Path


def simulate(
    *,
    policies: Sequence[Policy],
    source: Generated | Snapshot,
    on: date,
    days: int,
    seeds: Sequence[int],
    parameters: Parameters,
    workers: int = 1,
    block: int = BLOCK,
    progress: Progress = lambda _part: None,
) -> Simulation:
    """Let `days` days pass from `on`, for every seed and under every policy, over the same people.

    Memory is bounded by `block` cases for each of `workers` processes, however many people there are. The
    same arguments give the same figures, whatever `workers` and `block`. Raises InvalidSnapshot,
    CannotSimulate, acerto.law.params.NotInForce.
    """
    book, blocks = source.book(), source.blocks(size=block)
    lived = max(1, len(blocks)) * block * len(seeds) * len(policies)
    tabulating = FACTORS_TAKE * len(book.keys) / (FACTORS_TAKE * len(book.keys) + lived)
    manifest = Manifest(on, (), book.steps)
    with TemporaryDirectory() as folder:
        unknown: dict[str, None] = {}
        for day in range(days):
            missing = write_factors(
                path=_factors(Path(folder), day), keys=book.keys, terms=book.terms,
                series=book.series, on=on + timedelta(days=day),
            )  # fmt: skip
            unknown |= dict.fromkeys(missing)
            progress(tabulating * (day + 1) / days)
        rulings = tuple(
            ruling(
                policy=policy,
                step_ids=manifest.step_ids(policy=policy.name, keys=policy.step_keys),
                on=on,
                days=days,
            )
            for policy in policies
        )
        work = _Work(
            source, on, days, parameters, rulings, openings(on=on, days=days), Path(folder)
        )
        daily, starts = _each_block(
            work,
            seeds,
            blocks,
            workers,
            lambda part: progress(tabulating + part * (1 - tabulating)),
        )
    names = tuple(policy.name for policy in policies)
    return Simulation(on, names, tuple(seeds), starts, daily, tuple(unknown))


def _each_block(
    work: _Work,
    seeds: Sequence[int],
    blocks: Sequence[tuple[int, ...]],
    workers: int,
    progress: Progress,
) -> tuple[Array, tuple[Start, ...]]:
    """Run every block of every seed, and add up."""
    jobs = [(place, part) for place in range(len(seeds)) for part in blocks]
    daily = np.zeros((len(work.rulings), len(seeds), work.days, len(Count)), dtype=np.int64)
    starts = np.zeros((len(seeds), 5), dtype=np.int64)
    with _runner(work, min(workers, len(jobs))) as run:
        for number, (place, counts, start) in enumerate(run(seeds, jobs, progress), start=1):
            daily[:, place] += counts
            starts[place] += start
            progress(number / len(jobs))
    return daily, tuple(Start(*row) for row in starts.tolist())


_Done = tuple[int, Array, Array]
_Run = Callable[[Sequence[int], Sequence[tuple[int, tuple[int, ...]]], Progress], Iterator[_Done]]


@contextmanager
def _runner(work: _Work, workers: int) -> Iterator[_Run]:
    """How blocks are run: here, one after the other, or in processes of their own."""
    if workers <= 1:

        def here(
            seeds: Sequence[int], jobs: Sequence[tuple[int, tuple[int, ...]]], progress: Progress
        ) -> Iterator[_Done]:
            for number, (place, part) in enumerate(jobs):
                tell = partial(_tell_part, progress, number, len(jobs))
                yield (place, *_block(work, seeds[place], part, tell))

        yield here
        return
    others = set(active_children())
    with _uninterrupted():
        made = ProcessPoolExecutor(workers, get_context("spawn"), _take, (work,))
    with _told_when_killed(), made as pool:

        def there(
            seeds: Sequence[int], jobs: Sequence[tuple[int, tuple[int, ...]]], _progress: Progress
        ) -> Iterator[_Done]:
            futures = {pool.submit(_block_there, seeds[place], part): place for place, part in jobs}
            for future in as_completed(futures):
                yield (futures[future], *future.result())

        try:
            yield there
        except BaseException:
            # Leaving the pool would wait for what it still has to do.
            for process in set(active_children()) - others:
                process.terminate()
            raise


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """SIGINT is not heard meanwhile, and never by processes begun in here."""
    if current_thread() is not main_thread():
        yield
        return
    heard = signal(SIGINT, SIG_IGN)
    try:
        yield
    finally:
        signal(SIGINT, heard)


@contextmanager
def _told_when_killed() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool:
        raise CannotSimulate(
            "Um processo da simulação foi interrompido, talvez por falta de memória: use --workers 1."
        ) from None


def _tell_part(progress: Progress, number: int, of: int, part: float) -> None:
    progress((number + part) / of)


_TAKEN: list[_Work] = []


def _take(work: _Work) -> None:
    _TAKEN[:] = [work]


def _block_there(seed: int, part: tuple[int, ...]) -> tuple[Array, Array]:
    return _block(_TAKEN[0], seed, part, lambda _part: None)


def _block(
    work: _Work, seed: int, part: tuple[int, ...], progress: Progress
) -> tuple[Array, Array]:
    """The days of one block of people under every policy: counts by policy and day, and its start."""
    population = work.source.population(seed=seed, block=part)
    rules = Rules(
        work.parameters,
        behaviour_of(parameters=work.parameters, party_kind=population.party_kind),
    )
    first = day_number(work.on)
    states = [
        opening_state(
            population=population,
            ruling=one,
            behaviour=rules.behaviour,
            today=first,
            days=work.days,
        )
        for one in work.rulings
    ]
    tables = [reachable(compiled=one.compiled) for one in work.rulings]
    counts = np.zeros((len(states), work.days, len(Count)), dtype=np.int64)
    with duckdb.connect() as database:
        # A thread for each process; and DuckDB draws no bar of its own over ours.
        database.execute("SET threads = 1; SET enable_progress_bar = false")
        for day in range(work.days):
            load_factors(database=database, path=_factors(work.factors, day))
            if not day:
                start = _start(database, population, first)
            today = Today(day, first + day, work.open[day], _luck(seed, day, population))
            for place, (state, table) in enumerate(zip(states, tables, strict=True)):
                counts[place, day] = live(
                    database=database, state=state, reachable=table, rules=rules, today=today
                )
            progress((day + 1) / work.days)
    return counts, start


def _luck(seed: int, day: int, population: Population) -> Callable[[Luck], Floats]:
    """The day's numbers by purpose, drawn once for all policies."""
    drawn: dict[Luck, Floats] = {}

    def of(luck: Luck) -> Floats:
        if luck not in drawn:
            drawn[luck] = uniforms(
                seed=seed, luck=luck, day=day, first=population.first,
                count=len(population.cases.case_id),
            )  # fmt: skip
        return drawn[luck]

    return of


def _start(database: duckdb.DuckDBPyConnection, population: Population, today: int) -> Array:
    titles = population.titles
    places = np.arange(len(titles.case), dtype=np.int64)
    cents = amounts(database=database, titles=titles, places=places)
    overdue = titles.effective_due_on < today
    people, cases = population.people, len(population.cases.case_id)
    return np.array([people, cases, len(places), cents.sum(), cents[overdue].sum()], dtype=np.int64)


def _factors(folder: Path, day: int) -> Path:
    return folder / f"factors-{day}.csv"
