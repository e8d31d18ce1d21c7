"""What the commands that read statements answer."""

import click

from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.speech import gettext as _
from acerto.doors.kit.wire import answer
from acerto.formats.statement.types import Statement


def answer_statement(statement: Statement) -> None:
    """Say a statement. Raises AcertoError when nothing of it could be read, saying the first reason."""
    errors = statement.errors
    found = sum(len(one.transactions) + len(one.balance_lines) for one in statement.accounts)
    if errors and not found:
        values = {"line": errors[0].line, "why": errors[0].message.removesuffix(".")}
        text = _("Nenhum lançamento pôde ser lido (linha %(line)d: %(why)s).") % values
        raise AcertoError(text, code=errors[0].code)
    answer({"accounts": statement.accounts, "problems": statement.problems})
    if errors:
        click.echo(
            _("Lançamentos que ficaram de fora: %d (veja problems).") % len(errors), err=True
        )
