"""props.conf and a source -> the source type that its stanzas give it.

props.conf.spec, "sourcetype": it can be set in `[source::<source>]` stanzas, for data that comes without one.
"""

from __future__ import annotations

from ..conf.parser import Conf
from ..fields.props import matching
from ..sources import Meta


def sourcetype_of(props: Conf, source: str) -> str | None:
    """`props` holds stanzas as written, without what they inherit from [default]."""
    for stanza in reversed(matching(props, Meta("", "", source, ""))):
        if stanza.name.startswith("source::") and stanza.get("sourcetype"):
            return stanza.get("sourcetype")
    return None
