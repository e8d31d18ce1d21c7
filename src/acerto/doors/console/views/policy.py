"""The policy as steps that a person can read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from acerto.domain.dunning.screens import steps


@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """The first policy in force, or what to do where there is none."""
    versions = steps.versions()
    if versions:
        return redirect("console:policy", version_id=versions[0].id)
    return render(request, "console/policy.html", {"versions": [], "p": None})


@require_GET
def policy(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: for whom, when, by which channel, and its limits."""
    found = steps.policy(version_id=version_id)
    if found is None:
        raise Http404
    context = {"p": found, "versions": steps.versions()}
    return render(request, "console/policy.html", context)
