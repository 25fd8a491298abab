"""A view and a conf file's name in; the merged file as `splunk btool <conf> list` prints it, line by line, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import shown_place
from .parser import Conf, Setting
from .view import View


def btool(view: View, conf: str, stanza: str | None = None, *, debug: bool = False) -> list[str]:
    """The stanzas of a conf file in order of their names, or those whose names begin with `stanza`.

    `debug` puts the file that each line comes from before it. Continued values are printed as they are, on several
    lines. There are no lines for a conf file that does not exist.
    """
    origins = _lines(view.conf(conf), stanza or "")
    if not debug:
        return [text for _, text in origins]
    lines = [(shown_place(file), text) for file, text in origins]
    width = max((len(file) for file, _ in lines), default=0)
    return [f"{file:{width}} {text}" for file, text in lines]


def _lines(conf: Conf, prefix: str) -> Iterator[tuple[Path | str, str]]:
    for name, stanza in sorted(conf.stanzas.items()):
        if name.startswith(prefix):
            yield stanza.file, f"[{name}]"
            yield from _settings(stanza.settings)


def _settings(settings: Mapping[str, Setting]) -> Iterator[tuple[Path | str, str]]:
    for key, setting in sorted(settings.items()):
        first, *rest = setting.value.split("\n")
        yield setting.file, f"{key} = {first}"
        yield from ((setting.file, line) for line in rest)
