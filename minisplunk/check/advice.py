"""What Splunk takes without a word, and that seldom means what its author meant; no fault, so it costs no exit code."""

from __future__ import annotations

from collections.abc import Iterator

from ..conf import App, Setting, Stanza
from ..engine import Splunk
from ..errors import MinisplunkError, Place
from ..spl.ast import And, Keyword, SearchTerm, walk
from ..spl.parser import parse_terms
from ..spl.pipeline import Pipeline
from ..spl.source import SourceText
from .finding import ADVICE, Finding
from .own import saved_searches, stanzas

_OPERATORS = frozenset({"and", "or", "not"})


def throttling(splunk: Splunk, app: App) -> Iterator[Finding]:
    """savedsearches.conf.spec, alert.suppress.fields: the fields are those of alerts per result."""
    for stanza in saved_searches(splunk, app):
        fields = stanza.settings.get("alert.suppress.fields")
        if fields is None or not fields.value or not stanza.flag("alert.suppress", strict=False):
            continue
        if stanza.flag("alert.digest_mode", True, strict=False):
            why = "is for alerts per result; with alert.digest_mode = 1 an alert may throttle the whole search"
            yield _advice(fields, stanza, f"{fields.key} {why}")


def operators(splunk: Splunk, app: App) -> Iterator[Finding]:
    """Search Reference, search: Boolean operators are written in capitals; in small letters they are words to find."""
    for stanza in saved_searches(splunk, app):
        setting = stanza.settings["search"]
        try:
            prepared = splunk.read(splunk.request(setting.value, app=app.id))
        except MinisplunkError:  # told of by those who check searches
            continue
        for term in _terms(prepared.pipeline):
            yield from _words(term, prepared.text, setting, stanza)
    for stanza in stanzas(splunk, app, "eventtypes"):
        search = stanza.settings.get("search")
        if search is None or "`" in search.value:
            continue
        try:
            term = parse_terms(search.value)
        except MinisplunkError:
            continue
        yield from _words(term, SourceText.plain(search.value), search, stanza)


def patterns(splunk: Splunk, app: App) -> Iterator[Finding]:
    """props.conf.spec, [<spec>]: the names of source types are no patterns (a Splunk add-on has [cisco:*])."""
    for stanza in stanzas(splunk, app, "props"):
        name = stanza.name
        if "::" not in name and ("*" in name or "..." in name):
            what = "is for the source type of that very name; only source:: and host:: take patterns"
            yield Finding(str(stanza.file), stanza.line, ADVICE, f"[{name}] {what}")


def _terms(pipeline: Pipeline) -> Iterator[SearchTerm]:
    """Of each search command, those of subsearches too."""
    for stage in pipeline.stages:
        if stage.command.base is not None:
            yield stage.command.base
    for inner in pipeline.inner():
        yield from _terms(inner.pipeline)


def _words(term: SearchTerm, text: SourceText, setting: Setting, stanza: Stanza) -> Iterator[Finding]:
    for several in walk(term):
        terms = several.terms if isinstance(several, And) else ()
        for number, word in enumerate(terms[:-1]):
            written = text.text[word.span.start : word.span.end]
            if isinstance(word, Keyword) and written in _OPERATORS and (number or written == "not"):
                yield _word(written, text.place(word.span), setting, stanza)


def _word(written: str, place: Place, setting: Setting, stanza: Stanza) -> Finding:
    what = f"'{written}' is a word to look for; the operator is {written.upper()}"
    return _advice(setting, stanza, f"{setting.key}: {place.line}:{place.column}: {what}", place.caret())


def _advice(setting: Setting, stanza: Stanza, message: str, detail: str = "") -> Finding:
    return Finding(str(setting.file), setting.line, ADVICE, f"[{stanza.name}] {message}", detail)
