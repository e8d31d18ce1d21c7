"""How a request to an institution can end badly: one class each, with a stable code.

The people's message says what, and what to do. It carries what the institution wrote, so it may name
things of the request: it is shown to who asked, never logged.
"""

from dataclasses import dataclass, field

from acerto.ports.payment import PaymentRefused, PaymentUnknown


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, as the institution tells it."""

    reason: str = field(repr=False)
    field_name: str
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """The body of a refusal (RFC 7807); `kind` is the last part of its type: "CobOperacaoInvalida"."""

    status: int
    kind: str = ""
    title: str = ""
    detail: str = field(default="", repr=False)
    correlation_id: str = ""
    violations: tuple[Violation, ...] = ()


class Refused(PaymentRefused):
    """The institution, or the way to it, said no. `problem` is None where there was no answer.

    `after_doubt`: an earlier try of the same request was lost, so it may have been done then.
    """

    permanent_by_default = True

    def __init__(
        self,
        code: str,
        message: str,
        *,
        problem: Problem | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(code, message, permanent=self.permanent_by_default)
        self.problem = problem
        self.retry_after_seconds = retry_after_seconds
        self.after_doubt = False

    @property
    def violations(self) -> tuple[Violation, ...]:
        return () if self.problem is None else self.problem.violations


class InvalidRequest(Refused):
    """400, 422: the request, or the state of what it changes, breaks a rule."""


class Unauthenticated(Refused):
    """401: the credentials are not taken."""


class AccessDenied(Refused):
    """403: the credentials do not reach this, by contract or scope."""


class NotFound(Refused):
    """404, 410: there is no such thing, or no longer."""


class Conflict(Refused):
    """409: the identifier is in use."""


class TooManyRequests(Refused):
    """429, and waiting did not help."""

    permanent_by_default = False


class Unavailable(Refused):
    """The institution answered with an error of its own."""

    permanent_by_default = False


class Unreachable(Refused):
    """No connection: nothing was sent."""

    permanent_by_default = False


class CertificateRefused(Refused):
    """The institution does not take our certificate."""


class ServerNotTrusted(Refused):
    """The certificate of the server is not signed by who we trust, or is another's."""


class Misconfigured(Refused):
    """Something of ours is missing or wrong; nothing was sent."""


class UnreadableAnswer(Refused):
    """The answer to a question is not what the specification says. `path` is where it goes wrong."""

    permanent_by_default = False

    def __init__(self, code: str, message: str, *, path: str = "") -> None:
        super().__init__(code, message)
        self.path = path


class ResultUnknown(PaymentUnknown):
    """The request may have been carried out: ask for its state before it is repeated."""
