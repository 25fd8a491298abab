"""Options that say on which Splunk a verb works, and what it may do there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ..targets.options import EMBEDDED, verification
from . import options


class _PlainFile(click.Path):
    """A file that can be read more than once, as each connection reads the authorities anew."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = super().convert(value, param, ctx)
        if not Path(value).is_file():
            self.fail(f"{value} is not a plain file", param, ctx)
        return path


_FILE = _PlainFile(exists=True, dir_okay=False, path_type=Path)

splunk = click.option(
    "--splunk",
    default=EMBEDDED,
    show_default=True,
    metavar="WHERE",
    help="The Splunk to use: embedded, docker, or the URL of a management port, https://host:8089. Who you are there "
    "stands in $SPLUNK_USERNAME and $SPLUNK_PASSWORD or $SPLUNK_TOKEN; HEC in $SPLUNK_HEC_TOKEN and $SPLUNK_HEC_URL.",
)
ca_file = click.option("--ca-file", type=_FILE, help="Authorities (PEM) that have signed the certificates there.")
insecure = click.option("--insecure", is_flag=True, help="Do not check the certificates there.")
addon = click.option("--addon", type=_FILE, help="An archive of the AWS add-on to install in the container too.")
reuse = click.option("--reuse", is_flag=True, help="Keep the container, so that the next run starts in seconds.")
write_risk = click.option("--write-risk", is_flag=True, help="Let the search's risk actions run there.")
read_only = click.option(
    "--read-only", is_flag=True, help="Send nothing there and change nothing: run the search over what is there."
)

reaching = options.together(splunk, ca_file, insecure)
"""Where the Splunk is, and how certificates are checked."""
running = options.together(reaching, addon, reuse, write_risk, read_only)
"""The same, and what may be done there."""


def check(given: Mapping[str, Any]) -> None:
    """UsageError for an option that the embedded Splunk has no use for, and for two that exclude each other."""
    if given["splunk"] == EMBEDDED:
        names = ("ca_file", "insecure", "addon", "reuse", "write_risk", "read_only")
        refuse([name for name in names if given[name]], "has a meaning on another Splunk alone: see --splunk")
    verify(given["ca_file"], insecure=given["insecure"])


def verify(ca_file: Path | None, *, insecure: bool) -> bool | str:
    """How certificates are checked. UsageError for both options at once."""
    if ca_file and insecure:
        raise click.UsageError("either --ca-file or --insecure: the certificate is checked, or it is not")
    return verification(ca_file, insecure=insecure)


def refuse(names: list[str], why: str) -> None:
    """UsageError for the first of these options, if any."""
    if names:
        raise click.UsageError(f"--{names[0].replace('_', '-')} {why}")
