"""Views of the debtor's page: each parses, makes one domain call, answers."""

from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acerto.domain.contact import (
    portal_access,
    portal_claims,
    portal_optout,
    portal_page,
    portal_pix,
)
from acerto.domain.contact.models import Claim
from acerto.doors.kit import clock
from acerto.formats import qr

from . import visits
from .forms import ChannelForm, ClaimForm, EntryForm, SaysPaidForm
from .guard import confirmed, discreet, door
from .limit import limited
from .visits import Visit


@door
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest, token: str) -> HttpResponse:
    """The entry for whoever has the link; the debt for the debtor."""
    if request.method == "POST":
        return _enter(request, token)
    visit = visits.read(request, token=token)
    if visit is None:
        return _entry(request, token)
    response = _show(request, visit, "portal/home.html", page=_page(request, visit))
    visits.touch(visit)
    return response


@confirmed
@require_GET
def pix(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The Pix code and QR for the chosen titles; prescribed ones where the person asked to pay them."""
    page = _page(request, visit, voluntary="v" in request.GET)
    code = portal_pix.show_code(ref=visit.ref, page=page, now=visit.now)
    picture = qr.svg(code.payload) if code else ""
    return _show(request, visit, "portal/pix.html", page=page, code=code, picture=picture)


@confirmed
@require_GET
def old(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is prescribed, since when and why, for who asks."""
    return _show(request, visit, "portal/old.html", page=_page(request, visit))


@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def says_paid(request: HttpRequest, visit: Visit) -> HttpResponse:
    """I already paid."""
    return _claim(request, visit, SaysPaidForm, "portal/says_paid.html")


@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def not_mine(request: HttpRequest, visit: Visit) -> HttpResponse:
    """I do not recognise it."""
    return _claim(request, visit, ClaimForm, "portal/not_mine.html")


@confirmed
@require_GET
def received(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The receipt of the last claim of this visit, with its protocol."""
    receipt = visit.store.get("receipt")
    if receipt is None:
        return redirect("portal:home", token=visit.token)
    answer_by_on = date.fromisoformat(receipt["answer_by_on"])
    shown = {**receipt, "answer_by_on": answer_by_on, "said_paid": _said_paid(receipt)}
    return _show(request, visit, "portal/received.html", page=_page(request, visit), receipt=shown)


@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Which channels may be used; each closes and opens at once."""
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        channel, act = form.cleaned_data["channel"], form.cleaned_data["act"]
        change = portal_optout.opt_out if act == "stop" else portal_optout.opt_in
        change(ref=visit.ref, channel=channel, now=visit.now)
        visit.store["channel"] = {"channel": channel, "act": act}
        return redirect("portal:channels", token=visit.token)
    done = visit.store.pop("channel", None)
    return _show(request, visit, "portal/channels.html", page=_page(request, visit), done=done)


@confirmed
@require_GET
def help_(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who to talk to, and what the debtor's rights are."""
    return _show(request, visit, "portal/help.html", page=_page(request, visit))


@confirmed
@require_POST
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """End the visit, for phones that several people use."""
    response = redirect("portal:home", token=visit.token)
    visits.end(visit, response)
    return response


@csrf_exempt
@discreet
@partial(limited, one_click=True)
@require_http_methods(["GET", "HEAD", "POST"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """List-Unsubscribe-Post (RFC 8058): POST closes the channel; GET only asks.

    No forgery check: the mail program that posts has no cookie, and the token itself is the proof.
    """
    if request.method == "POST":
        portal_optout.one_click(token=token, now=clock.now())
    return render(request, "portal/one_click.html", {"done": request.method == "POST"})


def _enter(request: HttpRequest, token: str) -> HttpResponse:
    """Let the debtor in, or give the one answer that says nothing more."""
    form, now = EntryForm(request.POST), clock.now()
    if not form.is_valid():
        return _entry(request, token, form=form)
    ref = portal_access.confirm(token=token, tax_id=form.cleaned_data["tax_id"], now=now)
    if ref is None:
        return _entry(request, token, refused=True)
    response = redirect("portal:home", token=token)
    visits.begin(request, response, token=token, ref=ref, now=now)
    return response


def _entry(request: HttpRequest, token: str, **context: Any) -> HttpResponse:
    """The door: who asks and one field, or that the link is closed and how to get another."""
    door_ = portal_access.entrance(token=token, now=clock.now())
    template = "portal/closed.html" if door_.closed else "portal/entry.html"
    shown = {"form": EntryForm(), "token": token, "company": door_.company, **context}
    return render(request, template, shown)


def _claim(
    request: HttpRequest, visit: Visit, form_class: type[ClaimForm], template: str
) -> HttpResponse:
    page = _page(request, visit)
    form = form_class(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        receipt = portal_claims.make_claim(
            ref=visit.ref,
            kind=form.kind,
            title_ids=form.cleaned_data["titles"],
            text=form.words(),
            now=visit.now,
        )
        visit.store["receipt"] = {
            **asdict(receipt),
            "answer_by_on": receipt.answer_by_on.isoformat(),
        }
        return redirect("portal:received", token=visit.token)
    marked = {int(value) for value in form["titles"].data or [] if value.isdigit()}
    return _show(request, visit, template, page=page, form=form, marked=marked)


def _page(request: HttpRequest, visit: Visit, *, voluntary: bool = False) -> portal_page.Page:
    """The page with the titles that the address chooses; with `e`, none is a choice too."""
    ids = [int(value) for value in request.GET.getlist("t") if value.isdecimal()]
    chosen = ids if ids or "e" in request.GET else None
    return portal_page.page(
        ref=visit.ref, on=visit.today, now=visit.now, chosen=chosen, voluntary=voluntary
    )


def _said_paid(receipt: dict[str, Any]) -> bool:
    return bool(receipt["kind"] == Claim.Kind.SAYS_PAID)


def _show(
    request: HttpRequest, visit: Visit, template: str, *, page: portal_page.Page, **context: Any
) -> HttpResponse:
    return render(request, template, {"page": page, "token": visit.token, **context})
