"""Queries of data sources: they are SPL, look at a bounded time, and are repeated in a time that has a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minisplunk.errors import SplError, UnsupportedSpl
from minisplunk.spl.pipeline import Pipeline

from ...finding import Finding
from ...unpacked import Unpacked
from .. import spl
from .dashboard import Dashboard, dashboards
from .document import Value
from .sources import lineage
from .tokens import defaults, filled

NEUTRAL = ("*", "1")
"""What stands for a token that has no default value: a search that is right with either may be right."""
REFRESH = re.compile(r"\d+(?:s|m|h|d)|\$.+\$")


def queries_are_spl(app: Unpacked) -> Iterator[Finding]:
    """Each with the query that it extends in front, its tokens at their defaults, and the app's macros."""
    for view in dashboards(app):
        for name, source in view.data_sources.items():
            query = source.at("options", "query")
            if source.at("type").text == "ds.search" and not query.text:
                yield view.finding(query, f"{name} has no query", "it finds nothing")
                continue
            base = source.at("options", "extend").text
            error = _error(app, view, name)
            if error and not _error(app, view, base):
                yield view.finding(query, f"{name}: {error.message}", "the search fails whenever it is run")


def queries_are_bounded(app: Unpacked) -> Iterator[Finding]:
    """A search of events says from when to when, or each visit of the page searches all time."""
    for view in dashboards(app):
        general = view.definition.at("defaults", "dataSources")
        for name, source in view.data_sources.items():
            if source.at("type").text != "ds.search" or not _reads_events(app, view, name):
                continue
            options = (source.at("options"), general.at("ds.search", "options"), general.at("global", "options"))
            for end in ("earliest", "latest"):
                given = [value for one in options if (value := one.at("queryParameters", end).text)]
                if not given or (end, given[0]) == ("earliest", "0"):
                    what = f"{name} searches events without {end} in its queryParameters"
                    yield view.finding(source, what, "each visit of the page searches all time")


def refreshes_have_a_unit(app: Unpacked) -> Iterator[Finding]:
    """`"refresh": "5m"`; a number alone is seconds, which few who read it know."""
    for view in dashboards(app):
        general = view.definition.at("defaults", "dataSources").members
        for name, source in (*view.data_sources.items(), *general.items()):
            refresh = source.at("options", "refresh")
            if refresh.content is not None and not REFRESH.fullmatch(str(refresh.content)):
                what = f"{name} has refresh {refresh.content}"
                yield view.finding(refresh, what, "write a number and s, m, h or d")


def output(app: Unpacked, view: Dashboard, name: str) -> frozenset[str] | None:
    """The fields of a data source's results; None when they depend on the events, or nobody knows them."""
    pipeline = _known(app, view, name)
    return None if pipeline is None else spl.fields(pipeline)


def pipeline_of(app: Unpacked, view: Dashboard, text: str) -> Pipeline:
    """Of SPL with tokens. SplError where it is wrong whatever they are; UnsupportedSpl."""
    values = defaults(view)
    try:
        return spl.pipeline(app, filled(text, values, NEUTRAL[0]))
    except SplError:
        return spl.pipeline(app, filled(text, values, NEUTRAL[1]))


def _pipeline(app: Unpacked, view: Dashboard, name: str) -> Pipeline | None:
    """None for what is no SPL, or is elsewhere. SplError, UnsupportedSpl."""
    base, *chain = lineage(view, name) or (Value(None, 0),)
    text = _text(app, base)
    if text is None:
        return None
    steps = (step.at("options", "query").text.strip().removeprefix("|") for step in chain)
    return pipeline_of(app, view, " | ".join((text, *filter(None, steps))))


def _text(app: Unpacked, source: Value) -> str | None:
    """The search that a chain begins with."""
    options = source.at("options")
    if source.at("type").text == "ds.search":
        return options.at("query").text
    if source.at("type").text == "ds.savedSearch" and options.at("app").text in {"", app.app_id}:
        search = app.conf("savedsearches").find(options.at("ref").text, "search")
        return None if search is None else search.value.replace("$", "$$")
    return None


def _error(app: Unpacked, view: Dashboard, name: str) -> SplError | None:
    try:
        _pipeline(app, view, name)
    except UnsupportedSpl:
        return None
    except SplError as error:
        return error
    return None


def _reads_events(app: Unpacked, view: Dashboard, name: str) -> bool:
    pipeline = _known(app, view, name)
    return pipeline is not None and pipeline.reads_events


def _known(app: Unpacked, view: Dashboard, name: str) -> Pipeline | None:
    """None also for what cannot be read."""
    try:
        return _pipeline(app, view, name)
    except (SplError, UnsupportedSpl):
        return None
