"""The one way in which commands take a day."""

import re
from datetime import date

import click

from .speech import gettext as _

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)", re.ASCII)
_BRAZILIAN = re.compile(r"(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4})", re.ASCII)
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


class Day(click.ParamType):
    """AAAA-MM-DD or DD/MM/AAAA, from 1900 to 2199: beyond, calendars and instants run out."""

    name = "dia"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        found = _parsed(value)
        if found is None:
            self.fail(_("“%s” não é um dia: escreva AAAA-MM-DD ou DD/MM/AAAA.") % value, param, ctx)
        if not FIRST <= found <= LAST:
            self.fail(_("“%s” fica fora do que se pode contar: 1900 a 2199.") % value, param, ctx)
        return found


DAY = Day()


def _parsed(text: str) -> date | None:
    found = _ISO.fullmatch(text.strip()) or _BRAZILIAN.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
