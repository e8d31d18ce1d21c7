"""The first screen, and running the day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from acerto.domain.dunning import services
from acerto.domain.dunning.screens.overview import overview as read_overview
from acerto.doors.kit import clock
from acerto.doors.kit.seat import needs

from ..charts import aging_chart


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What is owed, what the day decided and why, what went out, what came in."""
    found = read_overview(on=clock.today(), reach=request.seat.reach)
    context = {"o": found, "chart": aging_chart(bars=found.aging)}
    return render(request, "console/overview.html", context)


@require_POST
@needs("run_day")
def run(request: HttpRequest) -> HttpResponse:
    """Decide today, or what came in since it was decided."""
    try:
        result = services.run_day(on=clock.today(), now=clock.now())
    except services.CannotRun as refused:
        messages.error(request, str(refused))
    else:
        cases = ngettext("%(n)d caso decidido", "%(n)d casos decididos", result.cases)
        queued = ngettext("%(n)d mensagem na fila", "%(n)d mensagens na fila", result.queued)
        told = {"cases": cases % {"n": result.cases}, "queued": queued % {"n": result.queued}}
        messages.success(request, _("O dia foi rodado: %(cases)s, %(queued)s.") % told)
    return redirect("console:overview")
