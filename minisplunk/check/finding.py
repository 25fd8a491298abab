"""An attempt to read a setting in; what it says is wrong out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from ..conf import App, Setting
from ..dataclass import dataclass
from ..errors import ConfError, ConfRemark, MinisplunkError, PlacedError, shown_place
from ..spl.source import SourceText

ADVICE = "advice"
WRONG = "wrong"
UNSUPPORTED = "unsupported"
MISSING = "missing"
BROKEN = "broken"
KINDS = (ADVICE, WRONG, UNSUPPORTED, MISSING, BROKEN)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a setting, or, with line 0, about a file.

    `kind`: wrong, unsupported, advice, `missing` where another app has to be there, or `broken` where it is our fault;
    `detail`: the line at fault with carets, if any; `code`: the number of the lint that has found it, if one has;
    `column`: from 1, 0 for the whole line.
    """

    file: str
    line: int
    kind: str
    message: str
    detail: str = ""
    code: str = ""
    column: int = 0

    @property
    def rule(self) -> str:
        """What it is an instance of."""
        return self.code or self.kind

    def named(self, names: Iterable[str]) -> bool:
        """Whether one of the names is its kind, its code, or what its code begins with."""
        return any(name == self.kind or (name and self.code.startswith(name)) for name in names)


def told(error: ConfError, where: str = "") -> Finding:
    """What an error says, at its place."""
    kind = ADVICE if isinstance(error, ConfRemark) else _kind(error.exit_code == 3)
    return Finding(str(error.file), error.line or 0, kind, f"{where} {error.reason}".lstrip())


def tried(attempt: Callable[[], object], setting: Setting, where: str) -> Iterator[Finding]:
    """What an attempt to read a setting says is wrong with it, or with the setting that a ConfError names."""
    finding = partial(_finding, setting, f"{where} {setting.key}: ")
    try:
        _placed(attempt, setting)
    except ConfError as error:
        file, line = (setting.file, setting.line) if error.file is None else (error.file, error.line or 0)
        reason = error.reason if error.reason.startswith(where) else f"{where} {error.reason}"
        yield Finding(str(file), line, _kind(error.exit_code == 3), reason)
    except PlacedError as error:
        for one in error.every():
            position = f"{one.place.line}:{one.place.column}: " if one.place else ""
            carets = one.place.carets() if one.place else ""
            yield finding(one.exit_code == 3, f"{position}{one.message}", carets)
    except MinisplunkError as error:
        yield finding(error.exit_code == 3, error.message)


def _placed(attempt: Callable[[], object], setting: Setting) -> None:
    with SourceText.plain(setting.value).placing():
        attempt()


def _finding(setting: Setting, before: str, unsupported: bool, message: str, detail: str = "") -> Finding:
    return Finding(str(setting.file), setting.line, _kind(unsupported), before + message, detail)


def _kind(unsupported: bool) -> str:
    return UNSUPPORTED if unsupported else WRONG


def shown_path(file: str, app: App) -> str:
    """A file of an app as a path that begins at the app; another one as `shown_place` has it."""
    path = Path(file)
    return str(path.relative_to(app.root)) if path.is_relative_to(app.root) else shown_place(path)
