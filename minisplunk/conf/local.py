"""A conf file and settings to write or remove in; the file with these changes out. The rest of it stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .. import plain_files
from ..disk import replace_file
from ..errors import ConfError, NotWritten
from .parser import COMMENTS, DEFAULT, SPACE, Conf, header_name, logical_lines, parse


def write(path: Path, stanza: str, changes: Mapping[str, str | None]) -> Conf:
    """Set keys of a stanza in the conf file at `path`, which is made where missing; see `changed`. Raises NotWritten
    too."""
    after = changed(content(path), path, stanza, changes)
    conf = parse(after, path, strict=False)
    replace_file(path, after)
    return conf


def content(path: Path) -> bytes:
    """What the file at `path` holds now; nothing where there is none. Raises NotWritten for one that cannot be read."""
    try:
        return plain_files.read(path) if path.exists() else b""
    except OSError as error:
        raise NotWritten(path, error) from error


def changed(before: bytes, path: Path, stanza: str, changes: Mapping[str, str | None]) -> bytes:
    """A conf file with keys of a stanza set; None takes a key away. `path` is for errors alone.

    Without changes the stanza is there afterwards, if only its name. ConfError for a name, key or value that conf files
    cannot hold, and for a file that is wrong as it stands.
    """
    changes = {key: value if value is None else value.strip(SPACE) for key, value in changes.items()}
    _refuse_unwritable(path, stanza, changes)
    return _encoded(_rewritten(before, path, stanza, changes), path)


def without(before: bytes, path: Path, stanza: str) -> bytes:
    """A conf file less a stanza, with the comments in it and right above it; ConfError as for `changed`."""
    return _encoded(_without(before, path, stanza), path)


def _encoded(lines: Iterable[str], path: Path) -> bytes:
    try:
        return "".join(f"{line}\n" for line in lines).encode()
    except UnicodeEncodeError as error:
        raise ConfError("a name or value holds half a character, which UTF-8 cannot write", path) from error


def _rewritten(before: bytes, path: Path, stanza: str, changes: Mapping[str, str | None]) -> Iterator[str]:
    """The lines of the file with the changes: in the stanza where it has a place already, else at the end."""
    left = {key: value for key, value in changes.items() if value is not None}
    missing = not changes
    current = DEFAULT
    # blank lines and comments stay with what follows them, so that a new setting comes right after the last one
    waiting: list[str] = []
    for text, content in _lines(before, path):
        if content.startswith("["):
            if current == stanza:
                yield from _take(left)
            current = header_name(content)
            missing = missing and current != stanza
        elif not content or content.startswith(COMMENTS):
            waiting.append(text)
            continue
        elif current == stanza and content.partition("=")[0].rstrip(SPACE) in changes:
            continue
        yield from waiting
        waiting.clear()
        yield text
    if current == stanza:
        yield from _take(left)
    yield from waiting
    if left or missing:
        yield from ("", f"[{stanza}]") if before else (f"[{stanza}]",)
    yield from _take(left)


def _without(before: bytes, path: Path, stanza: str) -> Iterator[str]:
    """The lines of the file less those of the stanza. Blank lines and comments belong to what follows them."""
    current = DEFAULT
    waiting: list[str] = []
    for text, content in _lines(before, path):
        waiting.append(text)
        if not content or content.startswith(COMMENTS):
            continue
        if content.startswith("["):
            current = header_name(content)
        if current != stanza:
            yield from waiting
        waiting.clear()
    yield from waiting


def _lines(before: bytes, path: Path) -> Iterator[tuple[str, str]]:
    """Each logical line, as it stands and without the blanks around it, up to the last that is not blank.

    ConfError for one that is at fault.
    """
    blank: list[str] = []
    for line in logical_lines(before):
        if line.fault:
            raise ConfError(line.fault, path, line.number)
        content = line.text.strip(SPACE)
        if content:
            yield from ((text, "") for text in blank)
            blank.clear()
            yield line.text.replace("\n", "\\\n"), content
        else:
            blank.append(line.text)


def _take(left: dict[str, str]) -> Iterator[str]:
    """The lines of the settings that are still to be written; empties `left`."""
    settings = [f"{key} = {value}".replace("\n", "\\\n") for key, value in left.items()]
    left.clear()
    return iter(settings)


def _refuse_unwritable(path: Path, stanza: str, changes: Mapping[str, str | None]) -> None:
    if any(sign in stanza for sign in "\r\n\0"):
        raise ConfError(f"a stanza cannot be named {stanza!r}", path)
    for key, value in changes.items():
        if not key or key != key.strip(SPACE) or any(sign in key for sign in "=\r\n\0") or key[0] in "[#;":
            raise ConfError(f"a setting cannot be named {key!r}", path)
        if value is not None and ("\r" in value or value.endswith("\\")):
            raise ConfError(f"the value of {key} has a carriage return or ends in a backslash: {value!r}", path)
