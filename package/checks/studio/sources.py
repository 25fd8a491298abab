"""Data sources: each that is named is there, each that is there is named, and saved searches are the app's."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Finding
from ...unpacked import Unpacked
from .dashboard import Dashboard, dashboards
from .document import Value


def lineage(view: Dashboard, name: str) -> tuple[Value, ...]:
    """The data source with those that it extends, the first of these in front; empty where one is missing, or they go
    in a circle."""
    line: list[Value] = []
    while name:
        source = view.data_sources.get(name)
        if source is None or source in line:
            return ()
        line.insert(0, source)
        name = source.at("options", "extend").text
    return tuple(line)


def data_sources_exist(app: Unpacked) -> Iterator[Finding]:
    """An id that no data source has leaves the panel empty; so does a chain that has no beginning."""
    for view in dashboards(app):
        for user, at in _named(view):
            if not at.text:
                yield view.finding(at, f"{user} names no data source", "it stays empty")
            elif at.text not in view.data_sources:
                yield view.finding(at, f"{user} names the data source {at.text}, which is not there", "it stays empty")
            elif not lineage(view, at.text) and user in view.data_sources:
                yield view.finding(at, f"{user} extends {at.text}, which leads nowhere", "it stays empty")


def data_sources_are_used(app: Unpacked) -> Iterator[Finding]:
    """A search that no panel shows costs as much as one that a panel does, or is a panel that was forgotten."""
    for view in dashboards(app):
        used = {at.text for _, at in _named(view)}
        smart = {
            name for name, source in view.data_sources.items() if source.at("options", "enableSmartSources").content
        }
        for name, source in view.data_sources.items():
            if name not in used | smart:
                yield view.finding(source, f"no panel uses the data source {name}", "remove it, or show it")


def view_reports_exist(app: Unpacked) -> Iterator[Finding]:
    """A data source that is a saved search names one of this app, or says which other app has it."""
    searches = app.conf("savedsearches").stanzas
    for view in dashboards(app):
        for name, source in view.data_sources.items():
            if source.at("type").text != "ds.savedSearch":
                continue
            reference, other = source.at("options", "ref"), source.at("options", "app").text
            if other in {"", app.app_id} and reference.text not in searches:
                what = f"{name} is the saved search {reference.text or 'without a ref'}, which does not exist"
                yield view.finding(reference, what, "savedsearches.conf lacks it")


def _named(view: Dashboard) -> Iterator[tuple[str, Value]]:
    """(who names it, where) for each data source that is named."""
    for name, source in view.data_sources.items():
        base = source.at("options", "extend")
        if base.content is not None or source.at("type").text == "ds.chain":
            yield name, base
    for name, item in view.items.items():
        yield from ((name, at) for at in item.at("dataSources").members.values())
