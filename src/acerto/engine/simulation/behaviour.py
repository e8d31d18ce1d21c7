"""How people pay: the hazard by days late, and how much they differ from each other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .draws import Floats
from .parameters import Pair, Parameters

Days = NDArray[np.int32]
_LATEST = 3_650
_MONTH = 30
_GRID = 4_001


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Tables by days late, from `earliest` on; beyond their ends the last figure holds."""

    earliest: int
    hazard: Floats  # payments a day of an average person whom nobody contacts
    risk: Floats  # the hazard added up before each day
    pays_all: Floats
    frailty_shape: float

    def hazard_on(self, late_days: Days) -> Floats:
        """Hazard of each person by days late."""
        return self.hazard[self._place(late_days)]

    def pays_all_on(self, late_days: Days) -> Floats:
        """Share of payments that settle all that is overdue, by days late."""
        return self.pays_all[self._place(late_days)]

    def risk_before(self, late_days: Days) -> Floats:
        """Hazard added up over the days before, from `earliest` on."""
        return self.risk[self._place(late_days)]

    def frailties(self, *, luck: Floats, survived: Floats) -> Floats:
        """What each person's hazard is multiplied by, given the risk survived without paying.

        Gamma of mean 1 at first; who is late already is, by having survived, a worse payer (its posterior).
        """
        return _gamma_quantiles(self.frailty_shape, luck) / (self.frailty_shape + survived)

    def _place(self, late_days: Days) -> Days:
        return np.clip(late_days, self.earliest, _LATEST) - self.earliest


def behaviour_of(*, parameters: Parameters, party_kind: str) -> Behaviour:
    """The tables of a kind of person, `consumer` or `business`."""
    payer = parameters.consumer if party_kind == "consumer" else parameters.business
    earliest = int(payer.hazard.value[0][0])
    days = np.arange(earliest, _LATEST + 1)
    hazard = _stairs(payer.hazard.value, days) * parameters.without_contact
    months = np.maximum(0, -(-days // _MONTH))
    return Behaviour(
        earliest=earliest,
        hazard=hazard,
        risk=np.concatenate([[0.0], np.cumsum(hazard)[:-1]]),
        pays_all=np.where(days > 0, _stairs(payer.pays_all.value, months), 0.0),
        frailty_shape=1 / payer.frailty_variance.value,
    )


def _stairs(pairs: tuple[Pair, ...], at: NDArray[np.int64]) -> Floats:
    """The figure of the last step reached; before the first, that of the first."""
    firsts = np.array([first for first, _ in pairs])
    values = np.array([value for _, value in pairs])
    found: Floats = values[np.maximum(np.searchsorted(firsts, at, side="right") - 1, 0)]
    return found


def _gamma_quantiles(shape: float, luck: Floats) -> Floats:
    """Quantiles of a gamma of scale 1, by the trapezoid rule over the logarithm of its values."""
    width = 12 / np.sqrt(min(shape, 1.0))
    logs = np.linspace(np.log(shape) - width, np.log(shape + 20 * np.sqrt(shape) + 20), _GRID)
    density = np.exp(shape * (logs - np.log(shape)) - np.exp(logs) + shape)
    summed = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    quantiles: Floats = np.exp(np.interp(luck, summed / summed[-1], logs))
    return quantiles
