"""props.conf, transforms.conf and kinds of events -> the index-time rules of each kind, made once."""

from __future__ import annotations

import logging

from ..conf.parser import Conf, Stanza
from ..fields.props import Stanzas, merged
from ..sources import Meta
from .context import IndexContext
from .index_time import IndexTime, index_time

_log = logging.getLogger(__name__)
_MOST = 10_000
"""Kinds whose rules are kept: hosts may be many."""


class Rules:
    """`props`: props.conf of the global context, its stanzas as written."""

    def __init__(self, props: Conf, context: IndexContext) -> None:
        self._stanzas, self._context = Stanzas(props), context
        self._known: dict[tuple[str, str, str], IndexTime] = {}
        self._made: dict[tuple[str, ...], IndexTime] = {}
        self._logged: set[str] = set()

    def of(self, meta: Meta) -> IndexTime:
        key = (meta.host, meta.source, meta.sourcetype)
        rules = self._known.get(key)
        if rules is None:
            rules = self._of(self._stanzas.matching(meta))
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = rules
        return rules

    def _of(self, stanzas: tuple[Stanza, ...]) -> IndexTime:
        """The same for all kinds that the same stanzas apply to."""
        names = tuple(stanza.name for stanza in stanzas)
        if names not in self._made:
            self._made[names] = index_time(merged(stanzas), self._context)
        return self._made[names]

    def logged(self, meta: Meta) -> IndexTime:
        """The same. A setting without effect, which is wrong or not supported, is logged when it is first met."""
        rules = self.of(meta)
        for fault in map(str, rules.faults):
            if fault not in self._logged:
                self._logged.add(fault)
                _log.warning("%s", fault)
        return rules
