"""Help in Portuguese, to the last word in capitals."""

import re
from collections.abc import Iterator

import click
import pytest

from acerto.doors.cli.main import COMMANDS, cli


class Up:
    """An installation that is up."""

    def boot(self, **_asked: object) -> None:
        """Nothing to do."""


ENGLISH = re.compile(r"\b(OPTIONS|COMMAND|ARGS|TEXT|INTEGER|RANGE|FLOAT|FILE|PATH|Usage)\b|%Y|<=")


def helps(command: click.Command, ctx: click.Context) -> Iterator[str]:
    yield command.get_help(ctx)
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from helps(below, click.Context(below, parent=ctx, info_name=name))


@pytest.mark.parametrize("name", COMMANDS)
def test_no_english_in_the_help_of_any_command(name: str) -> None:
    root = click.Context(cli, info_name="acerto", obj=Up())
    command = cli.get_command(root, name)
    assert command is not None
    for text in helps(command, click.Context(command, parent=root, info_name=name)):
        assert ENGLISH.findall(text) == [], text


def test_a_number_out_of_range_is_told_in_words() -> None:
    with pytest.raises(click.BadParameter, match="fora do intervalo de 1 a 9"):
        click.IntRange(1, 9).convert("10", None, None)
