"""The console script `acerto`: runs a command, says in one sentence what a person can mend."""

import json
import signal
import sys
from dataclasses import dataclass
from types import FrameType

import click

from acerto.core.text import visible
from acerto.doors.cli.main import cli
from acerto.doors.kit.errors import AcertoError

from .runtime import Installation
from .stdout import OutputLost, ReaderGone, drop_stdout, guard_stdout

INTERRUPTED = 130
TERMINATED = 143
OF_FILES = frozenset(["boleto", "brcode", "bureau", "cnab", "nfe", "ofx", "protest", "statement"])
"""Commands that answer with one sentence and 1 also where their words are not understood."""


def main() -> None:
    """Run `acerto` and end the process with its exit code."""
    signal.signal(signal.SIGTERM, _terminate)
    guard_stdout()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; returns the exit code. Unforeseen errors pass, with their traceback.

    For programs (--json) every failure is also {"error": {"code", "message"}} on stdout.
    """
    voice = Complaint(as_json="--json" in arguments)
    try:
        installation = Installation()
    except AcertoError as error:
        return voice.say(error.message, code=error.code, exit_code=error.exit_code)
    try:
        return _guarded(arguments, installation, voice)
    finally:
        installation.close()


@dataclass(frozen=True, slots=True)
class Complaint:
    """How a command says that it failed: a sentence on stderr, and JSON on stdout if wanted."""

    as_json: bool

    def say(self, text: str, *, code: str, exit_code: int) -> int:
        """Say it, in one line whatever strangers' texts it quotes; returns the exit code."""
        text = visible(text)
        click.echo(text, err=True)
        self.tell_programs(text, code=code)
        return exit_code

    def tell_programs(self, text: str, *, code: str) -> None:
        """The JSON alone."""
        if self.as_json:
            answer = {"error": {"code": code, "message": text}}
            click.echo(json.dumps(answer, ensure_ascii=False))


def _guarded(arguments: list[str], installation: Installation, voice: Complaint) -> int:
    try:
        outcome = cli.main(
            args=arguments, prog_name="acerto", standalone_mode=False, obj=installation
        )
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        voice.tell_programs("Falta o comando.", code="usage")
        return error.exit_code
    except click.ClickException as error:
        if arguments[0] in OF_FILES:
            return _misused(error, voice)
        error.show()
        voice.tell_programs(
            error.format_message(),
            code="usage" if isinstance(error, click.UsageError) else "error",
        )
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return voice.say("Interrompido.", code="interrupted", exit_code=INTERRUPTED)
    except (OutputLost, ReaderGone) as error:
        return _unheard(error)
    except Exception as error:
        return _complained(error, installation, voice)
    return outcome if isinstance(outcome, int) else 0


def _misused(error: click.ClickException, voice: Complaint) -> int:
    """Programs call these commands with other people's data: what does not fit is bad input."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "acerto"
    said = error.format_message().removesuffix(".")
    return voice.say(f"{said} (ajuda: {path} --help).", code="usage", exit_code=1)


def _unheard(error: OutputLost | ReaderGone) -> int:
    """The answer did not get through: not even JSON would."""
    drop_stdout()
    if isinstance(error, OutputLost):
        click.echo(error.message, err=True)
    return error.exit_code


def _complained(error: Exception, installation: Installation, voice: Complaint) -> int:
    from .complaints import code_of, sentence

    text = sentence(error, installation=installation)
    if text is None:
        voice.tell_programs("Erro inesperado; o registro diz onde.", code="unexpected")
        raise error
    exit_code = error.exit_code if isinstance(error, AcertoError) else 1
    return voice.say(text, code=code_of(error), exit_code=exit_code)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)


if __name__ == "__main__":
    main()
