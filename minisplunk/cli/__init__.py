"""The verbs of the command line, each in a file that is read when it is called."""

from __future__ import annotations

import atexit
import gc
import io
import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from ..errors import MinisplunkError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

VERBS = {
    "run": "Run an app's detection over events: findings, risk events, and what stayed silent.",
    "backtest": "Run an app's saved search over files of events, and say when it would have fired.",
    "search": "Run SPL over files or over a folder of replayed events.",
    "explain": "Say, stage by stage, why a search finds what it finds, or nothing.",
    "test": "Run the cases of an app: events in YAML, and what its searches are to find among them.",
    "mutate": "Change an app in every small way, and name each change that none of its cases notices.",
    "init": "Make a small app with a detection, its cases and its CI, to begin with.",
    "replay": "Store a data set's events in a folder, times shifted if wished.",
    "serve": "Serve splunkd's REST API and HEC over https, for splunk-sdk and for senders of events.",
    "btool": "Show what a conf file says to an app, and which file says so.",
    "mcp": "Serve an app and data to an MCP client: tools to check, search, explain, run and test.",
    "check": "Read apps and libraries of searches, and name what is wrong or not supported.",
}


class _Verbs(click.Group):
    """Knows each verb by its sentence, and imports it only to run it. A verb returns its exit code."""

    def invoke(self, ctx: click.Context) -> int:
        """Run a verb until all that it prints has been written, or nobody reads it any more, as with `| head`."""
        try:
            code: int | None = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _close_output()
            return 0
        return code or 0

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            if ctx.resilient_parsing:  # a shell that completes
                return None
            from difflib import get_close_matches

            for close in get_close_matches(cmd_name, VERBS, 1):
                ctx.fail(f"No such command '{cmd_name}'. Did you mean '{close}'?")
            return None
        command = import_module(f"{__name__}.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The verbs that begin so, each with its sentence, and none of them imported."""
        from click.shell_completion import CompletionItem

        begun = [CompletionItem(name, help=text) for name, text in VERBS.items() if name.startswith(incomplete)]
        return [*begun, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="minisplunk")
def verbs() -> None:
    """An embedded Splunk: run a Splunk app's detections over real events, offline.

    Exit codes: 0 fired, found or done; 1 did not fire, found nothing; 2 wrong use, SPL, conf or data; 3 not supported;
    4 some file could not be read, or not to its end.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a verb and exit. Errors that the user can mend become one message and an exit code here, and nowhere else."""
    _open_output()
    gc.set_threshold(200_000)  # what is imported stays, so looking through it again and again finds nothing
    atexit.register(gc.freeze)  # and at the end either
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # what is temporary is cleaned up
    sys.exit(_code(arguments))


def _code(arguments: list[str] | None) -> int:
    try:
        return int(verbs(args=arguments, prog_name="minisplunk", standalone_mode=False))
    except MinisplunkError as error:
        what = "Not supported" if error.exit_code == 3 else "Error"
        _complain(f"{what}: {error.explain()}")
        _advise(str(error))
        return error.exit_code
    except click.ClickException as error:
        told = io.StringIO()
        error.show(told)
        _complain(told.getvalue())
        return 2
    except UnicodeEncodeError as error:  # the name of a file, which neither the store nor JSON can hold
        _complain(f"Error: not UTF-8: {error.object!a}")
        return 2
    except OSError as error:  # a full disk, a folder that may not be written to
        _close_output()
        where = f": {error.filename}" if error.filename else ""
        _complain(f"Error: {error.strerror or error}{where}")
        return 2
    except (click.Abort, KeyboardInterrupt) as stop:  # click makes the one of the other
        _complain(str(stop.__cause__ or stop) or "Interrupted.")
        return 130


def _complain(text: str) -> None:
    from .output import complain

    complain(text)


def _advise(message: str) -> None:
    from .output import advise

    advise([message])


def _open_output() -> None:
    """What is printed is text in any locale: a character that the terminal's encoding does not have is written as an
    escape. What goes to an output that is closed, as with `>&-`, goes nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, PTH123  open until the process ends
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _close_output() -> None:
    """Send the rest of the output nowhere, so that Python does not fail to write it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
