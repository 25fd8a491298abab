"""A view and a conf file's name in; the merged file as `splunk btool <conf> list` prints it, line by line, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from .parser import Conf, Setting
from .view import View

BUILT_IN = Path(__file__).parent.parent


def btool(view: View, conf: str, stanza: str | None = None, *, debug: bool = False) -> list[str]:
    """The stanzas of a conf file in order of their names, or those whose names begin with `stanza`.

    `debug` puts the file that each line comes from before it. Continued values are printed as they are, on several
    lines. A conf file that nobody has gives no lines.
    """
    lines = list(_lines(view.conf(conf), stanza or ""))
    if not debug:
        return [text for _, text in lines]
    width = max((len(file) for file, _ in lines), default=0)
    return [f"{file:{width}} {text}" for file, text in lines]


def _lines(conf: Conf, prefix: str) -> Iterator[tuple[str, str]]:
    for name, stanza in sorted(conf.stanzas.items()):
        if name.startswith(prefix):
            yield _shown(stanza.file), f"[{name}]"
            yield from _settings(stanza.settings)


def _settings(settings: Mapping[str, Setting]) -> Iterator[tuple[str, str]]:
    for key, setting in sorted(settings.items()):
        first, *rest = setting.value.split("\n")
        file = _shown(setting.file)
        yield file, f"{key} = {first}"
        yield from ((file, line) for line in rest)


def _shown(file: Path | str) -> str:
    """The path as the user knows it; Splunk's own defaults are shown as `system/default/...`."""
    path = Path(file)
    return str(path.relative_to(BUILT_IN)) if path.is_relative_to(BUILT_IN) else str(file)
