"""A stanza of alert_actions.conf in, the program that splunkd runs for it out, with its arguments and environment.

alert_actions.conf.spec: alert.execute.cmd is a file of bin/ of the app that defines the action, or a `.path` file that
says what to run; a `.py` file is run by Splunk's Python. Without it the file that is named like the stanza is run, with
`--execute`; with it the arguments are those of alert.execute.cmd.arg.<n> alone, and `--execute` is not added (seen on
Splunk 10.4.3 by a third party, and so in Splunk's own examples, which write it out).
"""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from .. import plain_files
from ..conf import Stanza
from ..errors import ConfError, MinisplunkError

_ENDINGS = {
    "posix": (".sh", ".py", ".js", ""),
    "nt": (".bat", ".cmd", ".py", ".js", ".exe"),
}
"""What may stand behind the stanza's name ("Create a custom alert action script", recognized file types)."""
_ARGUMENT = re.compile(r"alert\.execute\.cmd\.arg\.(\d+)")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "TZ", "SYSTEMROOT", "COMSPEC", "PATHEXT")
"""What a script may know of the environment that minisplunk was started in; the rest may hold secrets."""


class ScriptFault(MinisplunkError):
    """A script that cannot be run, or that failed; worded as splunkd words it where known."""


def environment(home: Path) -> dict[str, str]:
    """The environment of a script: where Splunk is, and what every program needs."""
    inherited = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return inherited | {
        "SPLUNK_HOME": str(home),
        "SPLUNK_ETC": str(home / "etc"),
        "SPLUNK_DB": str(home / "var" / "lib" / "splunk"),
    }


def command(stanza: Stanza, variables: Mapping[str, str]) -> list[str]:
    """The program and its arguments; `variables` replace `$NAME`. ScriptFault when the app has no such file."""
    folder = app_folder(stanza)
    named = stanza.get("alert.execute.cmd")
    if not named:
        return [*_program(_named_like(folder, stanza.name), stanza, variables), "--execute"]
    path = _inside(folder / "bin", named)
    if path is None or not path.is_file():
        raise ScriptFault(f"alert.execute.cmd = {named}: there is no such file in bin/ of the app {folder.name}")
    arguments = sorted((int(match[1]), key) for key in stanza.settings if (match := _ARGUMENT.fullmatch(key)))
    return [*_program(path, stanza, variables), *(_replaced(stanza.get(key), variables) for _, key in arguments)]


def app_folder(stanza: Stanza) -> Path:
    """The folder of the app that defines a custom action: it is the one that says `is_custom`."""
    setting = stanza.settings["is_custom"]
    return Path(setting.file).parent.parent


def _named_like(folder: Path, name: str) -> Path:
    system = {"Linux": "linux", "Darwin": "darwin", "Windows": "windows"}.get(platform.system(), "")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    for place in (folder / f"{system}_{machine}" / "bin", folder / "bin"):
        for ending in _ENDINGS.get(os.name, ()):
            path = _inside(place, f"{name}{ending}")
            if path is not None and path.is_file():
                return path
    raise ScriptFault(f"there is no script {name}{_python(name)} in bin/ of the app {folder.name}")


def _python(name: str) -> str:
    return "" if name.endswith(".py") else ".py"


def _program(path: Path, stanza: Stanza, variables: Mapping[str, str]) -> list[str]:
    if path.suffix == ".py":
        return [_interpreter(stanza), str(path)]
    if path.suffix == ".path":
        return [_replaced(plain_files.read(path).decode().strip(), variables)]
    if path.suffix == ".js":
        return ["node", str(path)]
    return [str(path)]


def _interpreter(stanza: Stanza) -> str:
    """The Python at hand, whatever Python 3 the action asks for. ConfError for Python 2."""
    setting = stanza.settings.get("python.version")
    if setting is not None and setting.value.strip().lower() in ("python2", "python2.7"):
        raise ConfError(f"python.version = {setting.value}; there is no Python 2", setting.file, setting.line)
    return sys.executable


def _replaced(text: str, variables: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: variables.get(match[1] or match[2], match[0]), text)


def _inside(folder: Path, name: str) -> Path | None:
    """The file of that name in a folder; None for a name that leads out of it."""
    path = folder / name
    return path if path.resolve().is_relative_to(folder.resolve()) else None
