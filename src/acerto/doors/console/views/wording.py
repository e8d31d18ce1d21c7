"""The wording check: paste a text, see what the law says of it. Nothing is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from acerto.doors.kit import clock
from acerto.doors.kit.marked import cards, pieces
from acerto.doors.kit.seat import needs
from acerto.law.rules.message import Draft, channels, judge

from ..wording_forms import WordingForm


@require_http_methods(["GET", "POST"])
@needs("wording")
def wording(request: HttpRequest) -> HttpResponse:
    """The form; after a text, the text marked, each reason with its law, and what is missing."""
    on = clock.today()
    form = WordingForm(request.POST or None, channels=channels(on=on))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        draft = Draft(**form.cleaned_data)
        opinion = judge(draft, on=on)
        context |= {
            "opinion": opinion,
            "subject": pieces(draft.subject, opinion.in_subject),
            "text": pieces(draft.text, opinion.in_text),
            "cards": cards(draft.subject, opinion.in_subject) + cards(draft.text, opinion.in_text),
        }
    return render(request, "console/wording.html", context)
