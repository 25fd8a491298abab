"""props.conf, and a file, in; the source type that it has when nobody has said one, and why, out.

The order is Splunk's (Getting Data In, "Why source types matter", and "Configure rule-based source type recognition"):
[source::...] stanzas, [rule::...] stanzas, what is known of formats, [delayedrule::...] stanzas, a name made of the
file's. Splunk compares a file to models that it has learned; here `beginnings.py` tells. Records of CloudTrail,
which minisplunk reads in any layout, are told before the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import msgspec

from .. import lazy_re
from ..conf.parser import Conf, Stanza
from ..dataclass import dataclass
from ..errors import DataError
from ..fields.props import Stanzas
from ..sources import Meta
from .archive import CLOUDTRAIL
from .csv_exports import header_of
from .documents import Document
from .files import Piped
from .json_beginning import holds_cloudtrail
from .line_rules import DELAYED, RULE, LineRule, first, line_rules
from .notes import Notes
from .places import At
from .sample import Sample

TOO_SMALL = "too_small"
_SOURCE = "source::"
_PACKED = lazy_re.compile(r"\.(?:gz|zst)$", re.IGNORECASE)
_DELIVERED = lazy_re.compile(r"\d{12}_CloudTrail_[a-z0-9-]+_\d{8}T\d{4}Z_\w+\.json(?:\.gz|\.zst)?", re.ASCII)
"""AWS CloudTrail User Guide, "CloudTrail log file name format"."""
_ENDING = lazy_re.compile(r"\.[A-Za-z]\w{0,7}$", re.ASCII)
_NUMBERS = lazy_re.compile(r"[\W_]*\d[\d\W_]*$", re.ASCII)
_LONGEST = 255
_PAIR = lazy_re.compile(rb"""(?:^|[\s,;|])[\w.\-]+=(?:"[^"]*"|[^\s=,;|"]+)""")


@dataclass(frozen=True, slots=True)
class Found:
    """A source type, and `why`: what stands after "since". `named`: it is a name made of the file's, for want of one
    that fits."""

    sourcetype: str
    why: str = ""
    named: bool = False


class NotText(DataError):
    """What nobody could search: no text at all, or JSON that is broken from the start."""


class SourceTypes:
    """`props`: props.conf of the global context, its stanzas as written, without what they inherit from [default];
    `notes` get what is wrong in its rules, when these are first needed."""

    def __init__(self, props: Conf, notes: Notes) -> None:
        self.notes = notes
        self._props = props
        saying = {name: stanza for name, stanza in props.stanzas.items() if _says_sourcetype(stanza)}
        self._stanzas = Stanzas(Conf(saying))

    def by_source(self, *sources: str) -> Found | None:
        """What a stanza says of the first of these names for which one says anything.

        props.conf.spec, "sourcetype"; "unarchive_sourcetype": a packed file is then looked for without its ending.
        """
        for source in sources:
            for name in dict.fromkeys((source, _PACKED.sub("", source))):
                for stanza in reversed(self._stanzas.matching(Meta("", "", name, ""))):
                    return Found(stanza.get("sourcetype"), f"[{stanza.name}] of props.conf says so")
        return None

    def of(self, path: At, source: str, piped: Piped | None = None) -> Found:
        """Of a file, or of what came through a pipe of that name; only its beginning is read, and only if need be: a
        name that AWS gives to CloudTrail's files says enough.

        Without anything in it, it is CloudTrail without records. Raises NotText, and NotFound and DataError for what
        cannot be read.
        """
        own = [str(path.absolute())] if isinstance(path, Path) and source == str(path) and piped is None else []
        if found := self.by_source(source, *own):
            return found
        if _DELIVERED.fullmatch(path.name):
            return Found(CLOUDTRAIL)
        return self._by_content(path, source, Sample.of(path, piped))

    def _by_content(self, path: At, source: str, sample: Sample) -> Found:
        data = sample.data
        if not data or holds_cloudtrail(data) or header_of(data):
            return Found(CLOUDTRAIL)
        if b"\0" in data.rstrip(b"\0") or not data.rstrip(b"\0"):
            raise NotText(f"{path}: not text: it has bytes that are zero, as binary files and UTF-16 have.")
        return (
            self._by_rule(self._rules, sample)
            or _by_format(path, sample)
            or self._by_rule(self._delayed, sample)
            or self._by_name(source, sample)
        )

    def _by_rule(self, rules: list[LineRule], sample: Sample) -> Found | None:
        rule = first(rules, sample.lines, self.notes)
        if rule is None:
            return None
        return Found(rule.sourcetype, f"its lines are as [{rule.name}] of props.conf describes them")

    @cached_property
    def _rules(self) -> list[LineRule]:
        return line_rules(self._props, RULE, self.notes)

    @cached_property
    def _delayed(self) -> list[LineRule]:
        return line_rules(self._props, DELAYED, self.notes)

    def _by_name(self, source: str, sample: Sample) -> Found:
        """props.conf.spec, PREFIX_SOURCETYPE: the name of a small file, with `-too_small`, or that alone.

        Any other file gives its source type its own name, with a number where that is taken. [unverified]: how a name
        is cleaned; public lists of source types have auth-too_small, amazon-ssm-agent, history-2, unknown-too_small.
        """
        pairs = 2 * sum(len(_PAIR.findall(line)) > 1 for line in sample.lines) > len(sample.lines)
        why = "its lines are key=value pairs, which need none" if pairs else "nothing tells what it is"
        why += "; it is named after the file, as Splunk does"
        name = stem(source)
        if sample.small:
            small = self._props.stanzas.get(TOO_SMALL)
            prefixed = small is None or small.flag("PREFIX_SOURCETYPE", True, strict=False)
            return Found(f"{name}-{TOO_SMALL}" if prefixed else TOO_SMALL, why, named=True)
        return Found(next(free for free in _numbered(name) if free not in self._props.stanzas), why, named=True)


def _says_sourcetype(stanza: Stanza) -> bool:
    return stanza.name.startswith(_SOURCE) and stanza.get("sourcetype") != ""


def stem(source: str) -> str:
    """The last part of a source, without its ending, and without the numbers and dates of files that are rotated; where
    that leaves no letter, `unknown`."""
    name = _PACKED.sub("", re.split(r"[/\\]", source.rstrip("/\\"))[-1])[-_LONGEST:]
    for part in (_NUMBERS, _ENDING, _NUMBERS):
        name = part.sub("", name)
    return name if any(map(str.isalpha, name)) else "unknown"


def _by_format(path: At, sample: Sample) -> Found | None:
    from .beginnings import guess  # noqa: PLC0415  source types are mostly said

    try:
        found = guess(sample)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotText(f"{Document(path, 1, sample.data).not_json(error)}.") from error
    return None if found is None else Found(found.sourcetype, found.why)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
