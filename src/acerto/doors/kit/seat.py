"""Who asks: the tenant, the role, the creditors in reach, and what the role may do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

MANAGER, OPERATOR, COMPLIANCE, ANALYST = "manager", "operator", "compliance", "analyst"

# What each role may do beyond reading. A role that is not named here may only read.
MAY = {
    "import": frozenset({MANAGER}),
    "run_day": frozenset({MANAGER}),
    "record_payment": frozenset({MANAGER, OPERATOR}),
    "reverse_payment": frozenset({MANAGER, OPERATOR}),
    "answer_claim": frozenset({MANAGER, OPERATOR, COMPLIANCE}),
    "send_link": frozenset({MANAGER, OPERATOR}),
    "unmask": frozenset({MANAGER, OPERATOR, COMPLIANCE}),
    "flag": frozenset({MANAGER, OPERATOR, COMPLIANCE}),
    "end_flag": frozenset({MANAGER, COMPLIANCE}),
    "blocklist": frozenset({MANAGER, COMPLIANCE}),
    "limits": frozenset({MANAGER}),
    "wording": frozenset({MANAGER, COMPLIANCE}),
    "compare": frozenset({MANAGER, COMPLIANCE, ANALYST}),
}
WHY_NOT = {
    "import": _("Só gestores importam arquivos. Peça a um gestor da sua empresa."),
    "run_day": _("Só gestores rodam o dia. Peça a um gestor da sua empresa."),
    "record_payment": _("Seu perfil só consulta: não registra pagamentos."),
    "reverse_payment": _("Seu perfil só consulta: não estorna pagamentos."),
    "answer_claim": _("Seu perfil só consulta: não responde a contestações."),
    "send_link": _("Só gestores e operadores enviam um novo link: peça a um deles."),
    "unmask": _("Seu perfil não vê o documento completo."),
    "flag": _("Seu perfil só consulta: não marca pausas nem preferências."),
    "end_flag": _("Só gestores e compliance encerram pausas: peça a um deles."),
    "blocklist": _("Só gestores e compliance trazem listas de bloqueio."),
    "limits": _("Só gestores mudam horários e limites da empresa."),
    "compare": _("Só gestores, compliance e analistas comparam réguas: peça a um deles."),
    "wording": _("Só gestores e compliance conferem textos: peça a um deles."),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """Where the person who asks sits now. `reach`: creditor ids, empty means all of the tenant."""

    tenant_id: int
    tenant_name: str
    user_id: int
    role: str
    role_name: str
    reach: frozenset[int]
    seats: int

    @property
    def checks_wording(self) -> bool:
        """Whether the menu leads to the wording check."""
        return self.may("wording")

    def may(self, action: str) -> bool:
        """Whether the role allows the action."""
        return self.role in MAY[action]


def needs(action: str) -> Callable[..., Any]:
    """Let a view answer only roles that may do the action; others get a page that says why."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.seat.may(action):  # type: ignore[attr-defined]
                raise PermissionDenied(str(WHY_NOT[action]))
            return view(request, *args, **kwargs)

        return checked

    return decorate
