"""props.conf and a kind of event in; the settings that apply to it, key by key, out.

The rules are those of props.conf.spec, "[<spec>] stanza precedence" to "Building the final [<spec>] stanza": source::
over host:: over source type over [default]; among several of one kind the higher priority (100 for a stanza that is
the literal name, 0 for a pattern), then the one that is first in ASCII order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial

from .. import lazy_re
from ..conf.parser import DEFAULT, Conf, Setting, Stanza, fault_of
from ..conf.settings import lookup, unsupported
from ..errors import ConfError, shown_place
from ..functions.regex import MatchLimit, Regex, RegexError
from .default import Meta
from .stage import Report

LITERAL, PATTERN = 100, 0
_SOURCE, _HOST = "source::", "host::"
_ANY_SOURCETYPE = ("(?::){0}", "(::){0}")
"""A stanza that begins so is a pattern for source types: not documented, but used by Splunk's own add-ons, the second
by the one for Windows from 6 on."""
_LITERAL = lazy_re.compile(r"[\w/:-]*")
_PIECE = lazy_re.compile(r"\\.|\.\.\.|\*|\.", re.DOTALL)
_MOST_KNOWN = 10_000
_TRANSLATED = {"...": ".*", "*": "[^/]*", ".": r"\."}


class Stanzas:
    """The stanzas of a props.conf. Literal names are looked up; only patterns are tried one by one."""

    def __init__(self, props: Conf) -> None:
        self._named = props.stanzas
        self._patterns = [stanza for stanza in props.stanzas.values() if _may_be_a_pattern(stanza)]
        self._any = {kind: _any_of(kind, self._patterns) for kind in (_HOST, _SOURCE)}
        self._known: dict[tuple[str, str | None, str | None], tuple[Stanza, ...]] = {}

    def matching(self, meta: Meta) -> tuple[Stanza, ...]:
        """The stanzas for a kind of event, each of which overrides those before it. Of ten thousand files few have any
        of their own, so that the others share what is found.

        A stanza whose pattern PCRE refuses matches nothing, see `faults`.
        """
        host = meta.host if self._may_match(_HOST, meta.host) else None
        key = (meta.sourcetype, host, meta.source if self._may_match(_SOURCE, meta.source) else None)
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._matching(meta)
        return self._known[key]

    def _may_match(self, kind: str, name: str) -> bool:
        """Whether a stanza of that kind may be of this name."""
        return kind + name in self._named or self._any[kind](name)

    def _matching(self, meta: Meta) -> tuple[Stanza, ...]:
        names = {"": meta.sourcetype, _HOST: meta.host, _SOURCE: meta.source}
        literal = [self._named.get(kind + name) for kind, name in names.items()]
        by_kind: dict[str, list[tuple[int, Stanza]]] = {kind: [] for kind in names}
        for stanza in {stanza.name: stanza for stanza in (*literal, *self._patterns) if stanza is not None}.values():
            kind = _kind(stanza)
            rank = _rank(stanza, kind, names[kind])
            if rank is not None:
                by_kind[kind].append((rank, stanza))
        default = self._named.get(DEFAULT)
        ordered = [stanza for ranked in by_kind.values() for stanza in _ascending(ranked)]
        return tuple(ordered if default is None else [default, *ordered])

    def renamed(self, sourcetype: str) -> str:
        """What a source type is called at search time.

        props.conf.spec, rename: it stands in the stanza of the source type itself. [unverified]: what the new name is
        renamed to counts for nothing.
        """
        stanza = self._named.get(sourcetype)
        return sourcetype if stanza is None else stanza.get("rename").strip() or sourcetype


def matching(props: Conf, meta: Meta) -> tuple[Stanza, ...]:
    """As `Stanzas.matching`, for a single kind of event."""
    return Stanzas(props).matching(meta)


def _may_be_a_pattern(stanza: Stanza) -> bool:
    kind = _kind(stanza)
    spec = stanza.name.removeprefix(kind)
    return not _LITERAL.fullmatch(spec) if kind else spec.startswith(_ANY_SOURCETYPE)


def faults(props: Conf) -> list[ConfError]:
    """An error for each stanza whose name is no valid pattern."""
    return [
        ConfError(f"[{stanza.name}] is no pattern: {fault}", stanza.file, stanza.line)
        for stanza in props.stanzas.values()
        if (kind := _kind(stanza)) and (fault := _pattern(stanza.name.removeprefix(kind), kind)[1])
    ]


def merged(stanzas: tuple[Stanza, ...]) -> dict[str, Setting]:
    """The settings of stanzas, key by key; a later stanza overrides the earlier ones."""
    return {key: setting for stanza in stanzas for key, setting in stanza.settings.items()}


def without_effect(stanzas: tuple[Stanza, ...], report: Report) -> None:
    """Reports a warning for each effective setting that is not supported, or that Splunk does not know (worded as
    splunkd does: github.com/splunk/eventgen, issue 22); and for each priority that is no number."""
    effective = merged(stanzas)
    for stanza in stanzas:
        for fault in priority_faults(stanza):
            report("WARN", str(fault))
        for key, setting in stanza.settings.items():
            if effective[key] is not setting:
                continue
            for fault in unsupported("props", stanza.name, setting):
                report("WARN", str(fault))
            if lookup("props", stanza.name, key) is None:
                where = f"in stanza [{stanza.name}] in {shown_place(setting.file)}, line {setting.line}"
                report("WARN", f"Invalid key {where}: {key} (value: {setting.value}).")


def priority_faults(stanza: Stanza) -> Iterator[ConfError]:
    """An error for a priority that is no number; the stanza has the usual one then."""
    return fault_of(partial(stanza.integer, "priority"))


def _kind(stanza: Stanza) -> str:
    """The prefix of the stanza's name; empty for one of a source type."""
    return next((kind for kind in (_SOURCE, _HOST) if stanza.name.startswith(kind)), "")


def _rank(stanza: Stanza, kind: str, name: str) -> int | None:
    """The priority of a stanza for a name; None when the stanza does not apply to it."""
    spec = stanza.name.removeprefix(kind)
    if spec == name:
        return stanza.integer("priority", LITERAL, strict=False)
    if not kind:
        prefix = next(filter(spec.startswith, _ANY_SOURCETYPE), None)
        if prefix is None:
            return None
        spec = spec.removeprefix(prefix)
    return stanza.integer("priority", PATTERN, strict=False) if _matches(spec, kind, name) else None


def _ascending(ranked: list[tuple[int, Stanza]]) -> list[Stanza]:
    by_name = sorted(ranked, key=lambda item: item[1].name, reverse=True)
    return [stanza for _, stanza in sorted(by_name, key=lambda item: item[0])]


def _matches(spec: str, kind: str, name: str) -> bool:
    regex = _pattern(spec, kind)[0]
    try:
        return regex is not None and regex.match(name) is not None
    except MatchLimit:
        return False


def _any_of(kind: str, stanzas: Iterable[Stanza]) -> Callable[[str], bool]:
    """Whether one of the patterns of a kind may match a name: all of them are tried at once."""
    specs = [stanza.name.removeprefix(kind) for stanza in stanzas if _kind(stanza) == kind]
    bodies = [f"(?:{_body(spec)})" for spec in specs if _pattern(spec, kind)[0] is not None]
    if not bodies:
        return lambda name: False
    try:
        regex = Regex(rf"{_flags(kind)}\A(?:{'|'.join(bodies)})\z")
    except RegexError:  # groups of one name in two patterns
        return lambda name: True

    def may_match(name: str) -> bool:
        try:
            return regex.match(name) is not None
        except MatchLimit:
            return True

    return may_match


@lru_cache(maxsize=4096)
def _pattern(spec: str, kind: str) -> tuple[Regex | None, str]:
    """A pattern as a regular expression: `...` is any text, `*` any without a slash, `.` a point; or the error."""
    try:
        return Regex(rf"{_flags(kind)}\A(?:{_body(spec)})\z"), ""
    except RegexError as error:
        return None, str(error)


def _body(spec: str) -> str:
    return _PIECE.sub(lambda piece: _TRANSLATED.get(piece[0], piece[0]), spec)


def _flags(kind: str) -> str:
    return "(?si)" if kind == _HOST else "(?s)"
