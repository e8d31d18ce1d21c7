"""How commands speak: results on stdout, everything else on stderr, JSON for programs."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Responde em JSON, para programas."
)


class Output:
    """One command's voice; it also keeps the time."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the command began, to hundredths."""
        return round(time.monotonic() - self._began, 2)

    def say(self, text: str) -> None:
        """A line for the person, on stderr; programs are spared it."""
        if not self.as_json:
            click.echo(text, err=True)

    def result(self, values: Mapping[str, object], *, text: str) -> None:
        """The outcome: `text` for the person, `values` and the seconds for programs."""
        if self.as_json:
            click.echo(json.dumps({**values, "seconds": self.seconds}, ensure_ascii=False))
        else:
            click.echo(text)

    @contextmanager
    def progress(self, title: str, *, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """A bar on stderr; yields the function that moves it. No bar for programs and pipes."""
        if self.as_json or not sys.stderr.isatty():
            self.say(f"{title}…")
            yield lambda _: None
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=total)
            yield lambda amount: bar.advance(task, amount)


def whole(number: int) -> str:
    """A whole number for people: 12.345."""
    return f"{number:,}".replace(",", ".")


def size(amount_bytes: int) -> str:
    """A number of bytes for people: 12,3 MB."""
    value, unit = float(amount_bytes), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    digits = 0 if unit == "B" else 1
    return f"{value:.{digits}f} {unit}".replace(".", ",")
