"""`minisplunk serve`: splunkd's REST API and HEC over https, and the page, until it is told to end."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..visible import written_out
from . import options

if TYPE_CHECKING:
    from ..engine import Splunk
    from ..rest.server import Address, Beside

PASSWORD = "MINISPLUNK_PASSWORD"
_PORT = click.IntRange(0, 65535)
_WEB_PORT = 8000
"""Splunk Web's."""


def _version(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4}){1,3}", value):
        raise click.BadParameter(f"{value!r} is no version such as 9.4.2.")
    return value


@click.command("serve")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder that keeps apps and events; without it, all is gone at the end.",
)
@options.together(options.apps, options.as_json)
@click.option("--es", is_flag=True, help="With Enterprise Security's risk and notable actions.")
@options.cim
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=_PORT, default=8089, show_default=True, help="The management port; 0 is any free one.")
@click.option("--hec-port", type=_PORT, default=8088, show_default=True, help="HEC's port; 0 is any free one.")
@click.option(
    "--web",
    type=_PORT,
    is_flag=False,
    flag_value=_WEB_PORT,
    metavar="[PORT]",
    help=f"Serve minisplunk's page too. Its port is {_WEB_PORT} unless given; 0 is any free one.",
)
@click.option(
    "--splunk-version",
    callback=_version,
    metavar="VERSION",
    help="The version of Splunk that it says to be, 10.4.0 unless given. Clients choose by it what they ask for; what"
    " came later is not there.",
)
@click.option(
    "--username",
    default="admin",
    show_default=True,
    help=f"Who may log in. The password is ${PASSWORD}, changeme without it.",
)
def command(
    data_dir: Path | None,
    apps: tuple[Path, ...],
    as_json: bool,
    es: bool,
    cim: bool,
    host: str,
    port: int,
    hec_port: int,
    web: int | None,
    splunk_version: str | None,
    username: str,
) -> None:
    """Serve splunkd's REST API and HEC over https, with a certificate made for it.

    With --json, one line is printed when it is ready. The page needs no certificate on the machine's own address, and
    has https on others. SIGTERM and SIGINT end it. An address other than the machine's own needs a
    password in $MINISPLUNK_PASSWORD.
    """
    from ..engine import VERSION, Splunk
    from ..rest.server import DEFAULT_PASSWORD, serve
    from .opened import install

    end = _End()
    _log_to_stderr()
    password = os.environ.get(PASSWORD) or DEFAULT_PASSWORD
    with Splunk(data_dir) as splunk:
        end.splunk = splunk
        for path in apps:
            install(splunk, path)
        if es:
            splunk.install_enterprise_security()
        if cim:
            splunk.install_common_information_model()
        with serve(
            splunk,
            host=host,
            port=port,
            hec_port=hec_port,
            username=username,
            password=password,
            version=splunk_version or VERSION,
            beside=None if web is None else _page(web),
        ) as address:
            _say(address, as_json=as_json)
            end.told.wait()


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Visible("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler])


class _Visible(logging.Formatter):
    """What is logged names what clients have sent."""

    def format(self, record: logging.LogRecord) -> str:
        return written_out(super().format(record))


def _page(port: int) -> Beside:
    from ..web import beside

    return beside(port)


class _End:
    """Notices SIGTERM and SIGINT, and ends the process some seconds later, whatever still runs in it.

    Signals wake a thread of its own, since the main thread may be waiting for a lock of the database. They count even
    where whoever started this process ignores or blocks SIGINT, as a script does for what it starts with `&`: a server
    says that Ctrl-C ends it, and would outlive the script otherwise.
    """

    def __init__(self) -> None:
        self.told = threading.Event()
        self.splunk: Splunk | None = None
        self._signals, sender = socket.socketpair()
        sender.setblocking(False)
        signal.set_wakeup_fd(sender.detach())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: None)
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT))
        threading.Thread(target=self._wait, name="end", daemon=True).start()

    def _wait(self) -> None:
        self._signals.recv(1)
        self.told.set()
        time.sleep(_LONGEST_END)
        if self.splunk is not None:
            self.splunk.abandon()
        logging.getLogger(__name__).warning("what still ran after %g s was broken off", _LONGEST_END)
        os._exit(0)


_LONGEST_END = 4.0
"""Seconds that searches and requests have to end in."""


def _say(address: Address, *, as_json: bool) -> None:
    from ..rest.server import DEFAULT_PASSWORD
    from .output import print_line, say

    if as_json:
        from msgspec import UNSET

        from .documents.serve import Serving

        print_line(
            Serving(
                management=address.management,
                hec=address.hec,
                web=address.beside or UNSET,
                username=address.username,
                password=address.password,
                hec_token=address.hec_token,
            )
        )
        return
    secret = DEFAULT_PASSWORD if address.password == DEFAULT_PASSWORD else f"of ${PASSWORD}"
    say(f"splunkd's REST API  {address.management}  as {address.username}, password {secret}")
    say(f"HEC                 {address.hec}  with the token {address.hec_token}")
    if address.beside:
        say(f"minisplunk's page   {address.beside}")
    say("Ctrl-C ends it.")
