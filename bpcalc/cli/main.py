"""`bpcalc`: the group of commands, and the one place where endings become exit codes."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from bpcalc import __version__
from bpcalc.cli import exits

COMMANDS = {
    "run": "the worked solution of a network",
    "count": "operations and memory for every order and convention",
    "derive": "the same derivation in symbols",
    "gradcheck": "derivatives beside difference quotients",
    "hessian": "second derivatives",
    "train": "update steps, shown",
    "prove": "claims over a domain, with a counterexample",
    "check": "an answer sheet judged: what is wrong, and why",
    "template": "a blank answer sheet",
    "ops": "the table of functions",
    "schema": "the JSON Schema of a spec",
}
"""Every command with its line in `bpcalc --help`; its module is imported when it is called."""


class _Commands(click.Group):
    """Imports a command's module only when that command is called."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = import_module(f"bpcalc.cli.{name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"Did you mean {near[0]}?" if near else "bpcalc --help lists the commands."
            raise click.UsageError(f"There is no command {args[0]!r}. {hint}", context)
        return super().resolve_command(context, args)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version")
def bpcalc() -> None:
    """Worked solutions for backpropagation exercises.

    \b
    Examples:
      bpcalc run
      bpcalc run relu-net --case a
    """


def main() -> None:
    """The entry point: runs a command and ends with its exit code."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # starting threads takes longer than small work
    sys.exit(ending())


def ending(args: list[str] | None = None) -> int:
    """Runs one command line; the exit code it ends with."""
    try:
        bpcalc.main(args=args, prog_name="bpcalc", standalone_mode=False)
        sys.stdout.flush()
    except exits.Exit as end:
        return end.code
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return exits.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return exits.USAGE
    except BrokenPipeError:
        # Python flushes stdout once more at its end; there must be somewhere to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.CLOSED
    except exits.OutputError as error:
        _say(str(error))
        return exits.OUTPUT
    except OSError as error:
        _say(f"the output cannot be written: {error.strerror or error}")
        return exits.OUTPUT
    except Exception as error:
        if os.environ.get("BPCALC_TRACEBACK"):
            raise
        _say(
            f"internal error: {type(error).__name__}: {error}"
            "\nThis is a mistake of bpcalc; BPCALC_TRACEBACK=1 shows where."
        )
        return exits.INTERNAL
    return exits.DONE


def _say(text: str) -> None:
    try:
        click.echo(f"bpcalc: {text}", err=True)
    except OSError:
        pass  # nobody is left to hear it


if __name__ == "__main__":
    main()
