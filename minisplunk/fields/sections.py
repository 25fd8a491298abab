r"""A stanza of multikv.conf in; what reads the tables of an event as it says, out.

multikv.conf.spec: an event has the sections pre, header, body and post, each of which is defined (start or
start_offset, end or linecount, member) and processed (ignore, replace, tokens). Regular expressions and other texts may
be quoted. [unverified], after the examples that Splunk ships with the spec: a section without an end goes on to the
start of the next one, a header has one line, a body goes on to the end; a regular expression may be replaced, and its
groups be put back as `\1`; names that no header gives are Column_1 and so on; a further table begins where the first
section does that has a start; tokens are words where nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from typing import NamedTuple

from .. import lazy_re
from ..conf.parser import Setting, Stanza
from ..dataclass import dataclass
from ..documents.table import LINE_END, TableRow
from ..functions.regex import Match, Regex, RegexError, compile_regex, template
from .delims import unescaped

_SECTIONS = ("pre", "header", "body", "post")
_ARGUMENT = lazy_re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*,?', re.DOTALL)
_PAIR = lazy_re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?', re.DOTALL)
_BLANKS = " \t"

Replace = tuple[Regex, Callable[[Match], str]]
Cut = Callable[[str, int, str], Sequence[str]]
"""A line, how many cells there are to be (0 for any number), and the line of the header -> its cells."""


class _Argument(NamedTuple):
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Section:
    """`offset`: of its first line from the end of the section before; `lines`: how many it has, -1 for not said;
    `ignored`: no line is looked at. `names`: of the columns, where they are listed."""

    start: Regex | None = None
    offset: int = 0
    end: Regex | None = None
    lines: int = -1
    member: Regex | None = None
    ignored: bool = False
    ignores: tuple[Regex, ...] = ()
    replaces: tuple[Replace, ...] = ()
    cut: Cut | None = None
    names: tuple[str, ...] = ()
    given: bool = False

    def begins(self, lines: Sequence[str], position: int) -> int | None:
        """Its first line from a position on; None when there is none."""
        if self.start is None:
            return position + self.offset
        return _found(self.start, lines, position)

    def members(self, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Its lines that are to be looked at, as they are, and with replacements made."""
        for line in lines:
            if self.ignored or not line.strip() or (self.member is not None and self.member.search(line) is None):
                continue
            if any(regex.search(line) is not None for regex in self.ignores):
                continue
            replaced = line
            for regex, replacement in self.replaces:
                replaced = regex.substitute(replaced, replacement)
            yield line, replaced


@dataclass(frozen=True, slots=True)
class Layout:
    """How the tables of an event are laid out. MatchLimit when a regular expression goes too far."""

    sections: dict[str, Section] = field(default_factory=dict)

    def rows(self, text: str) -> Iterator[TableRow]:
        lines = LINE_END.split(text)
        position, body = 0, self.sections["body"]
        first = next((section.start for section in self.sections.values() if section.start is not None), None)
        while position < len(lines):
            found = self._header(lines, self._after("pre", lines, position))
            start = None if found is None else body.begins(lines, found[2])
            if found is None or start is None or start >= len(lines):
                return
            names, header, _ = found
            end = self._end("body", lines, start)
            yield from _rows(body, lines[start:end], names, header)
            end = self._after("post", lines, end)
            further = None if first is None else _found(first, lines, max(end, position + 1))
            if further is None:
                return
            position = further

    def _after(self, name: str, lines: Sequence[str], position: int) -> int:
        """The line after a section; where it would begin, when it is not there."""
        section = self.sections[name]
        start = section.begins(lines, position) if section.given else None
        return position if start is None else self._end(name, lines, start)

    def _header(self, lines: Sequence[str], position: int) -> tuple[Sequence[str], str, int] | None:
        """The names of the columns, the line that they stand in, and what follows it; None when it is not there."""
        header = self.sections["header"]
        if header.names and header.start is None and header.lines < 0:
            return header.names, "", position
        if not header.given:
            return (), "", position
        start = header.begins(lines, position)
        if start is None or start >= len(lines):
            return None
        end = self._end("header", lines, start)
        shown = [line for _, line in header.members(lines[start:end])]
        cut = header.cut or _words
        names = header.names or [cell.strip() for line in shown for cell in cut(line, 0, line)]
        return names, shown[0] if shown else "", end

    def _end(self, name: str, lines: Sequence[str], start: int) -> int:
        """The line after a section that begins at one."""
        section = self.sections[name]
        end: int | None = len(lines)
        if section.lines >= 0:
            end = start + section.lines
        elif section.end is not None:
            end = _found(section.end, lines, start + 1)
        elif name == "header":
            end = start + 1
        elif name == "pre":
            starts = (self.sections[after].start for after in ("header", "body"))
            end = next((_found(after, lines, start) for after in starts if after is not None), start)
        return len(lines) if end is None else min(end, len(lines))


def _found(regex: Regex, lines: Sequence[str], position: int) -> int | None:
    return next((at for at in range(position, len(lines)) if regex.search(lines[at]) is not None), None)


def _rows(body: Section, lines: Sequence[str], names: Sequence[str], header: str) -> Iterator[TableRow]:
    cut = body.cut or _words
    for line, replaced in body.members(lines):
        cells = cut(replaced, len(names), header)
        columns = names or [f"Column_{number}" for number in range(1, len(cells) + 1)]
        filled = {name: value for name, cell in zip(columns, cells, strict=False) if name and (value := cell.strip())}
        yield TableRow(line, filled)


# The stanza


def layout_of(stanza: Stanza) -> Layout:
    """The layout that a stanza defines. Raises ConfError, with its place, for what is none."""
    return Layout({name: _section(stanza, name) for name in _SECTIONS})


def _section(stanza: Stanza, name: str) -> Section:
    settings = {
        key.removeprefix(f"{name}."): setting
        for key, setting in stanza.settings.items()
        if key.startswith(f"{name}.") and setting.value
    }
    values: dict[str, object] = {"given": bool(settings)}
    for key, setting in settings.items():
        if key in ("start", "end", "member"):
            values[key] = _regex(setting, _text_of(setting.value))
        elif key in ("start_offset", "linecount"):
            values["offset" if key == "start_offset" else "lines"] = max(setting.integer(), 0)
        elif key == "ignore":
            values |= _ignored(setting)
        elif key == "replace":
            values["replaces"] = tuple(_replaces(setting))
        elif key == "tokens":
            values |= _tokens(setting)
        else:
            raise setting.error(f"{setting.key}: there is no such setting of a section")
    return Section(**values)  # type: ignore[arg-type]


def _ignored(setting: Setting) -> dict[str, object]:
    kind, *others = _arguments(setting)
    if kind.text == "_regex_":
        return {"ignores": tuple(_regex(setting, other.text) for other in others)}
    if kind.text in ("_all_", "_none_") and not others:
        return {"ignored": kind.text == "_all_"}
    raise setting.error(f"{setting.key} is none of _all_, _none_ and _regex_ with a list: {setting.value!r}")


def _replaces(setting: Setting) -> Iterator[Replace]:
    position, text = 0, setting.value.rstrip()
    while position < len(text):
        match = _PAIR.match(text, position)
        if match is None:
            raise setting.error(f'{setting.key} is no list of "text" = "text": {setting.value!r}')
        position = match.end()
        yield _regex(setting, match[1].replace('\\"', '"')), template(match[2].replace('\\"', '"'))


def _tokens(setting: Setting) -> dict[str, object]:
    kind, *others = _arguments(setting)
    try:
        if kind.text == "_chop_" and others and not len(others) % 2:
            return {"cut": _chopper([int(other.text) for other in others])}
        if kind.text == "_tokenize_" and others:
            return {"cut": _tokenizer(others)}
        if kind.text == "_align_" and others and not len(others) % 3:
            return {"cut": _aligner([other.text for other in others])}
    except ValueError:
        pass
    if kind.text == "_token_list_" and others:
        names = setting.value.partition(",")[2].split(",")
        return {"names": tuple(text for name in names if (text := _text_of(name)))}
    raise setting.error(f"{setting.key} is none of _chop_, _tokenize_, _align_ and _token_list_: {setting.value!r}")


def _chopper(numbers: Sequence[int]) -> Cut:
    places = list(zip(numbers[::2], numbers[1::2], strict=True))
    if min(numbers) < 0:
        raise ValueError
    return lambda line, count, header: [line[begin : begin + length] for begin, length in places]


def _tokenizer(others: Sequence[_Argument]) -> Cut:
    most = int(others[0].text)
    delimiters = "".join(unescaped(other.text) for other in others[1:] if other.quoted) or _BLANKS
    bare = [other.text.lower() for other in others[1:] if not other.quoted]
    several = re.escape(delimiters)
    between = re.compile(f"[{several}]" if bare and bare[-1] in ("0", "false", "f") else f"[{several}]+")
    consumed = between.pattern.endswith("+")

    def cut(line: str, count: int, header: str) -> Sequence[str]:
        wanted, text = most or count, line.strip(delimiters) if consumed else line
        return [text] if wanted == 1 else between.split(text, max(wanted - 1, 0))

    return cut


def _words(line: str, count: int, header: str) -> Sequence[str]:
    return line.split(None, count - 1) if count else line.split()


def _aligner(texts: Sequence[str]) -> Cut:
    columns = [(name, side.upper(), int(width)) for name, side, width in zip(*[iter(texts)] * 3, strict=True)]
    if any(side not in ("L", "R") for _, side, _ in columns):
        raise ValueError

    def cell(line: str, header: str, name: str, side: str, width: int) -> str:
        begin = header.find(name)
        if begin < 0:
            return ""
        if side == "L":
            text = line[begin:]
            return text[:width] if width >= 0 else (text.split(None, 1)[0] if text[:1].strip() else "")
        end = begin + len(name)
        if width >= 0:
            return line[max(end - width, 0) : end]
        return line[:end].rsplit(None, 1)[-1] if line[end - 1 : end].strip() else ""

    return lambda line, count, header: [cell(line, header, *column) for column in columns]


def _arguments(setting: Setting) -> list[_Argument]:
    found, position, text = [], 0, setting.value.rstrip()
    while position < len(text):
        match = _ARGUMENT.match(text, position)
        if match is None:
            raise setting.error(f"{setting.key} is no list of words and quoted texts: {setting.value!r}")
        position = match.end()
        found.append(_Argument(match[2] or match[1] or "", match[2] is None))
    return found or [_Argument("", False)]


def _text_of(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _regex(setting: Setting, pattern: str) -> Regex:
    try:
        return compile_regex(pattern)
    except RegexError as error:
        raise setting.error(f"{setting.key}: {error}") from error
