"""`bpcalc`: the group of commands, and the one place where endings become exit codes."""

from __future__ import annotations

import atexit
import os
import re
import sys
from contextlib import suppress
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING

import click

from bpcalc import __version__
from bpcalc.cli import exits, progress
from bpcalc.errors import named, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMMANDS = {
    "run": "the worked solution of a network",
    "count": "operations and memory for every order and convention",
    "derive": "the same derivation in symbols",
    "graph": "the computational graph: text, SVG, DOT, Mermaid",
    "plot": "functions and their derivatives, with kinks and jumps",
    "gradcheck": "derivatives beside difference quotients",
    "hessian": "second derivatives",
    "train": "update steps, shown",
    "prove": "claims over a domain, with a counterexample",
    "check": "an answer sheet judged: what is wrong, and why",
    "grade": "the answer sheets of a class: scores, reasons, exports",
    "template": "a blank answer sheet",
    "audit": "which mistakes an exercise cannot reveal",
    "export": "a NumPy or PyTorch script that computes the same numbers",
    "ops": "the table of functions",
    "explain": "what an error code means, with an example",
    "schema": "the JSON Schema of a spec",
}
"""Every command with its line in `bpcalc --help`; its module is imported when it is called."""
_CLAIMED = 70_000
"""Values on the stack of a frame: 560 KB of a chunk of 1 MB. What is not touched costs nothing."""


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
            if args[0].lower().endswith((".yaml", ".yml")):
                hint = f"Write bpcalc run {args[0]}"
            elif args[0] == "help":
                hint = "Write bpcalc --help"
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
    """Runs the command of this process, which ends with its exit code."""
    codes: list[int] = []
    atexit.register(_leave, codes)  # before all others, so that it is called after them
    _open_streams()
    codes.append(_with_room(ending)())
    sys.exit(codes[0])


def ending(args: list[str] | None = None) -> int:
    """Runs one command line; the exit code it ends with."""
    try:
        try:
            code = _run(args)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _give_up_stdout()
        return exits.CLOSED
    except OSError as error:
        _give_up_stdout()
        _say(f"the output cannot be written: {error.strerror or error}")
        return exits.OUTPUT
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    return code


def _run(args: list[str] | None) -> int:
    try:
        if "_BPCALC_COMPLETE" in os.environ:
            bpcalc.main(args=args, prog_name="bpcalc")
        # Not click's own main: it ends with 1 when a pipe is closed.
        given = sys.argv[1:] if args is None else list(args)
        with bpcalc.make_context("bpcalc", given) as context, progress.working("bpcalc is at work"):
            bpcalc.invoke(context)
    except exits.Exit as end:
        return end.code
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return exits.INTERRUPTED
    except click.ClickException as error:
        _say_usage(error, sys.argv[1:] if args is None else args)
        return exits.USAGE
    except exits.OutputError as error:
        _say(str(error))
        return exits.OUTPUT
    except OSError:
        raise  # of stdout: reading and writing files have errors of their own
    except Exception as error:
        if os.environ.get("BPCALC_TRACEBACK"):
            import traceback

            traceback.print_exc()
        _say(f"internal error, a mistake of bpcalc: {named(error)} (BPCALC_TRACEBACK=1 shows where)")
        return exits.INTERNAL
    return exits.DONE


def _leave(codes: Sequence[int]) -> None:
    """Ends a process that has its exit code: to free every object first takes a twentieth of a run."""
    if codes:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # it was closed, or nobody reads it
                stream.flush()
        os._exit(codes[0])


def _with_room(work: Callable[[], int]) -> Callable[[], int]:
    """The same, with room for the frames of all the calls in it.

    CPython keeps frames in chunks of 16 KB, and asks the system for a chunk and returns it at every
    call from the last frame in one: NumPy's import and a report lost a tenth of their time to that.
    A frame that claims more than half of a larger chunk leaves the rest of it to those above.
    """
    roomy = work.__code__.replace(co_stacksize=_CLAIMED)
    return FunctionType(roomy, work.__globals__, work.__name__, work.__defaults__)


def _open_streams() -> None:
    """A stream that is closed from the start is None; writing to it has to fail, or be no harm."""
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def _give_up_stdout() -> None:
    """Python flushes stdout once more at its end; there must be somewhere to flush to."""
    with suppress(OSError, ValueError):  # a stream that is no file, as in tests
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    with suppress(OSError):  # nobody is left to hear it
        click.echo(f"bpcalc: {visible(text)}", err=True)


def _say_usage(error: click.ClickException, args: list[str]) -> None:
    """What click would show, with foreign text made harmless."""
    with suppress(OSError):
        if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
            error.show()
            return
        if isinstance(error, click.UsageError) and error.ctx is not None:
            click.echo(error.ctx.get_usage(), err=True)
            click.echo(f"Try '{error.ctx.command_path} --help' for help.\n", err=True)
        message = re.sub(r"\s*\n\s*", " ", error.format_message()) + _commas(error, args)
        click.echo(f"Error: {visible(message)}", err=True)


def _commas(error: click.ClickException, args: list[str]) -> str:
    """What `--wrt W1 b1` should have been."""
    at = args.index("--wrt") + 1 if "--wrt" in args else 0
    names = args[at : at + 2]
    apart = "unexpected extra argument" in error.format_message() and len(names) == 2 and at
    if not apart or not all(name.isidentifier() for name in names):
        return ""
    return f". Several names go with commas: --wrt {','.join(names)}"
