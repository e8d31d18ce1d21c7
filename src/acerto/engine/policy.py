"""The policy (régua): segments, each with steps around the due date, as validated data."""

from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import Field, StrictInt, StrictStr, ValidationInfo, field_validator, model_validator

from acerto.engine.conditions import LARGEST_NUMBER, Condition, Model

TEMPLATES: dict[str, str] = {
    "reminder_before_due": "lembrete de um título que vai vencer ou vence hoje",
    "overdue_soft": "aviso de atraso, supondo esquecimento",
    "overdue_firm": "aviso de atraso que pede uma resposta",
    "overdue_proposal": "convite a combinar uma forma de pagar",
    "final_neutral": "encerramento da régua, neutro, com os canais de atendimento",
}
# A case may have at most this many distinct steps on each side of the due date: one bit each.
STEPS_LIMIT = 60

Key = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Text = Annotated[StrictStr, Field(min_length=1, max_length=400)]
ChannelName = Literal["email", "sms", "whatsapp", "phone", "letter"]


class Caps(Model):
    """Most contacts with one person, over all creditors. The law's caps hold where lower."""

    contacts_day: Annotated[StrictInt, Field(ge=1, le=10)]
    contacts_week: Annotated[StrictInt, Field(ge=1, le=50)]


class Step(Model):
    """One message of the ladder, `offset_days` from the effective due date (0 or less: before)."""

    key: Key
    offset_days: Annotated[StrictInt, Field(ge=-60, le=3650)]
    channels: Annotated[tuple[ChannelName, ...], Field(min_length=1)]
    template: StrictStr
    purpose: Literal["reminder", "collection"]
    description: Text
    when: Condition | None = None

    @field_validator("channels")
    @classmethod
    def _channels_once(cls, channels: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(channels)) != len(channels):
            raise ValueError("há canal repetido")
        return channels

    @field_validator("template")
    @classmethod
    def _template_exists(cls, template: str, info: ValidationInfo) -> str:
        known = (info.context or {}).get("templates", TEMPLATES)
        if template not in known:
            raise ValueError(f"“{template}” não existe; use um destes: {', '.join(known)}")
        return template

    @model_validator(mode="after")
    def _purpose_fits(self) -> Self:
        if self.before_due and self.purpose == "collection":
            raise ValueError("antes do vencimento não há o que cobrar: use purpose: reminder")
        if self.before_due and self.when is not None:
            raise ValueError("etapa antes do vencimento não aceita when: use um segmento")
        return self

    @property
    def before_due(self) -> bool:
        """Is it a step of a title, before or on its due date (and not of the overdue episode)?"""
        return self.offset_days <= 0


class Segment(Model):
    """Cases that share a ladder. Without `when` it takes every case that no earlier one took."""

    key: Key
    description: Text
    when: Condition | None = None
    steps: tuple[Step, ...]

    @field_validator("steps")
    @classmethod
    def _in_order(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        for earlier, later in zip(steps, steps[1:], strict=False):
            if later.offset_days <= earlier.offset_days:
                raise ValueError(
                    f"a etapa “{later.key}” ({later.offset_days} dias) precisa vir depois da etapa "
                    f"“{earlier.key}” ({earlier.offset_days} dias)"
                )
        _refuse_repeated(keys=[step.key for step in steps])
        return steps

    @property
    def before_steps(self) -> tuple[Step, ...]:
        """Steps before or on the due date, earliest first."""
        return tuple(step for step in self.steps if step.before_due)

    @property
    def overdue_steps(self) -> tuple[Step, ...]:
        """Steps after the due date, earliest first."""
        return tuple(step for step in self.steps if not step.before_due)


class Policy(Model):
    """A policy of one kind of party. A case falls in the first segment whose condition holds."""

    name: Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
    version: Text
    description: Text
    party_kind: Literal["consumer", "business"]
    debt_types: tuple[StrictStr, ...] = ()
    minimum_cents: Annotated[StrictInt, Field(ge=0, le=LARGEST_NUMBER)]
    caps: Caps
    segments: Annotated[tuple[Segment, ...], Field(min_length=1, max_length=99)]

    @field_validator("segments")
    @classmethod
    def _segments_agree(cls, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        _refuse_repeated(keys=[segment.key for segment in segments])
        for segment in segments[:-1]:
            if segment.when is None:
                raise ValueError(
                    f"o segmento “{segment.key}” aceita todos os casos e só pode ser o último"
                )
        sides: dict[str, bool] = {}
        for step in (step for segment in segments for step in segment.steps):
            if sides.setdefault(step.key, step.before_due) is not step.before_due:
                raise ValueError(f"a etapa “{step.key}” está antes e depois do vencimento")
        for before in (True, False):
            if sum(side is before for side in sides.values()) > STEPS_LIMIT:
                raise ValueError(f"há mais de {STEPS_LIMIT} etapas de um lado do vencimento")
        return segments

    @property
    def step_keys(self) -> tuple[str, ...]:
        """Every step key once, in order of first appearance. Keys survive versions."""
        return tuple(dict.fromkeys(step.key for segment in self.segments for step in segment.steps))

    @property
    def templates(self) -> frozenset[str]:
        """Every template that some step sends."""
        return frozenset(step.template for segment in self.segments for step in segment.steps)


def _refuse_repeated(*, keys: list[str]) -> None:
    repeated = [key for key, times in Counter(keys).items() if times > 1]
    if repeated:
        raise ValueError(f"chave repetida: {', '.join(repeated)}")
