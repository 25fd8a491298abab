"""Splunk conf bytes in; a `Conf` of stanzas and settings out, each knowing its file and line.

The grammar is that of Splunk's Admin Manual, "How to edit a configuration file" and "Configuration file structure":
UTF-8; `#` comments on lines of their own; `[stanza]`; `key = value`; a backslash as the very last character of a line
carries the value on to the next line, and the line break stays in the value; a stanza written twice is merged; what
stands before the first stanza belongs to `[default]`. A line that starts with `;` is a comment too, as in Splunk's own
default/props.conf and to AppInspect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import NamedTuple, TypeVar

from .. import plain_files
from ..dataclass import dataclass
from ..errors import ConfError, ConfRemark, PlacedError, UnsupportedConf, UnsupportedSpl

DEFAULT = "default"
BLANKS = " \t\r\f\v"
SPACE = BLANKS + "\n"
COMMENTS = ("#", ";")
_ALONE = (*COMMENTS, "[")
"""What a line begins with that never goes on to the next one; inside a continued value these are text."""
TRUE = frozenset({"1", "true", "t", "yes", "y"})
FALSE = frozenset({"0", "false", "f", "no", "n"})
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Setting:
    """One `key = value`, and where it was written. `value` is text; line breaks of continued lines are kept."""

    key: str
    value: str
    file: Path | str
    line: int

    def flag(self) -> bool:
        """The value as a boolean (1/0, true/false, t/f, yes/no, y/n in any case); ConfError for anything else."""
        text = self.value.lower()
        if text in TRUE:
            return True
        if text in FALSE:
            return False
        raise self.error(f"{self.key} is neither true nor false: {self.value!r}")

    def integer(self) -> int:
        """The value as a whole number; ConfError for anything else."""
        digits = self.value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
            raise self.error(f"{self.key} is not a whole number: {self.value!r}")
        return int(self.value)

    def error(self, message: str) -> ConfError:
        """A ConfError that points at this setting."""
        return ConfError(message, self.file, self.line)

    def faulty(self, error: PlacedError, before: str) -> ConfError:
        """What is wrong, or not supported, with SPL in this setting."""
        kind = UnsupportedConf if isinstance(error, UnsupportedSpl) else ConfError
        return kind(before + error.message, self.file, self.line)


@dataclass(frozen=True, slots=True)
class Stanza:
    """The settings of one stanza by key, in the order first written; `file` and `line` are of its first header."""

    name: str
    file: Path | str
    line: int
    settings: Mapping[str, Setting]

    def get(self, key: str, default: str = "") -> str:
        """The value of a key, or `default` where the stanza does not set it."""
        setting = self.settings.get(key)
        return default if setting is None else setting.value

    def flag(self, key: str, default: bool = False, *, strict: bool = True) -> bool:
        """The value of a key as a boolean; see `Setting.flag`. Without `strict`, what is none counts as not set."""
        return self._read(key, Setting.flag, default, strict)

    def integer(self, key: str, default: int = 0, *, strict: bool = True) -> int:
        """The value of a key as a whole number; see `Setting.integer`. Without `strict` as in `flag`."""
        return self._read(key, Setting.integer, default, strict)

    def _read(self, key: str, read: Callable[[Setting], _T], default: _T, strict: bool) -> _T:
        setting = self.settings.get(key)
        try:
            return default if setting is None or not setting.value else read(setting)
        except ConfError:
            if strict:
                raise
            return default


def fault_of(read: Callable[[], object]) -> Iterator[ConfError]:
    """The error that something has when it is read; none when it can be."""
    try:
        read()
    except ConfError as error:
        yield error


@dataclass(frozen=True, slots=True)
class Conf:
    """The stanzas of one conf file, or of several merged. `warnings`: the faults that a lenient reading passed over."""

    stanzas: Mapping[str, Stanza] = field(default_factory=dict)
    warnings: tuple[ConfError, ...] = ()

    def number(self, stanza: str, key: str, default: int) -> int:
        """A limit: the whole number that a key has in that stanza; `default` for none, and for what is no limit."""
        found = self.stanzas.get(stanza)
        limit = default if found is None else found.integer(key, default, strict=False)
        return default if limit < 0 else limit

    def find(self, stanza: str, key: str) -> Setting | None:
        """The setting of a key, as written in that stanza alone."""
        found = self.stanzas.get(stanza)
        return None if found is None else found.settings.get(key)

    def get(self, stanza: str, key: str, default: str = "") -> str:
        """The value of a key as written in that stanza alone, or `default`."""
        setting = self.find(stanza, key)
        return default if setting is None else setting.value


class Line(NamedTuple):
    """A line of the file, numbered from 1, or several joined by continuation; `fault` says what is wrong at its end."""

    number: int
    text: str
    fault: str = ""


Complain = Callable[[str, int], None]


def read(path: Path, *, strict: bool = True, shown: Path | None = None) -> Conf:
    """The conf file at `path`, which errors call `shown`; ConfError when it cannot be read, and as `parse` says."""
    shown = shown or path
    try:
        data = plain_files.read(path)
    except OSError as error:
        raise ConfError(f"cannot be read: {error.strerror or error}", shown) from error
    return parse(data, shown, strict=strict)


def parse(data: bytes, file: Path | str, *, strict: bool = True) -> Conf:
    """The stanzas of a conf file's bytes.

    ConfError (`file:line: ...`) for bytes that are not UTF-8, an unclosed stanza header, text after one, a line that is
    neither stanza nor setting, a continuation with blanks after its backslash or nothing to go on to, and a key written
    twice in a stanza. With `strict` false these are `Conf.warnings`: a line that is neither is passed over, a header is
    closed at the end of its line, the backslash is text, the last of two values wins (a ConfRemark: the specs say so),
    and what is not UTF-8 becomes U+FFFD. [unverified]: that Splunk reads an unclosed header so.
    """
    warnings: list[ConfError] = []

    def complain(message: str, line: int, kind: type[ConfError] = ConfError) -> None:
        error = kind(message, file, line)
        if strict:
            raise error
        warnings.append(error)

    stanzas: dict[str, Stanza] = {}
    keys: dict[str, Setting] = {}
    for number, stanza, key, value in _settings(logical_lines(data), complain):
        if key is None:
            keys = _open(stanzas, stanza, file, number)
            continue
        if not stanzas:
            keys = _open(stanzas, DEFAULT, file, number)
        if key in keys:
            complain(f"{key} is set twice in [{stanza}], first on line {keys[key].line}", number, ConfRemark)
        keys[key] = Setting(key, value, file, number)
    return Conf(stanzas, tuple(warnings))


def logical_lines(data: bytes) -> Iterator[Line]:
    """The lines of a conf file, those joined that continue one another."""
    return _joined(_lines(data))


def _open(stanzas: dict[str, Stanza], name: str, file: Path | str, number: int) -> dict[str, Setting]:
    """The dictionary that takes the stanza's settings; that of the earlier one where the stanza is written again."""
    if name not in stanzas:
        stanzas[name] = Stanza(name, file, number, {})
    settings = stanzas[name].settings
    assert isinstance(settings, dict)
    return settings


def _lines(data: bytes) -> Iterator[Line]:
    """The lines of the file as text, without their line ends (LF or CRLF)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        first, *rest = data.decode("utf-16", "replace").split("\n")
        yield Line(1, first.removesuffix("\r"), "is UTF-16; Splunk reads conf files as UTF-8")
        yield from (Line(number, line.removesuffix("\r")) for number, line in enumerate(rest, 2))
        return
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        text = line.decode("utf-8", "replace").removesuffix("\r")
        yield Line(number, text, "is not UTF-8" if "\ufffd" in text and not _is_utf8(line) else "")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _joined(lines: Iterator[Line]) -> Iterator[Line]:
    """Each line with those that continue it: less the backslashes, with the line breaks."""
    for line in lines:
        number, text, fault = line
        if "\\" not in text or text.lstrip(BLANKS).startswith(_ALONE):
            yield line
            continue
        parts = [text]
        while parts[-1].endswith("\\"):
            after = next(lines, None)
            if after is None:
                fault = fault or "a backslash ends the last line, where nothing can go on"
                break
            parts[-1] = parts[-1][:-1]
            parts.append(after.text)
            fault = fault or after.fault
        yield Line(number, "\n".join(parts), fault or _ending(parts[-1]))


def _ending(piece: str) -> str:
    if piece.rstrip(BLANKS).endswith("\\") and not piece.endswith("\\"):
        return "blanks follow the backslash, so the line does not go on"
    return ""


def _settings(lines: Iterator[Line], complain: Complain) -> Iterator[tuple[int, str, str | None, str]]:
    """(line, stanza, key, value) for each setting, and (line, stanza, None, "") for each stanza header."""
    stanza = DEFAULT
    for number, text, fault in lines:
        if fault:
            complain(fault, number)
        content = text.strip(SPACE)
        if not content or content.startswith(COMMENTS):
            continue
        if content.startswith("["):
            stanza = _header(content, number, complain)
            yield number, stanza, None, ""
            continue
        key, equals, value = content.partition("=")
        key = key.rstrip(SPACE)
        if not (key and equals):
            complain(f"is neither a [stanza] nor key = value: {_shortened(content)}", number)
            continue
        yield number, stanza, key, value.lstrip(SPACE)


def _header(content: str, number: int, complain: Complain) -> str:
    name = header_name(content)
    rest = content[len(name) + 1 :].lstrip("\\")
    if not rest.startswith("]"):
        complain(f"the stanza header is not closed: {_shortened(content)}", number)
    elif rest != "]":
        complain(f"text follows the stanza header [{name}]: {_shortened(rest[1:])}", number)
    return name


def header_name(content: str) -> str:
    """The name between the first `[` and the last `]`; it may hold brackets itself (`[source::*.[0-9]]`). Of a header
    that is not closed, the rest of the line."""
    name, closed, rest = content[1:].rpartition("]")
    return name if closed else rest.rstrip(SPACE + "\\")


def _shortened(text: str) -> str:
    text = text.partition("\n")[0]
    return text if len(text) <= 60 else text[:57] + "..."
