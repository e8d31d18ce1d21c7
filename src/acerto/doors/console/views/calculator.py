"""The calculator: anyone who is logged in works a debt out, sees why, and takes it along as a PDF."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from acerto.domain.indices.selectors import series_book
from acerto.doors.kit import clock
from acerto.doors.kit.memory import memory_of
from acerto.doors.kit.paper import memory_pdf
from acerto.doors.kit.terms import terms_in_words
from acerto.law.calculation import Calculation, InvalidRequest, Request, calculate
from acerto.law.growth import growth
from acerto.law.params import NotInForce
from acerto.law.rules.prescription import WRITTEN
from acerto.law.series import MonthMissing, SeriesBook
from acerto.law.version import law_version

from ..calculator_forms import MOST_PAYMENTS, ROWS, CalculatorForm, PaymentRows
from ..growth_chart import growth_chart

FACTS = (
    ("process", _("Processo")),
    ("creditor", _("Credor")),
    ("debtor", _("Devedor")),
    ("document", _("Contrato ou documento")),
)
LONGEST = 200


@require_http_methods(["GET", "POST"])
def calculator(request: HttpRequest) -> HttpResponse:
    """The form and, once asked, the calculation line by line. Nothing is kept."""
    if request.method == "GET":
        return _page(request, *_blank())
    if "more" in request.POST:
        return _page(request, *_with_another_row(request))
    form, rows = CalculatorForm(request.POST), PaymentRows(request.POST, prefix=ROWS)
    asked = _asked(form, rows)
    if asked is None:
        return _page(request, form, rows)
    book = series_book()
    found = _worked_out(form, asked, book)
    if found is None:
        return _page(request, form, rows)
    return _page(request, form, rows, kept=_kept(request), **_shown(asked, found, book))


@require_http_methods(["GET", "POST"])
def pdf(request: HttpRequest) -> HttpResponse:
    """The same calculation as a PDF; what does not fit leads back to the screen."""
    if request.method == "GET":
        return redirect("console:calculator")
    form, rows = CalculatorForm(request.POST), PaymentRows(request.POST, prefix=ROWS)
    asked = _asked(form, rows)
    found = asked and _worked_out(form, asked, series_book())
    if not asked or not found:
        return _page(request, form, rows)
    on = form.cleaned_data["on"]
    told = terms_in_words(request=asked, debt_type=form.cleaned_data["debt_type"] or WRITTEN, on=on)
    content = memory_pdf(
        memory=memory_of(found),
        parameters=told,
        facts=_facts(request),
        now=clock.now(),
        named=request.seat.tenant_name,  # type: ignore[attr-defined]
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Cache-Control"] = "no-store"
    answer["Content-Disposition"] = f'attachment; filename="memoria-de-calculo-{on:%Y-%m-%d}.pdf"'
    return answer


def _blank() -> tuple[CalculatorForm, Any]:
    form = CalculatorForm(initial={"on": clock.today(), "interest_mode": "contract"})
    return form, PaymentRows(prefix=ROWS, initial=[{}])


def _with_another_row(request: HttpRequest) -> tuple[CalculatorForm, Any]:
    """What was typed so far, unjudged, with one payment more."""
    typed = request.POST
    try:
        count = min(int(typed.get(f"{ROWS}-TOTAL_FORMS", "0")), MOST_PAYMENTS - 1)
    except ValueError:
        count = 0
    rows = [
        {name: typed.get(f"{ROWS}-{place}-{name}", "") for name in ("on", "amount")}
        for place in range(count)
    ]
    return CalculatorForm(initial=typed.dict()), PaymentRows(prefix=ROWS, initial=[*rows, {}])


def _asked(form: CalculatorForm, rows: Any) -> Request | None:
    whole, each = form.is_valid(), rows.is_valid()
    return form.to_request(rows=rows) if whole and each else None


def _worked_out(form: CalculatorForm, asked: Request, book: SeriesBook) -> Calculation | None:
    """The calculation; None when the law or a series has nothing for it, and the form says why."""
    try:
        return calculate(request=asked, on=form.cleaned_data["on"], series=book)
    except MonthMissing as missing:
        form.add_error("on", missing.message)
    except NotInForce as absent:
        form.add_error("due_on", absent.message)
    except InvalidRequest as invalid:
        form.add_error(form.known(invalid.field), invalid.sentence)
    return None


def _shown(asked: Request, found: Calculation, book: SeriesBook) -> dict[str, Any]:
    points = growth(request=asked, on=found.on, series=book)
    return {
        "memory": memory_of(found),
        "chart": growth_chart(points=points),
        "law_version": law_version(),
        "facts": FACTS,
    }


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, for the PDF to be of the calculation shown."""
    return [(name, text) for name, text in request.POST.items() if name != "csrfmiddlewaretoken"]


def _facts(request: HttpRequest) -> list[tuple[str, str]]:
    """Whose debt it is, as typed for the paper alone."""
    typed = [(str(name), request.POST.get(key, "").strip()[:LONGEST]) for key, name in FACTS]
    return [(name, text) for name, text in typed if text]


def _page(request: HttpRequest, form: forms.Form, rows: Any, **shown: Any) -> HttpResponse:
    context = {"form": form, "rows": rows, "most": MOST_PAYMENTS, **shown}
    context["wrong"] = form.is_bound and (bool(form.errors) or any(rows.errors))
    template = "calculator_parts.html" if request.htmx else "calculator.html"
    return render(request, f"console/{template}", context)
