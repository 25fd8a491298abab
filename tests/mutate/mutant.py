"""One change of the app's conf files, and how a copy of the app gets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from minisplunk.conf.local import write
from minisplunk.conf.parser import Conf, Stanza, read
from minisplunk.errors import Span


@dataclass(frozen=True)
class Change:
    """A setting of a file of the app; without a value it is taken away."""

    file: str
    stanza: str
    key: str
    value: str | None


@dataclass(frozen=True)
class Mutant:
    """`operator`: the class that it belongs to; `what`: what is different, in words that no other of the class has."""

    operator: str
    what: str
    changes: tuple[Change, ...]

    @property
    def id(self) -> str:
        return f"{self.operator}: {self.what}"

    def put_into(self, app: Path) -> None:
        """Change an app in its folder, which holds the app as it is shipped."""
        for change in self.changes:
            write(app / change.file, change.stanza, {change.key: change.value})


@dataclass(frozen=True)
class App:
    """The conf files that are mutated."""

    savedsearches: Conf
    macros: Conf
    props: Conf
    metadata: Conf

    @classmethod
    def load(cls, root: Path) -> App:
        default = root / "default"
        confs = (read(default / f"{name}.conf") for name in ("savedsearches", "macros", "props"))
        return cls(*confs, read(root / "metadata" / "default.meta"))

    @property
    def search(self) -> Stanza:
        """The detection, which is the app's one search with risk."""
        (stanza,) = (stanza for stanza in self.savedsearches.stanzas.values() if stanza.flag("action.risk"))
        return stanza


def setting(conf: str, stanza: str, key: str, value: str | None) -> tuple[Change]:
    return (Change(f"default/{conf}.conf", stanza, key, value),)


def of_search(app: App, key: str, value: str | None) -> tuple[Change]:
    return setting("savedsearches", app.search.name, key, value)


def spliced(text: str, span: Span, replacement: str) -> str:
    return text[: span.start] + replacement + text[span.end :]


def named(operator: str, found: Iterable[tuple[str, tuple[Change, ...]]]) -> Iterator[Mutant]:
    """Mutants of a class; of those with the same words the second is told by its number."""
    seen: dict[str, int] = {}
    for what, changes in found:
        seen[what] = seen.get(what, 0) + 1
        yield Mutant(operator, what if seen[what] == 1 else f"{what} ({seen[what]})", changes)
