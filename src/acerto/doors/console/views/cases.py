"""The list of cases: filters in the address, pages by key, the same list as CSV."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from acerto.core.money import format_brl
from acerto.core.places import all_states
from acerto.domain.dunning.screens import cases as screen
from acerto.domain.dunning.screens.words import BANDS, outcomes
from acerto.domain.parties.screens import SHORTEST_NAME
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.screens import creditors
from acerto.doors.kit import clock

from ..case_filters import unknown

FIELDS = ("busca", "faixa", "decisao", "etapa", "uf", "credor", "sinal")
LARGEST_ID = 2**63 - 1


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """A page of cases; htmx gets the list alone."""
    filters = read_filters(request.GET)
    kept = query_of(request.GET)
    if not_known := unknown(query=request.GET, reach=request.seat.reach):
        return _not_known(request, filters, not_known)
    page = screen.page(
        filters=filters,
        reach=request.seat.reach,
        tenant_id=request.tenant,
        on=clock.today(),
        now=clock.now(),
        after=_after(request.GET.get("depois", "")),
    )
    context: dict[str, Any] = {"page": page, "filters": filters, "kept": kept}
    context["later"] = bool(request.GET.get("depois"))
    context["short"] = 0 < len(filters.text) < SHORTEST_NAME
    return _answer(request, context)


@require_GET
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The filtered list as CSV that a Brazilian spreadsheet opens: semicolons, UTF-8 with BOM."""
    filters = read_filters(request.GET)
    seat = request.seat
    if unknown(query=request.GET, reach=seat.reach):  # the list says what is wrong
        return redirect(f"{reverse('console:cases')}?{request.GET.urlencode()}")

    def lines() -> Iterator[str]:
        # Streamed after the view: the generator opens the tenant's scope by itself.
        with scope(seat.tenant_id):
            writer = csv.writer(_Echo(), delimiter=";")
            yield "\ufeff" + writer.writerow(_header())
            for row in screen.export(
                filters=filters,
                reach=seat.reach,
                tenant_id=seat.tenant_id,
                on=clock.today(),
                now=clock.now(),
            ):
                yield writer.writerow(_cells(row))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="casos-{clock.today()}.csv"'
    return response


def read_filters(query: QueryDict) -> screen.Filters:
    """What the address asks for; `unknown` tells what of it cannot be understood."""
    verdict, _colon, reason = query.get("decisao", "").partition(":")
    return screen.Filters(
        text=query.get("busca", "").strip()[:100],
        band=query.get("faixa", ""),
        verdict=_number(verdict),
        reason=_number(reason),
        step_id=_number(query.get("etapa", "")),
        state=query.get("uf", "").upper()[:2],
        creditor_id=_number(query.get("credor", "")),
        flag=query.get("sinal", ""),
    )


def query_of(query: QueryDict) -> str:
    """The filters of an address, without page: what links carry on."""
    kept = QueryDict(mutable=True)
    for name in FIELDS:
        if query.get(name):
            kept[name] = query[name]
    return kept.urlencode()


def _not_known(request: HttpRequest, filters: screen.Filters, said: list[str]) -> HttpResponse:
    return _answer(request, {"filters": filters, "unknown": said, "kept": ""})


def _answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    if request.htmx:
        return render(request, "console/cases_list.html", context)
    filters: screen.Filters = context["filters"]
    context |= {
        "bands": BANDS,
        "outcomes": outcomes(),
        "creditors": creditors(reach=request.seat.reach),
        "states": sorted(all_states()),
        "chosen": f"{filters.verdict}:{filters.reason}",
    }
    return render(request, "console/cases.html", context)


def _after(text: str) -> screen.After | None:
    cents, _dot, case_id = text.partition(".")
    first, second = _number(cents), _number(case_id)
    if first is None or second is None:
        return None
    return screen.After(overdue_cents=first, case_id=second)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= LARGEST_ID else None


class _Echo:
    """A file whose `write` gives the line back."""

    def write(self, line: str) -> str:
        return line


def _header() -> list[str]:
    return [
        _("Caso"), _("Devedor"), _("CPF ou CNPJ"), _("UF"), _("Credor"), _("Dias de atraso"),
        _("Títulos a cobrar"), _("Vencido a cobrar"), _("Total a cobrar"), _("Decisão"),
        _("Motivo"), _("Etapa"), _("Crédito do devedor"),
    ]  # fmt: skip


def _cells(row: screen.CaseRow) -> list[object]:
    sums = (row.overdue_cents, row.total_cents, row.credit_cents)
    *amounts, credit = [format_brl(cents).removeprefix("R$ ") for cents in sums]
    not_yet = (_("Ainda não calculado"), _("Valores só do principal, sem os encargos do dia."))
    told = (row.outcome.name, row.outcome.why) if row.outcome else not_yet
    cells = [row.case_id, row.name, row.masked, row.state, row.creditor, row.age_days]
    return [
        _harmless(cell) for cell in (*cells, row.titles_open, *amounts, *told, row.step, credit)
    ]


def _harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return cell
