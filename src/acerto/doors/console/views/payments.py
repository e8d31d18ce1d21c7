"""Recording a payment in two steps, and taking one back."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acerto.core.money import format_brl
from acerto.domain.payments import preview as previews
from acerto.domain.payments import screens, services
from acerto.domain.receivables import screens as receivables
from acerto.domain.receivables.selectors import CaseDebt, TitleDebt
from acerto.doors.kit import clock
from acerto.doors.kit.seat import needs

from ..forms import PaymentForm

ONCE = "payment_once"
"""In the session: the payment that is shown to be confirmed, and the last one that was."""
DONE = "payment_done"


@require_http_methods(["GET", "POST"])
@needs("record_payment")
def record(request: HttpRequest, case_id: int) -> HttpResponse:
    """A form, then how the payment will be allocated, then the payment."""
    case = receivables.case(case_id=case_id, reach=request.seat.reach)
    if case is None:
        raise Http404
    debt = receivables.debts(case_ids=[case_id], on=clock.today())[case_id]
    if request.method == "GET":
        form = _form(debt, initial=_initial(debt))
        return render(request, "console/payment.html", {"case": case, "debt": debt, "form": form})
    form = _form(debt, data=request.POST)
    if not form.is_valid() or "back" in request.POST:
        context = {"case": case, "debt": debt, "form": form}
        return render(request, "console/payment.html", context)
    try:
        if "confirm" in request.POST:
            return _confirmed(request, case, form)
        return _preview(request, case, form)
    except services.PaymentRefused as refused:
        form.add_error("amount" if refused.code == "amount" else "paid_on", str(refused))
        context = {"case": case, "debt": debt, "form": form}
        return render(request, "console/payment.html", context)


@require_http_methods(["GET", "POST"])
@needs("reverse_payment")
def reverse(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Ask, then take the payment back."""
    payment = screens.payment(payment_id=payment_id, reach=request.seat.reach)
    if payment is None:
        raise Http404
    case = receivables.case(case_id=payment.case_id, reach=request.seat.reach)
    if case is None:
        raise Http404
    if request.method == "GET":
        context = {"case": case, "payment": payment}
        return render(request, "console/payment_reverse.html", context)
    try:
        services.reverse_payment(
            payment_id=payment_id,
            on=clock.today(),
            now=clock.now(),
            actor_id=request.seat.user_id,
        )
    except services.PaymentRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Pagamento estornado. A dívida foi recalculada."))
    return redirect("console:debtor", party_id=case.debtor_id)


def _form(debt: CaseDebt, **kwargs: Any) -> PaymentForm:
    titles: list[tuple[Any, Any]] = [_named(title) for title in debt.titles if not title.prescribed]
    if prescribed := [_named(title) for title in debt.titles if title.prescribed]:
        titles.append((_("Prescritos: só recebem se quem paga os indicar"), prescribed))
    return PaymentForm(today=clock.today(), titles=titles, **kwargs)


def _named(title: TitleDebt) -> tuple[int, str]:
    text = _("%(contract)s, parcela %(instalment)s, vence %(due)s, %(amount)s") % {
        "contract": title.contract,
        "instalment": title.instalment,
        "due": f"{title.due_on:%d/%m/%Y}",
        "amount": _("valor ainda não conhecido")
        if title.unknown
        else format_brl(title.debt.total_cents),
    }
    return title.title_id, text


def _initial(debt: CaseDebt) -> dict[str, Any]:
    cents = debt.overdue_cents or debt.total_cents
    return {
        "amount": PaymentForm.amount_text(cents) if cents else "",
        "paid_on": clock.today(),
        "method": "pix",
    }


def _preview(
    request: HttpRequest, case: receivables.CaseFacts, form: PaymentForm, *, unsure: bool = False
) -> HttpResponse:
    """`unsure`: it was confirmed without saying that what looks wrong is right."""
    asked = form.cleaned_data
    preview = previews.preview(
        case_id=case.id,
        creditor_id=case.creditor_id,
        amount_cents=asked["amount"],
        paid_on=asked["paid_on"],
        title_id=asked["title_id"],
        memo=asked["memo"],
        now=clock.now(),
    )
    once = secrets.token_hex(8)
    request.session[ONCE] = {"once": once, "said": _said(case, asked)}
    context = {"case": case, "form": form, "asked": asked, "preview": preview, "once": once}
    context["method_name"] = dict(form.fields["method"].choices)[asked["method"]]
    return render(request, "console/payment_confirm.html", context | {"unsure": unsure})


def _confirmed(
    request: HttpRequest, case: receivables.CaseFacts, form: PaymentForm
) -> HttpResponse:
    """Record what was shown; anything else is told, and shown anew where it can be."""
    asked, once = form.cleaned_data, request.POST.get("once")
    shown, done = request.session.get(ONCE) or {}, request.session.get(DONE) or {}
    # The same confirmation sent twice is one payment; two real equal payments are confirmed twice.
    if done and done["once"] == once:
        _tell_done(request, done["said"], _said(case, asked))
        return redirect("console:debtor", party_id=case.debtor_id)
    if not shown or shown["once"] != once or shown["said"] != _said(case, asked):
        text = _("Nada foi lançado: isto não é o que foi mostrado para conferir. Confira de novo.")
        messages.warning(request, text)
        return _preview(request, case, form)
    doubts = previews.doubts_of(
        case_id=case.id, amount_cents=asked["amount"], paid_on=asked["paid_on"]
    )
    if doubts.any and "sure" not in request.POST:
        return _preview(request, case, form, unsure=True)
    request.session[DONE] = request.session.pop(ONCE)
    return _record(request, case, asked)


def _said(case: receivables.CaseFacts, asked: dict[str, Any]) -> list[Any]:
    """What is confirmed, as a session keeps it; the amount stands second."""
    title_id = asked["title_id"]
    return [
        case.id,
        asked["amount"],
        str(asked["paid_on"]),
        asked["method"],
        asked["memo"],
        title_id,
    ]


def _tell_done(request: HttpRequest, done: list[Any], said: list[Any]) -> None:
    if done == said:
        text = _("Este pagamento já tinha sido confirmado: nada foi repetido.")
    else:
        text = _(
            "Nada foi lançado agora: esta confirmação já tinha servido para o pagamento de %(done)s."
            " O de %(said)s não foi gravado; registre-o de novo."
        ) % {"done": format_brl(done[1]), "said": format_brl(said[1])}
    messages.warning(request, text)


def _record(
    request: HttpRequest, case: receivables.CaseFacts, asked: dict[str, Any]
) -> HttpResponse:
    services.record_payment(
        case_id=case.id,
        creditor_id=case.creditor_id,
        amount_cents=asked["amount"],
        paid_on=asked["paid_on"],
        method=asked["method"],
        memo=asked["memo"],
        title_id=asked["title_id"],
        now=clock.now(),
        actor_id=request.seat.user_id,
    )
    text = _("Pagamento de %(amount)s lançado. Para desfazer, use “estornar” ao lado dele.")
    messages.success(request, text % {"amount": format_brl(asked["amount"])})
    return redirect("console:debtor", party_id=case.debtor_id)
