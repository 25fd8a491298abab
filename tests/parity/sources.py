"""Which case files there are, and who reads each; the cases of all, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import yaml

from tests.case_files import LOADER

from . import from_events, from_rows
from .cases import TESTS, Case
from .questions import question

_OF_APPS = "it needs its app, or its files, on the whole Splunk"
_ROWS = "it makes several events of one"
NOT_AS_SENT = {
    **dict.fromkeys(
        (
            "commands/cases/appendpipe: what the pipeline writes is written",
            "commands/cases/foreach: a wildcard is a part of the name",
            "search/cases/losses: all that is sound is found",
            "search/cases/rename: event types and tags see the new name",
            "search/cases/rename: the index knows the old name",
            "search/cases/rename: the index knows no new name",
            "search/cases/rename: metadata is of the index",
            "search/cases/rename: metasearch asks the index",
            "fields/cases/report: SOURCE_KEY may be a key of index time",
        ),
        _OF_APPS,
    ),
    "fields/cases/kv: multi makes an event of each row of a table": _ROWS,
    "fields/cases/kv: rows have the fields of their event, and are aliased and calculated one by one": _ROWS,
}
"""Cases that are not told the same way over REST as in their files, and why."""

SOURCES: tuple[tuple[str, from_rows.Reader], ...] = (
    ("parity/questions.yaml", question),
    ("commands/cases/*.yaml", from_rows.command),
    ("functions/cases/*.yaml", from_rows.function),
    ("functions/aggregates/cases.yaml", from_rows.aggregate),
    ("times/cases/printing.yaml", from_rows.printing),
    ("times/cases/reading.yaml", from_rows.reading),
    ("times/cases/modifiers.yaml", from_rows.modifier),
    ("spl/cases/refused.yaml", from_rows.expression),
    ("spl/cases/expressions.yaml", from_rows.unseen),
    ("spl/cases/macros.yaml", from_rows.unseen),
    ("spl/cases/matching.yaml", from_events.matching),
    ("search/cases/*.yaml", from_events.search),
    ("fields/cases/*.yaml", from_events.fields),
)
"""The other case files are not about searches: conf files, REST, the scheduler, the command line."""


def cases() -> Iterator[Case]:
    for pattern, reader in SOURCES:
        for file in sorted(TESTS.glob(pattern)):
            found = yaml.load(file.read_text("utf-8"), LOADER)
            shared = {} if isinstance(found, list) else {key: value for key, value in found.items() if key != "cases"}
            for case in found if isinstance(found, list) else found["cases"]:
                for made in reader(file, shared | case):
                    yield replace(made, skip=made.skip or NOT_AS_SENT.get(made.id, ""))
