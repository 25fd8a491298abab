"""An app in; what is wrong in its conf files and searches, and what minisplunk cannot do with them, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .conf import App, Setting, check_app
from .engine import Splunk
from .errors import MinisplunkError, PlacedError, SpanError
from .functions import check as check_expression
from .search import start
from .spl.parser import parse_expression


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a setting. `kind`: wrong, unsupported or warning; `detail`: the place within the text, if any."""

    file: str
    line: int
    kind: str
    message: str
    detail: str = ""


def check(splunk: Splunk, app: App) -> list[Finding]:
    """Check an installed app: every setting against the conf table, every saved search, macro-expanded, against the
    parser, every calculated field against the expression grammar. Nothing is run."""
    found = [*_settings(app), *_searches(splunk, app), *_calculated(app)]
    return sorted(found, key=lambda finding: (finding.file, finding.line))


def _settings(app: App) -> Iterator[Finding]:
    for finding in check_app(app, ours=True):
        yield Finding(str(finding.file), finding.line, "wrong" if finding.unknown else "unsupported", finding.message)
    for warning in app.warnings:
        yield Finding(str(warning.file), warning.line or 0, "warning", warning.reason)


def _searches(splunk: Splunk, app: App) -> Iterator[Finding]:
    view, knowledge = splunk.context(app.id)
    own = {
        name
        for confs in (app.default, app.local)
        if "savedsearches" in confs
        for name in confs["savedsearches"].stanzas
    }
    for name, stanza in view.conf("savedsearches").stanzas.items():
        if name not in own or "search" not in stanza.settings:
            continue
        setting = stanza.settings["search"]
        request = splunk.request(setting.value, app=app.id)
        yield from _tried(partial(start, request, view, knowledge, splunk.store), setting, f"[{name}]")


def _calculated(app: App) -> Iterator[Finding]:
    for confs in (app.default, app.local):
        for name, stanza in (confs["props"].stanzas if "props" in confs else {}).items():
            for key, setting in stanza.settings.items():
                if key.upper().startswith("EVAL-"):
                    yield from _tried(partial(_read_expression, setting.value), setting, f"[{name}]")


def _read_expression(text: str) -> None:
    check_expression(parse_expression(text))


def _tried(attempt: Callable[[], object], setting: Setting, where: str) -> Iterator[Finding]:
    try:
        attempt()
    except MinisplunkError as error:
        kind = "unsupported" if error.exit_code == 3 else "wrong"
        detail = error.explain() if isinstance(error, PlacedError) else ""
        yield Finding(str(setting.file), setting.line, kind, f"{where} {setting.key}: {error}", detail)
    except SpanError as fault:
        kind = "unsupported" if fault.unsupported else "wrong"
        yield Finding(str(setting.file), setting.line, kind, f"{where} {setting.key}: {fault.message}")


def shown_path(file: str, app: App) -> str:
    """A file of an app as a path that begins at the app."""
    try:
        return str(Path(file).relative_to(app.root))
    except ValueError:
        return file
