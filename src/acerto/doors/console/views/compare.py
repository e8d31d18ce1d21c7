"""Comparing the policy in force with a new text, before anybody gets anything."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from acerto.domain.dunning import comparing
from acerto.domain.dunning.screens import steps
from acerto.doors.kit import clock
from acerto.doors.kit.seat import needs

from ..compare_forms import CompareForm
from ..comparison import in_words, shown


@require_http_methods(["GET", "POST"])
@never_cache
@needs("compare")
def compare(request: HttpRequest, version_id: int) -> HttpResponse:
    """The form with the version's text to be changed; then what the change does, or its list as CSV."""
    version = steps.policy(version_id=version_id)
    if version is None:
        raise Http404
    today = clock.today()
    initial = {"text": version.body, "on": today + timedelta(days=1)}
    form = CompareForm(request.POST or None, initial=initial, today=today)
    context = {"p": version, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            found = comparing.compare(
                text=form.cleaned_data["text"],
                on=form.cleaned_data["on"],
                now=clock.now(),
                prices=form.prices(),
                reach=request.seat.reach,
            )
        except comparing.CannotCompare as problem:
            form.add_error("text", problem.message)
        else:
            if "list" in request.POST:
                return _list(found)
            first = [
                (each, in_words(each.change.old), in_words(each.change.new)) for each in found.first
            ]
            context |= {"c": found, "shown": shown(difference=found.difference), "first": first}
    return render(request, "console/compare.html", context, status=400 if form.errors else 200)


def _list(found: comparing.Comparison) -> HttpResponse:
    response = HttpResponse(found.list, content_type="text/csv; charset=utf-8")
    name = _("casos-que-mudam-%s.csv") % found.difference.on.isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
