"""An app in; what is wrong in its conf files and searches, and what minisplunk cannot do with them, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .alerts.saved import own
from .conf import App, Setting, Stanza, check_app
from .engine import Splunk
from .errors import ConfError, MinisplunkError, PlacedError, SpanError
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
    parser, its time range and its alert, every calculated field against the expression grammar. Nothing is run."""
    found = {(f.file, f.line, f.kind): f for f in (*_searches(splunk, app), *_calculated(app), *_settings(app))}
    return sorted(found.values(), key=lambda finding: (finding.file, finding.line))


def _settings(app: App) -> Iterator[Finding]:
    for finding in check_app(app, ours=True):
        yield Finding(str(finding.file), finding.line, "wrong" if finding.unknown else "unsupported", finding.message)
    for warning in app.warnings:
        yield Finding(str(warning.file), warning.line or 0, "warning", warning.reason)


def _searches(splunk: Splunk, app: App) -> Iterator[Finding]:
    stanzas = splunk.context(app.id)[0].conf("savedsearches").stanzas
    for name in own(app):
        if "search" in stanzas[name].settings:
            yield from _search(splunk, app, stanzas[name])


def _search(splunk: Splunk, app: App, stanza: Stanza) -> Iterator[Finding]:
    view, knowledge = splunk.context(app.id)
    setting, where = stanza.settings["search"], f"[{stanza.name}]"
    request = splunk.request(setting.value, app=app.id)
    yield from _tried(partial(start, request, view, knowledge, splunk.store), setting, where)
    times = {key: stanza.get(f"dispatch.{key}_time") for key in ("earliest", "latest")}
    ends = [stanza.settings[key] for key in ("dispatch.latest_time", "dispatch.earliest_time") if stanza.get(key)]
    if ends:
        yield from _tried(splunk.request("", app=app.id, **times).resolved, ends[0], where)
    yield from _tried(partial(splunk.saved_search, stanza.name, app.id), setting, where)


def _calculated(app: App) -> Iterator[Finding]:
    for confs in (app.default, app.local):
        for name, stanza in (confs["props"].stanzas if "props" in confs else {}).items():
            for key, setting in stanza.settings.items():
                if key.upper().startswith("EVAL-"):
                    yield from _tried(partial(_read_expression, setting.value), setting, f"[{name}]")


def _read_expression(text: str) -> None:
    check_expression(parse_expression(text))


def _tried(attempt: Callable[[], object], setting: Setting, where: str) -> Iterator[Finding]:
    """What an attempt to read a setting says is wrong with it, or with the setting that a ConfError names."""
    found = partial(_finding, setting, f"{where} {setting.key}: ")
    try:
        attempt()
    except ConfError as error:
        file, line = error.file or setting.file, error.line or setting.line
        yield Finding(str(file), line, _kind(error.exit_code == 3), f"{where} {error.reason}")
    except PlacedError as error:
        position = f"{error.place.line}:{error.place.column}: " if error.place else ""
        carets = error.explain().removeprefix(f"{position}{error.message}").strip("\n")
        yield found(error.exit_code == 3, f"{position}{error.message}", carets)
    except MinisplunkError as error:
        yield found(error.exit_code == 3, error.message)
    except SpanError as fault:
        yield found(fault.unsupported, fault.message)


def _finding(setting: Setting, before: str, unsupported: bool, message: str, detail: str = "") -> Finding:
    return Finding(str(setting.file), setting.line, _kind(unsupported), before + message, detail)


def _kind(unsupported: bool) -> str:
    return "unsupported" if unsupported else "wrong"


def shown_path(file: str, app: App) -> str:
    """A file of an app as a path that begins at the app."""
    try:
        return str(Path(file).relative_to(app.root))
    except ValueError:
        return file
