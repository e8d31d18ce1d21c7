"""Fits the payment behaviour of `acerto simulate` on two public books and prints the fitted part as YAML.

    python -m benchmarks.fit_simulation DIR

DIR holds highradius_closed_reconstructed.csv (a wholesaler's settled invoices; no licence seen, so that only
what is fitted leaves it) and taiwan_UCI_Credit_Card.csv (UCI, CC BY 4.0). Needs numpy, scipy and PyYAML; scipy
is no dependency of Acerto. What it prints stands, unchanged, in the `fitted` part of
src/acerto/engine/simulation/parameters.yaml. docs/algorithms/simulation.md tells the method.
"""

import csv
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.optimize import minimize
from scipy.special import roots_genlaguerre

INVOICES = "highradius_closed_reconstructed.csv"
CARDS = "taiwan_UCI_Credit_Card.csv"
STATUS = ("PAY_6", "PAY_5", "PAY_4", "PAY_3", "PAY_2", "PAY_0")  # oldest first
PAID = ("PAY_AMT5", "PAY_AMT4", "PAY_AMT3", "PAY_AMT2", "PAY_AMT1")  # in the months after the first
FIRST_DAY = -30
# The first day of each span of equal hazard; the last span ends with OPEN_END.
SPANS = (-30, -20, -10, -5, -2, 0, 1, 2, 4, 6, 8, 11, 16, 21, 31, 46, 61, 91)
OPEN_END = 3650
MONTH = 30
# The file hardly knows one month late (it goes from 0 to 2): one and two are one level, four and more another.
LEVELS = (0, 2, 3, 4)
NODES = 40
ROUNDS = 400
SMALLEST_DUE, SHARE_DUE = 1_000, 20  # a card's statement asks for a twentieth, at least 1,000
QUANTILES = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0)


class Pairs(yaml.SafeDumper):
    """YAML with a pair of numbers on one line."""

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> Any:
        flat = all(not isinstance(item, list) for item in sequence)
        return super().represent_sequence(tag, sequence, flow_style=flat)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def main() -> int:
    """Fit both books and print."""
    folder = Path(sys.argv[1])
    (invoices, due), cards = read_invoices(folder / INVOICES), read_cards(folder / CARDS)
    business = fit_invoices(invoices)
    share, days = all_at_once(invoices, due)
    business["pays_all"] = {
        "value": [[0, float(f"{share:.4g}")]],
        "unit": "[months late, share of payments that settle all that is overdue]",
        "source": f"counted on {INVOICES}: {days} days on which a customer with several late invoices paid",
    }
    consumer = fit_cards(cards, shape=business["hazard"])
    yaml.dump(
        {"fitted": {"business": business, "consumer": consumer, "portfolio": portfolio(cards)}},
        sys.stdout,
        Dumper=Pairs,
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )
    return 0


def read_invoices(path: Path) -> tuple[list[tuple[str, int]], list[date]]:
    """(customer, days late) of each invoice and its due date, one on a weekend moved to the Monday after."""
    found, due = [], []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            due_on = date.fromisoformat(row["due_in_date"])
            due_on += timedelta(days=max(0, 7 - due_on.weekday()) if due_on.weekday() > 4 else 0)
            late = (date.fromisoformat(row["clear_date"]) - due_on).days
            found.append((row["cust_number"], late))
            due.append(due_on)
    return found, due


def read_cards(path: Path) -> list[dict[str, int]]:
    """The rows of the card file, as whole numbers."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            {name: int(float(text)) for name, text in row.items()} for row in csv.DictReader(lines)
        ]


def fit_invoices(invoices: list[tuple[str, int]]) -> dict[str, Any]:
    """Hazard a day by days late and the variance of a gamma frailty shared by a customer's invoices.

    Maximum likelihood by EM over spans of equal hazard; those settled over 30 days early are left out.
    """
    rows = [(customer, late) for customer, late in invoices if late >= FIRST_DAY]
    names = {name: place for place, name in enumerate(sorted({name for name, _ in rows}))}
    who = np.array([names[name] for name, _ in rows])
    late = np.array([days for _, days in rows])
    starts = np.array([*SPANS, OPEN_END + 1])
    span = np.searchsorted(starts, late, side="right") - 1
    # Days at risk of each invoice in each span, the day of payment included.
    risk = np.clip(late[:, None] + 1 - starts[None, :-1], 0, np.diff(starts)[None, :])
    events = np.bincount(span, minlength=len(SPANS)).astype(float)
    paid = np.bincount(who, minlength=len(names)).astype(float)
    exposure = np.zeros((len(names), len(SPANS)))
    np.add.at(exposure, who, risk)
    hazard, variance = events / exposure.sum(axis=0), 1.0
    for _round in range(ROUNDS):
        weight = (paid + 1 / variance) / (exposure @ hazard + 1 / variance)
        hazard = events / (weight @ exposure)
        variance = best_variance(paid, exposure @ hazard, variance)
    source = (
        f"fitted on {INVOICES}: n = {len(rows)} invoices of {len(names)} customers; piecewise constant"
        " hazard with gamma frailty shared by a customer, maximum likelihood by EM"
    )
    return {
        "hazard": {
            "value": [
                [first, float(f"{rate:.5g}")]
                for first, rate in zip(SPANS, hazard.tolist(), strict=True)
            ],
            "unit": "[first day late of the span, payments a day and person at risk]",
            "source": source,
        },
        "frailty_variance": {
            "value": float(f"{variance:.4g}"),
            "unit": "variance of a gamma of mean 1",
            "source": source,
        },
    }


def all_at_once(invoices: list[tuple[str, int]], due: list[date]) -> tuple[float, int]:
    """Of the days on which a customer with two or more late invoices paid, the share that paid them all."""
    open_by: dict[str, list[tuple[date, date]]] = {}
    for (customer, late), due_on in zip(invoices, due, strict=True):
        if late > 0:
            open_by.setdefault(customer, []).append((due_on, due_on + timedelta(days=late)))
    days = whole = 0
    for spans in open_by.values():
        for day in {paid_on for _, paid_on in spans}:
            late_now = [paid_on for due_on, paid_on in spans if due_on < day <= paid_on]
            if len(late_now) > 1:
                days += 1
                whole += all(paid_on == day for paid_on in late_now)
    return whole / days, days


def best_variance(paid: Any, risk: Any, start: float) -> float:
    """The frailty's variance of greatest marginal likelihood, the hazard given."""
    from scipy.special import gammaln

    def minus(log_variance: Any) -> float:
        a = float(np.exp(-log_variance[0]))
        each = gammaln(a + paid) - gammaln(a) + a * np.log(a) - (a + paid) * np.log(a + risk)
        return -float(each.sum())

    return float(np.exp(minimize(minus, [np.log(start)], method="Nelder-Mead").x[0]))


def fit_cards(cards: list[dict[str, int]], *, shape: dict[str, Any]) -> dict[str, Any]:
    """Integrated hazard of each month late with a holder's own gamma frailty; days as in invoices."""
    patterns, cured, months = transitions(cards)
    chances, variance = fit_months(patterns)
    source = (
        f"fitted on {CARDS}: n = {months} monthly transitions of {len(cards)} holders; a month's chance"
        " to pay is 1 - exp(-z H), z gamma by holder, maximum likelihood by quadrature; up to day 30 the"
        " month's H lies over the days as the invoices' hazard does, from then on evenly"
    )
    return {
        "hazard": {
            "value": spread(chances, shape["value"]),
            "unit": "[first day late of the span, payments a day and person at risk]",
            "source": source,
        },
        "frailty_variance": {
            "value": float(f"{variance:.4g}"),
            "unit": "variance of a gamma of mean 1",
            "source": source,
        },
        "pays_all": {
            "value": [[k, float(f"{cured[k]:.4g}")] for k in LEVELS[1:]],
            "unit": "[months late, share of payments that settle all that is overdue]",
            "source": f"counted on {CARDS}: late months with money received, in order at the end",
        },
    }


def transitions(
    cards: list[dict[str, int]],
) -> tuple[Counter[tuple[tuple[int, bool], ...]], dict[int, float], int]:
    """Patterns of (level before, paid) a holder; the share of payments that settle all; how many months.

    Who was in order paid when it stayed so; a month with nothing due (status -2) says nothing and is left
    out. Who was late paid when the file has money received in that month.
    """
    patterns: Counter[tuple[tuple[int, bool], ...]] = Counter()
    paid, cured = Counter[int](), Counter[int]()
    for card in cards:
        seen = []
        for before, after, money in zip(STATUS, STATUS[1:], PAID, strict=False):
            late, becomes = max(card[before], 0), card[after]
            if late == 0 and becomes == -2:
                continue
            level = min(max(late, 2), 4) if late else 0
            pays = card[money] > 0 if late else becomes <= 0
            seen.append((LEVELS.index(level), pays))
            paid[level] += pays
            cured[level] += pays and becomes <= 0
        patterns[tuple(seen)] += 1
    shares = {level: cured[level] / paid[level] for level in LEVELS}
    return patterns, shares, sum(len(p) * n for p, n in patterns.items())


def fit_months(patterns: Counter[tuple[tuple[int, bool], ...]]) -> tuple[list[float], float]:
    """Integrated hazard of each of LEVELS (in order: by the due date; late: a month), and the variance."""
    kinds = [pattern for pattern in patterns if pattern]
    times = np.array([patterns[pattern] for pattern in kinds], dtype=float)
    width = max(map(len, kinds))
    level = np.zeros((len(kinds), width), dtype=int)
    pays = np.full((len(kinds), width), -1)
    for row, pattern in enumerate(kinds):
        for column, (one, yes) in enumerate(pattern):
            level[row, column], pays[row, column] = one, yes

    def minus(logs: Any) -> float:
        hazards, a = np.exp(logs[:-1]), float(np.exp(-logs[-1]))
        nodes, weights = roots_genlaguerre(NODES, a - 1)
        z = nodes / a
        stays = np.exp(-hazards[level][:, :, None] * z)
        chance = np.where((pays == 1)[:, :, None], 1 - stays, stays)
        chance = np.where((pays == -1)[:, :, None], 1.0, chance).prod(axis=1)
        return -float((times * np.log(chance @ (weights / weights.sum()))).sum())

    start = [np.log(2.0), *([np.log(0.5)] * (len(LEVELS) - 1)), 0.0]
    options = {"maxiter": 6000, "maxfev": 6000, "xatol": 1e-4, "fatol": 1e-2, "adaptive": True}
    best = minimize(minus, start, method="Nelder-Mead", options=options).x
    return [float(h) for h in np.exp(best[:-1])], float(np.exp(best[-1]))


def spread(chances: list[float], shape: list[list[float]]) -> list[list[float]]:
    """Each month's integrated hazard over its days: up to day 30 in the invoices' proportions."""
    found = []
    for first, last, total in ((FIRST_DAY, 0, chances[0]), (1, MONTH, chances[1])):
        spans = [(int(day), rate) for day, rate in shape if first <= day <= last]
        ends = [day for day, _ in spans[1:]] + [last + 1]
        whole = sum(rate * (end - day) for (day, rate), end in zip(spans, ends, strict=True))
        found += [[day, float(f"{rate * total / whole:.5g}")] for day, rate in spans]
    for first, total in (
        (MONTH + 1, chances[1]),
        (2 * MONTH + 1, chances[2]),
        (3 * MONTH + 1, chances[3]),
    ):
        found.append([first, float(f"{total / MONTH:.5g}")])
    return found


def portfolio(cards: list[dict[str, int]]) -> dict[str, Any]:
    """How many months late a holder is, and what a statement asks for."""
    late = Counter(min(max(card["PAY_0"], 0), 8) for card in cards)
    bills = [card["BILL_AMT1"] for card in cards if card["BILL_AMT1"] > 0]
    due = np.array([min(bill, max(SMALLEST_DUE, bill // SHARE_DUE)) for bill in bills])
    source = f"counted on {CARDS}, n = {len(cards)}"
    return {
        "months_late": {
            "value": [[k, float(f"{late[k] / len(cards):.4g}")] for k in range(9)],
            "unit": "[months late, share of debtors]",
            "source": source,
        },
        "amount": {
            "value": [[q, int(100 * np.quantile(due, q))] for q in QUANTILES],
            "unit": "[quantile, centavos of one instalment]",
            "source": f"{source}; amounts as in the sample portfolio",
        },
    }


if __name__ == "__main__":
    sys.exit(main())
