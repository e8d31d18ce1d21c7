"""Who asks: the key of a person in one company."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from acerto.domain.tenancy.tokens import Holder, token_holder
from acerto.doors.kit import clock


class TokenAuth(HttpBearer):
    """`Authorization: Bearer KEY`, the key from `acerto token`."""

    def authenticate(self, request: HttpRequest, token: str) -> Holder | None:
        """The holder of a good key; None is 401."""
        holder = token_holder(token=token, now=clock.now())
        request.holder: Any = holder  # type: ignore[attr-defined]
        return holder
