"""The tools of `minisplunk mcp`: what each takes, what it says of itself, and how its answer is made."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from ..errors import DataError
from ..workbench.bench import TRIED, Bench
from ..workbench.cases import tested
from ..workbench.changes import Changes
from ..workbench.tool import Tool
from .documents import mcp as documents
from .documents.check import Checked
from .documents.check import document as checked

_MOST = 100_000
Text = Annotated[str, Meta(max_length=_MOST)]
Spl = Annotated[
    str, Meta(max_length=_MOST, description="SPL, as in Splunk's search bar: `index=main error | stats count by host`.")
]
Name = Annotated[str, Meta(max_length=1_000, description="The name of a saved search; by default the app's detection.")]
Time = Annotated[
    str,
    Meta(
        max_length=200,
        description="A time modifier (-24h@h), epoch seconds, or a time (03/31/2026:09:00:00). Empty: all time. Now is "
        "just after the newest event.",
    ),
]
Changed = Annotated[
    str, Meta(min_length=1, max_length=_MOST, description="SPL that the saved search is to have, for this call.")
]
Macros = Annotated[
    dict[Annotated[str, Meta(max_length=1_000)], Text],
    Meta(
        max_length=100,
        description="Macros that are to have another definition, for this call: name -> definition. A macro with one "
        "argument is called `name(1)`.",
    ),
]


class Arguments(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What all tools take."""

    macros: Macros = {}


class OfCheck(Arguments, frozen=True, kw_only=True):
    spl: Annotated[Annotated[Spl, Meta(min_length=1)] | None, Meta(description="SPL to check by itself.")] = None
    saved_search: Name = ""
    search: Annotated[Changed | None, Meta(description="SPL to check in the place of the saved search's.")] = None


class OfSearch(Arguments, frozen=True, kw_only=True):
    spl: Annotated[Spl, Meta(min_length=1)]
    earliest: Time = ""
    latest: Time = ""
    rows: Annotated[int, Meta(ge=1, le=10_000, description="The most rows; the server may show fewer.")] = 20


class OfExplain(Arguments, frozen=True, kw_only=True):
    spl: Annotated[Spl, Meta(description="SPL to explain; without it, a saved search is.")] = ""
    saved_search: Name = ""
    earliest: Time = ""
    latest: Time = ""


class OfRun(Arguments, frozen=True, kw_only=True):
    saved_search: Name = ""
    search: Changed | None = None
    window: Annotated[
        Literal["data", "saved"],
        Meta(description="The whole span of the events, or the search's own time range, ending after the newest one."),
    ] = "data"


class OfTest(Arguments, frozen=True, kw_only=True):
    cases: Annotated[str, Meta(max_length=1_000, description="Only cases with this text in name, search or tags.")] = ""
    saved_search: Name = ""
    search: Changed | None = None


def _check(bench: Bench, asked: OfCheck) -> Checked:
    if asked.spl is not None and asked.search is not None:
        raise DataError("Check either spl, by itself, or search, in the place of a saved search's.")
    changes = Changes(asked.saved_search, asked.search, asked.macros)
    document = checked(bench.check(asked.spl, asked.saved_search, changes))
    for finding in document.findings:
        finding.message = finding.message.removeprefix(f"[{TRIED}] search: ")
    return document


def _search(bench: Bench, asked: OfSearch) -> documents.Searched:
    most = min(asked.rows, bench.named.rows)
    changes = Changes(macros=asked.macros)
    return documents.searched(bench.search(asked.spl, asked.earliest, asked.latest, most, changes))


def _explain(bench: Bench, asked: OfExplain) -> documents.ExplainedSearch:
    if asked.spl and asked.saved_search:
        raise DataError("Explain either spl or a saved_search, not both.")
    changes = Changes(macros=asked.macros)
    return documents.explained(bench.explain(asked.spl, asked.saved_search, asked.earliest, asked.latest, changes))


def _run(bench: Bench, asked: OfRun) -> documents.Tried:
    changes = Changes(asked.saved_search, asked.search, asked.macros)
    return documents.tried(bench.run(asked.saved_search, asked.window, changes))


def _test(bench: Bench, asked: OfTest) -> documents.TriedCases:
    return documents.tried_cases(tested(bench, asked.cases, Changes(asked.saved_search, asked.search, asked.macros)))


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "check",
        "Check SPL or an app",
        "Read SPL, and nothing is run: what is wrong, what this Splunk does not support, and advice, each with its "
        "place. Give `spl` for a search by itself, `saved_search` for one of the app, with `search` for what it is to "
        "be, or none of them for the whole app: its conf files, searches, macros, extractions and lookups. Without a "
        "finding it can be run, unless it writes.",
        OfCheck,
        Checked,
        _check,
    ),
    Tool(
        "search",
        "Search the events",
        "Run SPL over the events and show its first rows. An error has the place in the SPL, with a caret.",
        OfSearch,
        documents.Searched,
        _search,
    ),
    Tool(
        "explain",
        "Explain a search",
        "Run a search and say why it finds what it finds, or nothing: how many rows go into each command and come out, "
        "how many events each clause of the base search lets through, sentences on what removed the rest, and the "
        "events that come nearest to being found, each with the clause that it does not meet.",
        OfExplain,
        documents.ExplainedSearch,
        _explain,
    ),
    Tool(
        "run",
        "Run a saved search",
        "Run a saved search as its schedule would, with its risk and notable actions: whether it fired, its results, "
        "the risk events and findings that were written, and the events that stayed silent. With `search` or `macros` "
        "it is run changed, and once more as it is: `changed` says which rows are gone and which are new. Nothing is "
        "saved, no script of an app is run, and nothing is sent.",
        OfRun,
        documents.Tried,
        _run,
    ),
    Tool(
        "test",
        "Run the cases",
        "Run the app's cases: events in YAML, and what its searches are to find among them. Each has a verdict, and "
        "one that failed says what differs, and why. With `search` or `macros` they are run with the change, and once "
        "more without: `changed` says which cases end in another way. The files are read anew for each call.",
        OfTest,
        documents.TriedCases,
        _test,
    ),
)


def tools() -> tuple[Tool[Any], ...]:
    """For a process that is to answer: it is given this function by name."""
    return TOOLS
