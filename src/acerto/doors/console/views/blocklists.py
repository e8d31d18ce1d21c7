"""Block lists: what each binds by law, what was taken in, and taking in a newer one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from acerto.domain.contact import blocklist_file, blocklists, list_screens
from acerto.doors.kit import clock
from acerto.doors.kit.seat import needs

from ..contact_forms import BlockListForm


def lists(request: HttpRequest) -> HttpResponse:
    """Every list, with its law and the newest reading of it."""
    found = list_screens.block_lists(on=clock.today())
    return render(request, "console/blocklists.html", {"lists": found})


@require_http_methods(["GET", "POST"])
@needs("blocklist")
def take_in(request: HttpRequest) -> HttpResponse:
    """Choose a file; a full list takes the place of the older one."""
    known = [(one.name, one.title) for one in list_screens.block_lists(on=clock.today())]
    form = BlockListForm(
        request.POST or None, request.FILES or None, lists=known, today=clock.today()
    )
    if request.method == "POST" and form.is_valid():
        read = blocklist_file.read_list(content=form.cleaned_data["file"].read())
        try:
            done = _take_in(request, form, read)
        except blocklists.ListRefused as refused:
            form.add_error(None, refused.message)
            return render(request, "console/blocklist_new.html", {"form": form, "read": read})
        if done.already:
            messages.info(request, _("Este arquivo já tinha sido importado: nada mudou."))
        else:
            messages.success(request, _told(done))
        return redirect("console:blocklists")
    return render(request, "console/blocklist_new.html", {"form": form})


def _told(done: blocklists.Done) -> str:
    added = ngettext("%(n)d bloqueio novo", "%(n)d bloqueios novos", done.added)
    wrong = ngettext(
        "%(n)d linha sem número que se pudesse ler",
        "%(n)d linhas sem número que se pudesse ler",
        done.wrong,
    )
    values = {
        "added": added % {"n": done.added},
        "removed": done.removed,
        "wrong": wrong % {"n": done.wrong},
    }
    return _("Lista importada: %(added)s, %(removed)d a menos, %(wrong)s.") % values


def _take_in(
    request: HttpRequest, form: BlockListForm, read: blocklist_file.ListFile
) -> blocklists.Done:
    cleaned = form.cleaned_data
    taken = blocklists.Taken(
        name=cleaned["name"],
        mode=cleaned["mode"],
        taken_on=cleaned["taken_on"],
        source=cleaned["source"],
        digest=read.digest,
    )
    return blocklists.take_in(
        taken=taken,
        entries=read.entries,
        wrong=read.wrong,
        sure=cleaned["sure"],
        now=clock.now(),
        actor_id=request.seat.user_id,
    )
