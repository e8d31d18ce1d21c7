"""Log-in: nobody signs up by themselves; a manager's company lets them in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's adapter, with the door for sign-up shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: memberships are given, not taken."""
        return False
