"""Calls in bulk: who must authenticate them, who is blocked, whom banks do not call."""

from datetime import date, timedelta

from acerto.law import params
from acerto.law.rules.terms import due_by


def must_authenticate(*, calls_month: int, on: date) -> bool:
    """Whether a month's calls by one provider and service must be authenticated.

    Source: Anatel, Acórdão 201/2025 (telephony.authentication_calls). Raises NotInForce.
    """
    return calls_month > params.count("telephony.authentication_calls", on=on)


def short_calls_block(*, calls_day: int, short_calls: int, on: date) -> bool:
    """Whether a day's calls would be blocked for being short: many, and most of them.

    Source: Anatel, Despacho Decisório 22/2024 (telephony.short_calls_*). Raises NotInForce.
    """
    share = params.rate("telephony.short_calls_rate", on=on)
    assert share is not None
    many = calls_day >= params.count("telephony.short_calls_day", on=on)
    return many and short_calls >= share * calls_day


def bank_may_call(*, due_on: date, on: date) -> bool:
    """Whether a bank that signed the code may still call about a debt.

    Source: Febraban, Normativo SARB 27/2023 (deadlines.bank_call).
    """
    return on <= due_by(deadline="bank_call", since_on=due_on)


def block_list_binds(*, block_list: str, listed_on: date, on: date) -> bool:
    """Whether a number on a block list since a day binds collectors already.

    Source: Lei SP 13.226/2008, Lei PA 9.263/2021 (contact.block.<list>.wait_days).
    Raises NotInForce, UnknownParameter.
    """
    wait_days = params.count(f"contact.block.{block_list}.wait_days", on=on)
    return on >= listed_on + timedelta(days=wait_days)
