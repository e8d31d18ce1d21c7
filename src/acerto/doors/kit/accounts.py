"""How people log in: let in by their company, with a second factor that any phone can show."""

import base64
import io
import smtplib
from typing import Any

import segno
from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.http import HttpRequest
from django.utils.translation import ngettext

from . import tries


class MailUnavailable(Exception):
    """The mail server takes nothing now: the person is told, and nothing was changed."""

    code = "mail_unavailable"


class AccountAdapter(DefaultAccountAdapter):
    """No signing up: the company gives access. Letters that cannot go out are told."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, smtplib.SMTPException) as trouble:
            raise MailUnavailable from trouble

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            self._try = tries.count(request=request, login=credentials.get("email", ""))
        except tries.TooMany as many:
            raise ValidationError(_wait(many.minutes), code=many.code) from many

    def _rollback_login_failed_rl_usage(self) -> None:
        self._try.take_back()

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        tries.forget(request=context.request, login=user.get_username())


class ResetPasswordForm(forms.ResetPasswordForm):
    """Asks the mail server first, so that its trouble tells nothing about who has an account."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as trouble:
            raise MailUnavailable from trouble
        finally:
            connection.close()
        return str(super().save(request, **kwargs))


class MFAAdapter(DefaultMFAAdapter):
    """Draws the authenticator's QR code with the library that Acerto has anyway."""

    def build_totp_svg(self, url: str) -> str:
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=4, xmldecl=False)
        return drawn.getvalue().decode()

    def build_totp_svg_data_uri(self, svg: str) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _wait(minutes: int) -> str:
    text = ngettext(
        "Foram muitas tentativas com senha errada. Tente de novo em %(n)d minuto.",
        "Foram muitas tentativas com senha errada. Tente de novo em %(n)d minutos.",
        minutes,
    )
    return text % {"n": minutes}
