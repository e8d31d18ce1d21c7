"""Reading the parameters of the behaviour: each a value with its unit and its source."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acerto.engine.verdicts import Channel

Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, le=1e12)]
Pair = tuple[float, Amount]
Pairs = Annotated[tuple[Pair, ...], Field(min_length=1)]
_SIZE_LIMIT = 200_000


class InvalidParameters(Exception):
    """A file of parameters that cannot be used. `message` is for people."""

    code = "invalid_parameters"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Told(_Model):
    """A figure with what it counts and where it comes from: neither may be left out."""

    unit: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]


class _Number(_Told):
    value: Amount


class _Chance(_Told):
    value: Share


class _Days(_Told):
    value: Annotated[float, Field(ge=1, le=3650)]


class _Table(_Told):
    value: Pairs


class ChannelEffect(_Model):
    """What a message by one channel does: shares, and `push` as a share of the hazard."""

    usable: Share
    reached: Share
    push: Amount
    promise: Share
    complaint: Share
    opt_out: Share


class _Channels(_Told):
    value: dict[str, ChannelEffect]


class _Contract(_Model):
    debt_type: str
    fine_rate: str
    interest_month_rate: str


class _Contracts(_Told):
    value: _Contract


class _States(_Told):
    value: dict[str, Amount]


class Payer(_Model):
    """How one kind of person pays: hazard by days late, spread between people, all or the oldest."""

    hazard: _Table
    frailty_variance: _Number
    pays_all: _Table


class _Portfolio(_Model):
    months_late: _Table
    amount: _Table


class _Fitted(_Model):
    business: Payer
    consumer: Payer
    portfolio: _Portfolio


class _Assumed(_Model):
    without_contact: _Number
    channels: _Channels
    fade: _Chance
    half_life: _Days
    annoyance: _Number
    complaint_pause: _Days
    promise_days: _Days
    promise_kept: _Chance
    identified: _Chance
    contract: _Contracts
    states: _States


class _File(_Model):
    fitted: _Fitted
    assumed: _Assumed


@dataclass(frozen=True, slots=True)
class Contract:
    """What the made-up portfolio's contract says. Rates are Decimal."""

    debt_type: str
    fine_rate: Decimal
    interest_month_rate: Decimal


@dataclass(frozen=True, slots=True)
class Parameters:
    """The figures without their stories; `told` keeps those, as in the file."""

    consumer: Payer
    business: Payer
    months_late: tuple[Pair, ...]
    amount: tuple[Pair, ...]
    without_contact: float
    channels: tuple[ChannelEffect, ...]  # in the order of Channel, from 1
    fade: float
    half_life: float
    annoyance: float
    complaint_pause: int
    promise_days: int
    promise_kept: float
    identified: float
    contract: Contract
    states: tuple[tuple[str, float], ...]


def load_parameters(*, text: str | None = None) -> Parameters:
    """The parameters in a text (YAML), or those that come with Acerto. Raises InvalidParameters."""
    try:
        file = _File.model_validate(_read(shipped_text() if text is None else text))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"]) or "arquivo"
        raise InvalidParameters(
            f"Parâmetros da simulação: {place}: falta, sobra ou não é aceito. Parta do arquivo que vem com"
            " o Acerto (acerto simulate --show-parameters)."
        ) from None
    return _plain(file)


def shipped_text() -> str:
    """The text of the parameters that come with Acerto."""
    return (resources.files(__package__) / "parameters.yaml").read_text("utf-8")


def _read(text: str) -> Any:
    if len(text) > _SIZE_LIMIT:
        raise InvalidParameters("Parâmetros da simulação: o arquivo é grande demais.")
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        raise InvalidParameters("Parâmetros da simulação: o arquivo não é YAML válido.") from None


def _plain(file: _File) -> Parameters:
    fitted, assumed = file.fitted, file.assumed
    for payer in (fitted.consumer, fitted.business):
        _require_rising(payer.hazard.value, "hazard")
        if payer.frailty_variance.value < 0.001:
            raise InvalidParameters(
                "Parâmetros da simulação: frailty_variance precisa ser 0,001 ou mais."
            )
    _require_rising(fitted.portfolio.amount.value, "amount")
    if not sum(weight for _, weight in fitted.portfolio.months_late.value):
        raise InvalidParameters("Parâmetros da simulação: months_late não tem ninguém.")
    if not sum(assumed.states.value.values()):
        raise InvalidParameters("Parâmetros da simulação: states não tem ninguém.")
    return Parameters(
        consumer=fitted.consumer,
        business=fitted.business,
        months_late=fitted.portfolio.months_late.value,
        amount=fitted.portfolio.amount.value,
        without_contact=assumed.without_contact.value,
        channels=_channels(assumed.channels.value),
        fade=assumed.fade.value,
        half_life=assumed.half_life.value,
        annoyance=assumed.annoyance.value,
        complaint_pause=int(assumed.complaint_pause.value),
        promise_days=int(assumed.promise_days.value),
        promise_kept=assumed.promise_kept.value,
        identified=assumed.identified.value,
        contract=_contract(assumed.contract.value),
        states=tuple(sorted(assumed.states.value.items())),
    )


def _require_rising(pairs: tuple[Pair, ...], name: str) -> None:
    firsts = [first for first, _ in pairs]
    if firsts != sorted(set(firsts)):
        raise InvalidParameters(
            f"Parâmetros da simulação: {name}: as linhas precisam estar em ordem crescente."
        )


def _channels(said: dict[str, ChannelEffect]) -> tuple[ChannelEffect, ...]:
    names = [channel.name.lower() for channel in Channel]
    if set(said) != set(names):
        raise InvalidParameters(
            f"Parâmetros da simulação: channels precisa ter exatamente: {', '.join(names)}."
        )
    return tuple(said[name] for name in names)


def _contract(said: _Contract) -> Contract:
    try:
        return Contract(said.debt_type, Decimal(said.fine_rate), Decimal(said.interest_month_rate))
    except InvalidOperation:
        raise InvalidParameters(
            "Parâmetros da simulação: contract: as taxas são decimais, como '0.02'."
        ) from None
