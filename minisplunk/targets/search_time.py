"""The conf files of a Splunk, as its REST API shows them -> what it makes of index and host before a command sees it.

What a setting reads and makes is taken from its words, so that one that only seems to read the host counts as well: too
much is refused, and never too little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import unquote

from ..dataclass import dataclass
from ..errors import PlacedError, Span
from ..fields.metadata_keys import METADATA_KEYS
from ..spl.ast import Comparison, SearchTerm, walk
from ..spl.parser import parse_terms
from .target import Target

EVERY = "*"
"""Stands for fields of any name."""
_WORD = re.compile(r"[\w.:{}-]+")
_PIECE = re.compile(r"\w+")
_OUTPUT = re.compile(r"\bOUTPUT(?:NEW)?\b", re.IGNORECASE)
_ALIAS = re.compile(r"""(\S+)\s+AS(?:NEW)?\s+(\S+)""", re.IGNORECASE)
_GROUP = re.compile(r"\(\?(?:P?<|')(\w+)[>']")
_IN = re.compile(r"\sin\s+(\w+)\s*$", re.IGNORECASE)
_MAKES_SOURCETYPE = "MetaData:Sourcetype"

Stanzas = Mapping[str, Mapping[str, str]]
"""Stanzas by name, and their settings by key."""


class Made(NamedTuple):
    """What one setting reads, and the fields that it makes, EVERY among them where they are not known."""

    reads: frozenset[str]
    makes: frozenset[str]


@dataclass(frozen=True, slots=True)
class SearchTime:
    """The stanzas of props, transforms, eventtypes and tags that the user and the app see."""

    props: Stanzas
    transforms: Stanzas
    eventtypes: Stanzas
    tags: Stanzas

    def of_sourcetypes(self, names: Collection[str]) -> SearchTime:
        """What may concern events that come with these source types, though settings of the index give them others."""
        known, fresh = set[str](), {*names}
        while fresh:
            known |= fresh
            fresh = {other for name in known for other in self._others(name)} - known
        if EVERY in known:
            return self
        return replace(self, props={name: self.props[name] for name in self.props if name in known or _is_wide(name)})

    def made_of(self, names: Collection[str]) -> dict[str, str]:
        """The fields that are made of some, in one step or several, and by which setting; EVERY where it is not known
        which they are."""
        of_hosts = [name for name in self.props if name.startswith("host::")] if "host" in names else []
        made = {EVERY: f"[{of_hosts[0]}] in props.conf"} if of_hosts else {}
        known, before = {*names}, -1
        while len(made) > before:
            before = len(made)
            for setting, (reads, makes) in self._settings():
                if reads & known:
                    made |= dict.fromkeys(makes - known - made.keys(), setting)
                    known |= makes
        return made

    def set_by(self, names: Collection[str]) -> str:
        """Which setting may give one of these fields another value, whatever it makes that of; empty for none."""
        wanted = {*names, EVERY}
        return next((setting for setting, (_, makes) in self._settings() if makes & wanted), "")

    def typed_by(self, same: Callable[[SearchTerm], bool]) -> str:
        """Which event type or tag may be another in another place, empty for none. `same`: whether a term is not."""
        for name, settings in self.eventtypes.items():
            if not _is_same(settings.get("search", ""), same):
                return f"[{name}] in eventtypes.conf"
        for name in self.tags:
            field, _, value = unquote(name).partition("=")
            if not same(Comparison(field, "=", (value,), Span(0, 0))):
                return f"[{name}] in tags.conf"
        return ""

    def _settings(self) -> Iterator[tuple[str, Made]]:
        for stanza, settings in self.props.items():
            for key, value in settings.items():
                kind, _, name = key.partition("-")
                if kind in _KINDS:
                    yield f"{key} of [{stanza}] in props.conf", _KINDS[kind](self, name, value)

    def _others(self, sourcetype: str) -> Iterator[str]:
        """The source types that events of one may get: EVERY where that is a matter of the events."""
        for name, settings in self.props.items():
            if name != sourcetype and not _is_wide(name):
                continue
            if "rename" in settings:
                yield settings["rename"]
            transforms = (value for key, value in settings.items() if key.startswith("TRANSFORMS"))
            for transform in (each.strip() for value in transforms for each in value.split(",")):
                written = self.transforms.get(transform, {})
                if _MAKES_SOURCETYPE in (written.get("DEST_KEY"), *_words(written.get("INGEST_EVAL", ""))):
                    given = written.get("FORMAT", "$").removeprefix("sourcetype::")
                    yield EVERY if "$" in given else given


def _calculated(_: SearchTime, name: str, value: str) -> Made:
    return Made(_words(value), frozenset({name}))


def _aliased(_: SearchTime, name: str, value: str) -> Made:
    pairs = [(read.strip(" ,\"'"), made.strip(" ,\"'")) for read, made in _ALIAS.findall(value)]
    return Made(frozenset(read for read, _ in pairs), frozenset(made for _, made in pairs))


def _looked_up(_: SearchTime, name: str, value: str) -> Made:
    inputs, *outputs = _OUTPUT.split(value, maxsplit=1)
    return Made(_words(inputs), _words(outputs[0]) if outputs else frozenset({EVERY}))


def _extracted(_: SearchTime, name: str, value: str) -> Made:
    source = _IN.search(value)
    return Made(frozenset({source[1]} if source else ()), frozenset(_GROUP.findall(value)))


def _reported(knowledge: SearchTime, name: str, value: str) -> Made:
    written = [knowledge.transforms.get(each.strip(), {}) for each in value.split(",")]
    keys = [settings.get("SOURCE_KEY", "") for settings in written]
    reads = (METADATA_KEYS[key].field if key in METADATA_KEYS else key for key in keys)
    makes = (_words(f"{each.get('REGEX', '')} {each.get('FORMAT', '')} {each.get('FIELDS', '')}") for each in written)
    named = frozenset(word.split("::")[0] for words in makes for word in words)
    return Made(frozenset(reads), named)


_KINDS: Mapping[str, Callable[[SearchTime, str, str], Made]] = {
    "EVAL": _calculated,
    "FIELDALIAS": _aliased,
    "LOOKUP": _looked_up,
    "EXTRACT": _extracted,
    "REPORT": _reported,
}

NOTHING = SearchTime({}, {}, {}, {})
"""Of a Splunk that makes nothing of events."""


def search_time(target: Target) -> SearchTime:
    """Of a target, as the user sees it in the app. Raises TargetError."""
    return SearchTime(*(_stanzas(target, conf) for conf in ("props", "transforms", "eventtypes", "tags")))


def _stanzas(target: Target, conf: str) -> dict[str, dict[str, str]]:
    entries = target.entries(f"configs/conf-{conf}", count=0)
    return {
        entry["name"]: {key: str(value) for key, value in entry["content"].items() if value not in (None, "")}
        for entry in entries
        if str(entry["content"].get("disabled")) not in ("1", "True", "true")
    }


def _is_same(search: str, same: Callable[[SearchTerm], bool]) -> bool:
    """False for the search of an event type that cannot be read: what its macros bring is not known here."""
    try:
        return "`" not in search and all(map(same, walk(parse_terms(search))))
    except PlacedError:
        return False


def _is_wide(stanza: str) -> bool:
    """Whether a stanza of props.conf may be for any source type: it is the default, of a source or host, a pattern."""
    return stanza == "default" or "::" in stanza or any(mark in stanza for mark in "*?|(")


def _words(text: str) -> frozenset[str]:
    """Those that may be names: `a.b` may be one, or two with an operator between them."""
    return frozenset((*_WORD.findall(text), *_PIECE.findall(text)))
