"""How money, days, instants and icons are written on every screen."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.core.money import format_brl
from acerto.doors.kit.terms import debt_type_meaning, debt_type_name
from acerto.law import catalogue

register = template.Library()
LARGE_CENTS = 10**8
WEEKDAYS = ("seg", "ter", "qua", "qui", "sex", "sáb", "dom")

# Paths on a 24 × 24 grid, drawn by strokes.
ICONS = {
    "overview": "M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z",
    "cases": "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
    "policy": "M6 4v16M6 6h9M6 12h12M6 18h6",
    "law": "M12 4v16M7 20h10M4 8h16M4 8l-2 6h4zM20 8l-2 6h4z",
    "calculator": "M6 3h12v18H6zM9 7h6M9 12h.01M12 12h.01M15 12h.01M9 16h.01M12 16h.01M15 16h.01",
    "import": "M12 15V4M8 8l4-4 4 4M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4",
    "block": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM6.5 6.5l11 11",
    "wording": "M4 6h16M4 11h10M4 16h7M13 18l2 2 5-5",
    "mail": "M4 6h16v12H4zM4 7l8 6 8-6",
    "theme": "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "leave": "M14 4H6v16h8M10 12h10M17 9l3 3-3 3",
    "switch": "M4 8h14M15 5l3 3-3 3M20 16H6M9 13l-3 3 3 3",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "search": "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15.5 15.5 20 20",
    "arrow": "M5 12h14M13 6l6 6-6 6",
}


@register.filter
def brl(cents: int | Decimal | None) -> str:
    """Centavos as "R$ 1.234,56", with a space that does not break; nothing for None."""
    return "" if cents is None else format_brl(int(cents)).replace(" ", "\u00a0")


@register.filter
def glance(cents: int | None) -> str:
    """Centavos as large figures are said: "R$ 12,3 milhões"; below a million to the centavo."""
    reais = Decimal(cents or 0) / 100
    for size, name in ((10**9, "bilhões"), (10**6, "milhões")):
        if abs(reais) >= size:
            short = f"{reais / size:.1f}".replace(".", ",")
            return f"R$\u00a0{short}\u00a0{name}"
    return brl(cents or 0)


@register.filter
def is_large(cents: int | None) -> bool:
    """Whether `glance` leaves centavos out, so that the exact amount has to stand beside it."""
    return abs(cents or 0) >= LARGE_CENTS


@register.filter
def count(number: int | None) -> str:
    """A whole number with Brazilian thousands: "12.345"."""
    return "" if number is None else f"{number:,}".replace(",", ".")


@register.filter
def moment(at: datetime | None) -> str:
    """An instant as people in São Paulo read it: "21/11/2026 14:05"."""
    return "" if at is None else at.astimezone(SAO_PAULO).strftime("%d/%m/%Y %H:%M")


@register.filter
def weekly(at: datetime | None) -> str:
    """An instant with its weekday, as people in São Paulo say it: "seg 23/11 09:00"."""
    if at is None:
        return ""
    local = at.astimezone(SAO_PAULO)
    return f"{WEEKDAYS[local.weekday()]} {local:%d/%m %H:%M}"


@register.filter
def clock(at: datetime | None) -> str:
    """The hour of an instant in São Paulo: "14:05"."""
    return "" if at is None else at.astimezone(SAO_PAULO).strftime("%H:%M")


@register.filter
def day(on: Any) -> str:
    """A day as "21/11/2026"."""
    return "" if on is None else f"{on:%d/%m}/{on.year:04d}"


@register.filter
def debt_type(kind: str) -> str:
    """A kind of debt in Portuguese."""
    return debt_type_name(kind)


@register.filter
def debt_type_meant(kind: str) -> str:
    """How a word of the creditor's own for a debt was understood; "" where nothing is to be said."""
    return debt_type_meaning(kind)


@register.filter
def rate(value: Decimal | None) -> str:
    """A rate as a percentage without needless zeros: 0.02 is "2%"."""
    if value is None:
        return ""
    text = f"{(Decimal(value) * 100).normalize():f}"
    return text.replace(".", ",") + "%"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside a word; silent to screen readers."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        mark_safe(ICONS[name]),  # noqa: S308
    )


@register.simple_tag
def rule_link(rule_id: str) -> str:
    """The title of a rule of the law, leading to its page; what has no page is no law.

    A cap writes its rule with what was counted, "frequency-excess-day": the page is the rule's.
    """
    for known in (rule_id, rule_id.rpartition("-")[0]):
        try:
            found = catalogue.rule(known)
        except catalogue.UnknownRule:
            continue
        return format_html(
            '<a href="{}">{}</a>', reverse("console:rule", args=[known]), found.title
        )
    return str(_("regra do produto, não lei"))


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A form field with its label, help and errors, tied together for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    base = "form-select" if kind == "select" else "form-control"
    if kind == "checkbox":
        base = "form-check-input"
    described = [f"{bound.auto_id}_help"] if hint or bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}_errors")
    attrs = {"class": base + (" is-invalid" if bound.errors else "")}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs=attrs),
        "hint": hint or bound.help_text,
        "check": kind == "checkbox",
    }
