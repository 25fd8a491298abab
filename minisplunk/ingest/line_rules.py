"""[rule::...] and [delayedrule::...] stanzas of props.conf, and lines of a file, in; the stanza that they meet, out.

props.conf.spec, "rule:: and delayedrule:: configuration": MORE_THAN_<n> and LESS_THAN_<n> are regular expressions that
more, or less, than n percent of the lines match; a stanza may have several, and all have to hold. [unverified]: that
blank lines are none, and that of several stanzas that hold the first in ASCII order counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import lazy_re
from ..conf.parser import Conf, Setting, Stanza
from ..dataclass import dataclass
from ..errors import ConfError
from .notes import Notes
from .patterns import Pattern

RULE, DELAYED = "rule::", "delayedrule::"
_LINES = 40
"""Lines that are looked at, so that ten thousand files are soon looked through."""
_SHARE = lazy_re.compile(r"(MORE|LESS)_THAN.*_(\d{1,3})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Share:
    """A pattern that more than so many percent of the lines match; or less, without `more`."""

    pattern: Pattern
    percent: int
    more: bool

    def holds(self, lines: Sequence[bytes]) -> bool:
        """Raises ConfError for a pattern that is too costly. Stops as soon as the lines left cannot matter."""
        enough = len(lines) * self.percent // 100 + 1 if self.more else -(-len(lines) * self.percent // 100)
        missing = enough
        for left, line in zip(range(len(lines), 0, -1), lines, strict=True):
            if not 0 < missing <= left:
                break
            missing -= self.pattern.matches(line)
        return (missing <= 0) is self.more


@dataclass(frozen=True, slots=True)
class LineRule:
    """`name`: that of the stanza."""

    name: str
    sourcetype: str
    shares: tuple[Share, ...]

    def holds(self, lines: Sequence[bytes]) -> bool:
        lines = lines[:_LINES]
        return bool(lines) and all(share.holds(lines) for share in self.shares)


def line_rules(props: Conf, kind: str, notes: Notes) -> list[LineRule]:
    """Those of one kind, RULE or DELAYED. A stanza that is wrong is none, and is among the notes."""
    stanzas = (props.stanzas[name] for name in sorted(props.stanzas) if name.startswith(kind))
    return [rule for stanza in stanzas if (rule := _read(stanza, notes)) is not None]


def first(rules: Sequence[LineRule], lines: Sequence[bytes], notes: Notes) -> LineRule | None:
    """A rule whose pattern is too costly for these lines does not hold, and is among the notes."""
    return next((rule for rule in rules if _holds(rule, lines, notes)), None)


def _holds(rule: LineRule, lines: Sequence[bytes], notes: Notes) -> bool:
    try:
        return rule.holds(lines)
    except ConfError as error:
        notes.add(str(error), str(error))
        return False


def _read(stanza: Stanza, notes: Notes) -> LineRule | None:
    """A setting without a value is none."""
    try:
        settings = (setting for setting in stanza.settings.values() if setting.key.startswith(("MORE", "LESS")))
        shares = tuple(_share(setting) for setting in settings if setting.value)
    except ConfError as error:
        notes.add(str(error), str(error))
        return None
    if shares and stanza.get("sourcetype"):
        return LineRule(stanza.name, stanza.get("sourcetype"), shares)
    idle = str(ConfError(f"[{stanza.name}] has no sourcetype, or no pattern", stanza.file, stanza.line))
    notes.add(idle, idle)
    return None


def _share(setting: Setting) -> Share:
    match = _SHARE.fullmatch(setting.key)
    if match is None:
        raise setting.error(f"{setting.key} does not end in the percentage of lines")
    return Share(Pattern(setting), int(match[2]), match[1] == "MORE")
