"""Cutting an essential service for default: notice, days on which it is not done, old debts."""

from datetime import date, timedelta

from acerto.core.calendar import is_business_day
from acerto.law import params
from acerto.law.rules.objection import Objection, objection
from acerto.law.rules.terms import ends_on
from acerto.law.schema import WEEKDAYS

_NOTICE = "service_cut.notice"
_DAYS = "service_cut.weekdays"
_AGE = "service_cut.oldest_debt"


def cut_objections(
    *, service: str, notified_on: date | None, debt_due_on: date, cut_on: date
) -> tuple[Objection, ...]:
    """Reasons against cutting a service on a day; empty allows it. Only national holidays are known.

    Energy asks for days of notice and a recent debt; the other services for notice before the day.
    Source: Lei 14.015/2020; ANEEL REN 1.000/2021 arts. 356-360. Raises NotInForce.
    """
    energy = service == "energy"
    reasons = (
        (
            notified_on is None or cut_on < _after_notice(notified_on, energy=energy),
            "no_notice",
            _NOTICE,
            "Falta o aviso prévio, ou o prazo dele ainda corre.",
        ),
        (not _is_a_day_for_it(cut_on), "wrong_day", _DAYS, "Neste dia não se corta o serviço."),
        (
            energy and cut_on > ends_on(term=params.term(_AGE, on=cut_on), since_on=debt_due_on),
            "old_debt",
            _AGE,
            "A dívida é antiga demais para o corte.",
        ),
    )
    return tuple(
        objection(code=code, parameter=parameter, on=cut_on, message=message)
        for holds, code, parameter, message in reasons
        if holds
    )


def _after_notice(notified_on: date, *, energy: bool) -> date:
    if energy:
        return ends_on(term=params.term(_NOTICE, on=notified_on), since_on=notified_on)
    return notified_on + timedelta(days=1)


def _is_a_day_for_it(cut_on: date) -> bool:
    """Not a Friday or weekend, not a holiday nor its eve."""
    allowed = params.words(_DAYS, on=cut_on)
    eve_free = is_business_day(cut_on + timedelta(days=1))
    return WEEKDAYS[cut_on.weekday()] in allowed and is_business_day(cut_on) and eve_free
