"""What a case is: something that both Splunks are asked, and how their answers are looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .answer import Answer
from .side import Side

TESTS = Path(__file__).parents[1]
BEFORE, AFTER = 12_600, 1_800
"""Seconds around the moment of a set of events, in which no other set lies."""
Confs = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Conf file -> stanza -> settings."""
Apps = Mapping[str, Mapping[str, str]]
"""App -> file in it -> text."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An event to be posted: `ago` seconds before its case's own moment."""

    raw: str
    ago: float = 0.0
    sourcetype: str = "st"
    source: str = "/var/log/app.log"
    host: str = "web-1"


Events = tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """`spl`, in which $index$ is the run's index; `options` are those of search/jobs.

    With `events` it is now their moment, and nothing but them lies in the time range. While it runs `apps` are there,
    and `confs` as the user's own; with a `zone` that is the user's time zone.
    """

    spl: str
    options: Mapping[str, str] = field(default_factory=dict)
    events: Events = ()
    confs: Confs = field(default_factory=dict)
    apps: Apps = field(default_factory=dict)
    zone: str = ""


Steps = Callable[[Side], Answer]
"""What takes more than a search."""


@dataclass(frozen=True, slots=True)
class Case:
    """`expected` is what the case's file says, None where it asks. `skip`: why it cannot be asked.

    Compared are the fields `only` (None: all) less `without`, and with `columns` their order too. `disposable`: only a
    Splunk that is nobody else's may be asked. `whole`: nothing else is said in the file. `why` and `if_not` are of
    questions: why it matters, and what we do if it is not so.
    """

    file: Path
    name: str
    ask: Search | Steps
    expected: Answer | None = None
    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    columns: bool = False
    disposable: bool = False
    whole: bool = True
    skip: str = ""
    why: str = ""
    if_not: str = ""

    @property
    def id(self) -> str:
        return f"{self.file.relative_to(TESTS).with_suffix('').as_posix()}: {self.name}"

    @property
    def events(self) -> Events:
        return self.ask.events if isinstance(self.ask, Search) else ()

    def seen(self, answer: Answer) -> Answer:
        return answer.only(self.only, self.without)
