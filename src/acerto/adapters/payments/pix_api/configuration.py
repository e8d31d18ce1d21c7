"""A client from settings, as an operator writes them. docs/operate/pix.md tells each."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar, get_args

from .access import AUTOMATIC_SCOPES, SCOPES, Credentials
from .client import PixApi
from .errors import Misconfigured
from .institutions import AuthStyle, Environment, Institution, institution, other_institution

PREFIX = "ACERTO_PIX_"
OTHER = "other"
EXTRAS = {"app_key": "APP_KEY", "account": "ACCOUNT"}
LONGEST_SECRET = 4096
ENVIRONMENTS: tuple[Environment, ...] = get_args(Environment)
STYLES: tuple[AuthStyle, ...] = get_args(AuthStyle)

Settings = Mapping[str, str]
WordT = TypeVar("WordT", bound=str)


def configured(*, settings: Settings, clock: Callable[[], datetime]) -> PixApi:
    """The client that the settings describe. Raises Misconfigured, naming the setting."""
    environment = _choice(settings, "ENVIRONMENT", ENVIRONMENTS, default="production")
    return PixApi(
        institution=_institution(settings),
        credentials=_credentials(settings),
        clock=clock,
        environment=environment,
        scopes=settings.get(f"{PREFIX}SCOPES") or f"{SCOPES} {AUTOMATIC_SCOPES}",
    )


def _institution(settings: Settings) -> Institution:
    code = _needed(settings, "INSTITUTION")
    if code != OTHER:
        return institution(code=code)
    return other_institution(
        name=settings.get(f"{PREFIX}NAME") or "outra instituição",
        base_url=_needed(settings, "BASE_URL"),
        token_url=_needed(settings, "TOKEN_URL"),
        auth=_choice(settings, "AUTH", STYLES, default="basic"),
    )


def _credentials(settings: Settings) -> Credentials:
    given = {name: settings.get(PREFIX + setting, "") for name, setting in EXTRAS.items()}
    return Credentials(
        client_id=_needed(settings, "CLIENT_ID"),
        client_secret=_secret(settings, "CLIENT_SECRET"),
        certificate_path=_needed(settings, "CERTIFICATE"),
        key_path=_needed(settings, "KEY"),
        key_password=_secret(settings, "KEY_PASSWORD"),
        ca_path=settings.get(f"{PREFIX}CA") or None,
        extras={name: value for name, value in given.items() if value},
    )


def _needed(settings: Settings, name: str) -> str:
    value = settings.get(PREFIX + name, "").strip()
    if not value:
        raise Misconfigured("setting_missing", f"Falta a configuração {PREFIX}{name}.")
    return value


def _choice(settings: Settings, name: str, words: tuple[WordT, ...], *, default: WordT) -> WordT:
    value = settings.get(PREFIX + name) or default
    for word in words:
        if value == word:
            return word
    known = ", ".join(map(str, words))
    raise Misconfigured("setting_unknown", f"{PREFIX}{name} é um destes: {known}.")


def _secret(settings: Settings, name: str) -> str:
    """The value, or what stands in the file that NAME_FILE names. Neither is ever told in an error."""
    path = settings.get(f"{PREFIX}{name}_FILE")
    if not path:
        return settings.get(PREFIX + name, "")
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Misconfigured(
            "secret_file", f"O arquivo de {PREFIX}{name}_FILE ({path}) não existe ou não se lê."
        ) from error
    if len(text) > LONGEST_SECRET:
        raise Misconfigured("secret_file", f"O arquivo de {PREFIX}{name}_FILE é grande demais.")
    return text.strip()
