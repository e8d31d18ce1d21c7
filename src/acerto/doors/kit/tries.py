"""How often a wrong password may be tried, and for how long one waits then.

Counted by account and address together, so that nobody locks out others of the same office; an
address that tries many accounts, and an account tried from many addresses, have wider limits.
"""

import math
import time
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

APP = "allauth.account"
LIMITS = {"login_pair": "5/300s/key", "login_account": "100/600s/key", "login_ip": "200/600s/ip"}


@dataclass(frozen=True, slots=True)
class Try:
    """One try that was counted; a right password takes it back."""

    usages: list[ratelimit.RateLimitUsage]

    def take_back(self) -> None:
        """Count this try no more."""
        for usage in self.usages:
            usage.rollback()


class TooMany(Exception):
    """No more tries for `minutes`."""

    code = "too_many_tries"

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


def count(*, request: HttpRequest, login: str) -> Try:
    """Count a try for an account from an address. Raises TooMany."""
    usages = []
    for action, key in _keys(request, login).items():
        usage = ratelimit.consume(request, app=APP, action=action, config=LIMITS, key=key)
        if usage is None:
            raise TooMany(_minutes(request, action, key))
        usages.append(usage)
    return Try(usages)


def forget(*, request: HttpRequest, login: str) -> None:
    """Let an account try again from here, after its password was made anew."""
    key = _keys(request, login)["login_pair"]
    ratelimit.clear(request, app=APP, action="login_pair", config=LIMITS, key=key)


def _keys(request: HttpRequest, login: str) -> dict[str, str]:
    account = login.strip().lower()
    return {
        "login_pair": f"{account} {ratelimit.get_ip(request)}",
        "login_account": account,
        "login_ip": "",
    }


def _minutes(request: HttpRequest, action: str, key: str) -> int:
    (rate,) = ratelimit.get_rates(app=APP, action=action, config=LIMITS)
    name = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
    tried = cache.get(name) or [time.time()]
    return max(1, math.ceil((tried[-1] + rate.duration - time.time()) / 60))
