"""The body of a request as it was sent: JSON in which no field comes twice."""

import json
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser
from ninja.types import DictStrAny

from acerto.law.calculation import InvalidRequest


class OnceParser(Parser):
    """JSON, where a field that comes again is refused: which of the two was meant, nobody knows."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """What the body says. Raises InvalidRequest, naming the field, and ValueError."""
        return cast(DictStrAny, json.loads(request.body, object_pairs_hook=_once))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            text = _("Este campo aparece mais de uma vez: deixe um só.")
            raise InvalidRequest("repeated_field", text, field=name)
        found[name] = value
    return found
