"""Bringing a file in: upload, confirm the guessed mapping, see what it would do, do it."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from acerto.domain.intake import screens, services
from acerto.domain.intake.guess import guess_mapping, unused_columns
from acerto.domain.intake.mapping import InvalidMapping
from acerto.domain.intake.types import FileProblem, WithdrawalNeedsConfirmation
from acerto.domain.tenancy.screens import creditors
from acerto.doors.kit import clock
from acerto.doors.kit.seat import needs

from .. import once, uploads
from ..import_forms import MappingForm, UploadForm


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """What came in lately."""
    found = screens.imports(reach=request.seat.reach)
    return render(request, "console/imports.html", {"imports": found})


@require_http_methods(["GET", "POST"])
@needs("import")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file and whose it is."""
    own = creditors(reach=request.seat.reach)
    form = UploadForm(request.POST or None, request.FILES or None, creditors=own)
    if request.method == "POST" and form.is_valid():
        kept = uploads.keep(
            file=form.cleaned_data["file"],
            tenant_id=request.tenant,
            user_id=request.seat.user_id,
            creditor_id=form.cleaned_data["creditor"],
            kind=form.cleaned_data["kind"],
        )
        return redirect("console:import_confirm", token=kept.token)
    return render(request, "console/import_new.html", {"form": form, "creditors": own})


@require_http_methods(["GET", "POST"])
@never_cache
@needs("import")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The guessed mapping, then what the file would do, then the import itself."""
    try:
        kept = uploads.find(token=token, tenant_id=request.tenant, user_id=request.seat.user_id)
        return _confirm(request, kept)
    except uploads.NoSuchUpload:
        if done := once.import_of(token=token):
            return _already(request, done)
        messages.warning(request, _("Esse arquivo já foi importado ou expirou: envie de novo."))
        return redirect("console:import_new")


@require_GET
def result(request: HttpRequest, import_id: int) -> HttpResponse:
    """What one import changed, and what it could not."""
    found = screens.one_import(import_id=import_id, reach=request.seat.reach)
    if found is None:
        raise Http404
    return render(request, "console/import_result.html", {"i": found})


@require_GET
@never_cache
@needs("import")
def errors(request: HttpRequest, import_id: int) -> HttpResponse:
    """The rows that did not come in, with reasons, ready to be mended and sent again."""
    found = screens.one_import(import_id=import_id, reach=request.seat.reach)
    text = services.error_file(import_id, now=clock.now()) if found else None
    if text is None:
        raise Http404
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="erros-{import_id}.csv"'
    return response


def _confirm(request: HttpRequest, kept: uploads.Upload) -> HttpResponse:
    context: dict[str, Any] = {"upload": kept}
    try:
        with uploads.opened(upload=kept) as path:
            context["look"] = look = screens.look(path=path)
            base = guess_mapping(path=path, kind=kept.kind)
            form = MappingForm(request.POST or None, base=base, header=look.header)
            context["form"] = form
            if request.method == "POST" and form.is_valid() and "back" not in request.POST:
                return _act(request, kept, path, form, context)
    except (FileProblem, InvalidMapping) as problem:
        context |= {"problem": problem.message, "errors": getattr(problem, "errors", "")}
    return render(request, "console/import_confirm.html", context)


def _act(
    request: HttpRequest,
    kept: uploads.Upload,
    path: Path,
    form: MappingForm,
    context: dict[str, Any],
) -> HttpResponse:
    asked: dict[str, Any] = {
        "path": path,
        "mapping": form.mapping(),
        "creditor_id": kept.creditor_id,
        "on": clock.today(),
    }
    context["unused"] = unused_columns(mapping=asked["mapping"], header=context["look"].header)
    if "run" not in request.POST:
        context["preview"] = services.preview(**asked, now=clock.now())
        return render(request, "console/import_preview.html", context)
    once.wait_for_turn(token=kept.token)
    if first := once.import_of(token=kept.token):
        return _already(request, first)
    try:
        done = services.run_import(
            **asked,
            now=clock.now(),
            user_id=request.seat.user_id,
            confirm_withdrawals="withdraw" in request.POST,
            file_name=kept.file_name,
        )
    except WithdrawalNeedsConfirmation as needs_word:
        context["preview"] = services.preview(**asked, now=clock.now())
        context["withdrawal"] = needs_word.message
        return render(request, "console/import_preview.html", context)
    if done.import_id is not None:
        once.remember(token=kept.token, import_id=done.import_id)
    uploads.forget(upload=kept)
    messages.success(request, _("Arquivo importado."))
    return redirect("console:import_result", import_id=done.import_id)


def _already(request: HttpRequest, import_id: int) -> HttpResponse:
    messages.info(request, _("Este arquivo já foi importado: nada se repetiu."))
    return redirect("console:import_result", import_id=import_id)
