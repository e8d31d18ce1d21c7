"""Decisions, bands and steps in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from acerto.engine.verdicts import (
    CHANNEL_TEXT,
    MEANING,
    VERDICT_TEXT,
    Channel,
    Objection,
    Verdict,
    objections_in,
    reason_text,
)

TONES = {
    Verdict.CONTACT: "brand",
    Verdict.WAIT: "calm",
    Verdict.HELD: "warn",
    Verdict.REFUSED: "bad",
    Verdict.AMOUNT_UNKNOWN: "bad",
}


@dataclass(frozen=True, slots=True)
class Band:
    """A band of days late, both ends included; `last` None: no end."""

    key: str
    first: int
    last: int | None

    @property
    def name(self) -> str:
        """The band as people say it."""
        if self.key == "a_vencer":
            return _("A vencer")
        if self.last is None:
            return _("mais de 360 dias")
        return _("%(first)s a %(last)s dias") % {"first": self.first, "last": self.last}

    @property
    def short(self) -> str:
        """The band beside a bar."""
        if self.key == "a_vencer":
            return _("A vencer")
        return f"{self.first}+" if self.last is None else f"{self.first}–{self.last}"


BANDS = (
    Band("a_vencer", -100_000, 0),
    Band("1-30", 1, 30),
    Band("31-60", 31, 60),
    Band("61-90", 61, 90),
    Band("91-180", 91, 180),
    Band("181-360", 181, 360),
    Band("361+", 361, None),
)
BAND = {band.key: band for band in BANDS}


@dataclass(frozen=True, slots=True)
class Said:
    """An objection: what it says and the rule that it rests on."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its reason, in words. `tone` colours it."""

    verdict: int
    reason: int
    name: str
    why: str
    tone: str

    @property
    def key(self) -> str:
        """As figures and addresses name it."""
        return f"{self.verdict}:{self.reason}"


def outcome(*, verdict: int, reason: int) -> Outcome:
    """A stored verdict and reason in words."""
    which = Verdict(verdict)
    return Outcome(
        verdict=verdict,
        reason=reason,
        name=VERDICT_TEXT[which],
        why=reason_text(reason=reason),
        tone=TONES[which],
    )


def outcomes() -> list[Outcome]:
    """Every outcome that a decision can have, in the order of the engine."""
    due = outcome(verdict=Verdict.CONTACT, reason=0)
    return [due, *(outcome(verdict=MEANING[o].verdict, reason=o) for o in Objection)]


def said(*, mask: int) -> list[Said]:
    """All objections of a decision, in order."""
    return [Said(text=MEANING[o].text, rule=MEANING[o].rule) for o in objections_in(mask=mask)]


def channel_name(channel: int | None) -> str:
    """A decision's channel, or nothing."""
    return CHANNEL_TEXT[Channel(channel)] if channel else ""
