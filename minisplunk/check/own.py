"""The stanzas that an app brings itself, as its own searches see them."""

from __future__ import annotations

from collections.abc import Iterator

from ..alerts.saved import own
from ..conf import App, Conf, Stanza
from ..conf.parser import DEFAULT
from ..engine import Splunk


def saved_searches(splunk: Splunk, app: App) -> Iterator[Stanza]:
    """The saved searches that have a search."""
    visible = splunk.context(app.id)[0].conf("savedsearches").stanzas
    return (visible[name] for name in own(app) if name in visible and "search" in visible[name].settings)


def stanzas(splunk: Splunk, app: App, conf: str) -> Iterator[Stanza]:
    """Each with the settings merged into it; none for a disabled app, which no search sees."""
    visible = splunk.context(app.id)[0].conf(conf).stanzas
    names = (name for confs in (app.default, app.local) for name in confs.get(conf, Conf()).stanzas)
    return (visible[name] for name in dict.fromkeys(names) if name in visible and name != DEFAULT)
