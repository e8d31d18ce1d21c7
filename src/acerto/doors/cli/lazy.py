"""Tables of commands, each imported when it is called, with what it needs brought up first."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from acerto.doors.kit.runtime import Needs, Runtime

from .words import name_parts

PACKAGE = "acerto.doors.cli"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command stands, what it needs running, and its line in the help."""

    module: str
    needs: Needs
    help: str
    attribute: str = "command"

    @property
    def path(self) -> str:
        return f"{PACKAGE}.{self.module}"


class LazyCommands(click.Group):
    """A group over a table: imports a command when it is named, and has the installation ready when it runs.

    Without a runtime in `obj` (a test that calls the group by itself) nothing is brought up.
    """

    def __init__(self, *args: Any, table: Mapping[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, entry in self._table.items() if find_spec(entry.path)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self._table.get(cmd_name)
        if entry is None or not find_spec(entry.path):
            return None
        runtime: Runtime | None = ctx.obj
        if entry.needs >= Needs.DJANGO and runtime is not None:
            runtime.boot(needs=Needs.DJANGO, say=_tell)
        command: click.Command = getattr(import_module(entry.path), entry.attribute)
        return _booting(command, entry.needs)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Comandos"):
            formatter.write_dl([(name, self._table[name].help) for name in self.list_commands(ctx)])


def _booting(command: click.Command, needs: Needs) -> click.Command:
    """A copy of the command, which first brings up what it needs: after its options were understood."""
    name_parts(command)
    command = copy(command)
    run = command.invoke

    def invoke(ctx: click.Context) -> object:
        runtime: Runtime | None = ctx.find_root().obj
        if runtime is not None:
            runtime.boot(needs=needs, say=_tell)
        return run(ctx)

    command.invoke = invoke  # type: ignore[method-assign]
    return command


def _tell(text: str) -> None:
    click.echo(text, err=True)
