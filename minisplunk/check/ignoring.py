"""Findings and the files that they are of in; those that no comment in the files tells to ignore, out.

`# check: ignore=CODE[,CODE] reason` stands in a conf file above a setting or a stanza, in YAML behind a line or above
it, and in SPL as ``` check: ignore=CODE reason ```. It is for its own line and the next one, and for all of the
setting, stanza or search that begins there. A code is that of a lint, or a kind: wrong, unsupported, missing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from ..conf.parser import COMMENTS, logical_lines
from ..content import Search
from ..dataclass import dataclass
from .finding import ADVICE, WRONG, Finding
from .written import Lines

NO_REASON, UNUSED = "ignore-reason", "ignore-unused"
_SAYS = r"\s*check:\s*ignore=\s*([\w-]+(?:\s*,\s*[\w-]+)*)[ \t]*([^`\n]*)"
_ALONE = re.compile(rf"^\s*[#;]{_SAYS}")
_BEHIND = re.compile(rf"(?:^|\s)#{_SAYS}")
_IN_SPL = re.compile(rf"```{_SAYS}")
_OF_CONF, _OF_YAML, _OF_SPL = (_ALONE, _IN_SPL), (_BEHIND, _IN_SPL), (_IN_SPL,)
_NOTATIONS = {".conf": _OF_CONF, ".yml": _OF_YAML, ".yaml": _OF_YAML}

Extents = Mapping[int, int]
"""The last line of what begins on a line."""


@dataclass(frozen=True, slots=True)
class Comment:
    """`first` and `last`: the lines that it is for."""

    file: str
    line: int
    codes: tuple[str, ...]
    reason: str
    first: int
    last: int

    def covers(self, finding: Finding) -> bool:
        return finding.file == self.file and self.first <= finding.line <= self.last and finding.named(self.codes)

    def concerns(self, looked_for: Collection[str]) -> bool:
        return any(code.startswith(one) for one in self.codes for code in looked_for)


def heeded(
    findings: Sequence[Finding], written: Lines, searches: Iterable[Search], looked_for: Collection[str]
) -> list[Finding]:
    """The findings that are left, with those about the comments themselves. `searches`: those of files that are no
    conf files; `looked_for`: the kinds and codes of which there could have been findings."""
    extents: dict[str, dict[int, int]] = {}
    for search in searches:
        end = search.line if search.written is None else search.written.line + search.written.text.count("\n")
        extents.setdefault(search.file, {})[search.line] = end
    comments = [one for file, lines in written.items() for one in _comments(file, lines, extents.get(file))]
    valid = [comment for comment in comments if comment.reason]
    of_files: dict[str, list[Comment]] = {}
    for comment in valid:
        of_files.setdefault(comment.file, []).append(comment)
    used: set[Comment] = set()
    left: list[Finding] = []
    for finding in findings:
        covering = {comment for comment in of_files.get(finding.file, ()) if comment.covers(finding)}
        used |= covering
        left += [] if covering else [finding]
    told_of = (one for one in comments if one not in used and (not one.reason or one.concerns(looked_for)))
    return [*left, *map(_said_of, told_of)]


def _said_of(comment: Comment) -> Finding:
    codes = ",".join(comment.codes)
    if not comment.reason:
        what = f"ignores nothing without a reason: # check: ignore={codes} why"
        return Finding(comment.file, comment.line, WRONG, what, code=NO_REASON)
    return Finding(comment.file, comment.line, ADVICE, f"there is no {codes} here to ignore", code=UNUSED)


def _comments(file: str, lines: Sequence[str], extents: Extents | None) -> Iterator[Comment]:
    if not any("ignore=" in line for line in lines):
        return
    notations = _NOTATIONS.get(PurePath(file).suffix.lower(), _OF_SPL)
    extents = extents if extents is not None else _of_conf(lines) if notations is _OF_CONF else {}
    for number, line in enumerate(lines, 1):
        for said in (said for notation in notations for said in notation.finditer(line)):
            after = number + 1
            while after <= len(lines) and lines[after - 1].lstrip().startswith(COMMENTS):
                after += 1
            codes = tuple(code.strip() for code in said[1].split(","))
            last = max(extents.get(number, number), extents.get(after, after))
            yield Comment(file, number, codes, said[2].strip(), number, last)


def _of_conf(lines: Sequence[str]) -> dict[int, int]:
    """Of settings, and of stanzas up to the next one."""
    extents: dict[int, int] = {}
    header = 0
    for number, text, _ in logical_lines("\n".join(lines).encode()):
        if text.lstrip().startswith("["):
            header = number
        extents[number] = number + text.count("\n")
        extents[header] = extents[number]
    return extents
