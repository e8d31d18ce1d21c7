"""The console script `acerto`: runs a command, says in one sentence what a person can mend."""

import signal
import sys
from types import FrameType

import click

from acerto.doors.cli.main import cli
from acerto.doors.kit.errors import AcertoError

from .runtime import Installation

INTERRUPTED = 130
TERMINATED = 143


def main() -> None:
    """Run `acerto` and end the process with its exit code."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; returns the exit code. Unforeseen errors pass, with their traceback."""
    installation = Installation()
    try:
        code = _guarded(arguments, installation)
    finally:
        installation.close()
    return code


def _guarded(arguments: list[str], installation: Installation) -> int:
    try:
        outcome = cli.main(
            args=arguments, prog_name="acerto", standalone_mode=False, obj=installation
        )
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _fail("Interrompido.", code=INTERRUPTED)
    except Exception as error:
        from .complaints import sentence

        text = sentence(error, installation=installation)
        if text is None:
            raise
        return _fail(text, code=error.exit_code if isinstance(error, AcertoError) else 1)
    return outcome if isinstance(outcome, int) else 0


def _fail(text: str, *, code: int) -> int:
    click.echo(text, err=True)
    return code


def _terminate(number: int, frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)


if __name__ == "__main__":
    main()
