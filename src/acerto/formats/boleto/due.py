"""The due-date factor: four digits that count days, and began again at 1000 on 2025-02-22.

Source: FEBRABAN, comunicado 082/2012: day 0 is 1997-10-07; a factor means the one day that is neither
more than 3,000 days before the day of reading nor more than 5,500 after it.
"""

from datetime import date, timedelta

from .errors import InvalidBoleto

NO_DATE = "0000"
FIRST_DAY = date(2000, 7, 3)
"""The day of the factor 1000: no boleto falls due before it."""

BACK_DAYS = 3000
AHEAD_DAYS = 5500
_BASE = date(1997, 10, 7)
_FIRST, _LAST = 1000, 9999
_CYCLE_DAYS = _LAST - _FIRST + 1


def due_factor(due_on: date | None) -> str:
    """The factor of a day; "0000" for none. Raises InvalidBoleto (due_on) before 2000-07-03."""
    if due_on is None:
        return NO_DATE
    if due_on < FIRST_DAY:
        raise InvalidBoleto(
            "due_on", "due_on", "O vencimento de um boleto não pode ser antes de 03/07/2000."
        )
    days = (due_on - _BASE).days
    return str(_FIRST + (days - _FIRST) % _CYCLE_DAYS)


class OutOfWindow(InvalidBoleto):
    """A due date that the code would not say to who reads it on the day of issue."""

    def __init__(self, due_on: date, message: str) -> None:
        super().__init__("due_out_of_window", "due_on", message)
        self.due_on = due_on


def require_readable(due_on: date | None, *, today: date) -> None:
    """Raise InvalidBoleto (due_out_of_window) for a day that a reader on `today` would take for another."""
    if due_on is None or -BACK_DAYS <= (due_on - today).days <= AHEAD_DAYS:
        return
    first, last = _beside(today, -BACK_DAYS), _beside(today, AHEAD_DAYS)
    raise OutOfWindow(
        due_on,
        f"O vencimento {_written(due_on)} não serve: o fator de vencimento se repete a cada 9.000 dias, "
        f"e quem lê o código em {_written(today)} só entende dias de {_written(first)} a {_written(last)}.",
    )


def _beside(day: date, days: int) -> date:
    """So many days from a day, as far as the calendar goes."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _written(day: date) -> str:
    return f"{day:%d/%m}/{day.year:04d}"


def due_on(factor: str, *, today: date) -> date | None:
    """The day a factor means to who reads it on `today`; None for "0000".

    Raises InvalidBoleto: `due_factor` when it is none, `due_out_of_window` when no day fits.
    """
    if factor == NO_DATE:
        return None
    if len(factor) != len(NO_DATE) or not (factor.isascii() and factor.isdigit()):
        raise InvalidBoleto("due_factor", "due_factor", "O fator de vencimento tem quatro dígitos.")
    if int(factor) < _FIRST:
        raise InvalidBoleto(
            "due_factor",
            "due_factor",
            f"O fator de vencimento {factor} não existe: vai de 1000 a 9999.",
        )
    day = _first_in_window(_BASE + timedelta(days=int(factor)), today)
    if (day - today).days > AHEAD_DAYS:
        raise InvalidBoleto(
            "due_out_of_window",
            "due_factor",
            f"O fator de vencimento {factor} não cai entre 3.000 dias antes e 5.500 dias depois de "
            f"{today:%d/%m/%Y}: não se sabe a data.",
        )
    return day


def _first_in_window(day: date, today: date) -> date:
    """The first day of a factor's cycles, `day` or later, that is not too far in the past."""
    behind = (today - day).days - BACK_DAYS
    cycles = max(0, -(-behind // _CYCLE_DAYS))
    return day + timedelta(days=cycles * _CYCLE_DAYS)
