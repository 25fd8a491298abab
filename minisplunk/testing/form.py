"""What a case file may say: the types that reading, the JSON schema and the documentation are made from."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

Scalar = str | int | float | bool | None
Time = Annotated[
    str | int | float,
    Meta(description="ISO 8601, as 2026-03-03T09:30:00Z (UTC where no zone is said), or epoch seconds."),
]
Path = Annotated[str, Meta(description="A path, from the folder of the case file.", min_length=1)]
Name = Annotated[str, Meta(min_length=1)]


class Pattern(Struct, frozen=True, forbid_unknown_fields=True):
    """A value that is not known exactly."""

    matches: Annotated[str, Meta(description="A regular expression (PCRE2) that the value matches somewhere.")]


Value = Annotated[
    str | int | float | bool | list[Scalar] | Pattern | None,
    Meta(description="A value as text, several as a list in their order, a pattern, or null for no such field."),
]
Fields = Annotated[dict[str, Value], Meta(description="The fields of a row that matter; others may have any value.")]


class Rows(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which rows are expected, where it is not these rows in this order."""

    exactly: Annotated[int, Meta(ge=0, description="So many rows.")] | None = None
    at_least: Annotated[int, Meta(ge=0, description="So many rows, or more.")] | None = None
    at_most: Annotated[int, Meta(ge=0, description="So many rows, or fewer.")] | None = None
    rows: Annotated[list[Fields], Meta(description="These rows and no others, in any order.")] | None = None
    includes: Annotated[list[Fields], Meta(description="Rows that are among those found.")] = []
    excludes: Annotated[list[Fields], Meta(description="Rows of which none is among those found.")] = []


Expected = Annotated[
    list[Fields] | Rows, Meta(description="These rows in this order and no others; or what else is said of them.")
]


class Setting(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Settings of a stanza, changed before the search runs as Splunk's UI changes them."""

    conf: Annotated[str, Meta(description="The conf file without .conf, as savedsearches.", min_length=1)]
    stanza: Name
    settings: Annotated[
        dict[str, str | int | float | bool | None], Meta(description="The settings; null takes one of local/ away.")
    ]
    app: Annotated[str, Meta(description="The app whose settings they are; by default the one under test.")] = ""


class Event(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One event, or all of a file. Just one of raw, json, record, file and attack_data says what it is."""

    raw: Annotated[str, Meta(description="Its text.")] | None = None
    json: Annotated[dict[str, Any], Meta(description="A JSON object, which is its text.")] | None = None
    record: Annotated[str, Meta(description="The name of one of the file's records.")] | None = None
    file: Path | None = None
    attack_data: (
        Annotated[str, Meta(description="A data set of splunk/attack_data: its id, its path, or the URL of a file.")]
        | None
    ) = None
    set: Annotated[
        dict[str, Any],
        Meta(
            description="Other values for a JSON event: a.b reaches into an object, but a key with dots that is there "
            "counts first. {n} in a text is the number of the copy, see repeat."
        ),
    ] = {}
    remove: Annotated[list[str], Meta(description="Keys of a JSON event that are taken away.")] = []
    lengthen: Annotated[
        dict[str, int], Meta(description="So many letters x at the end of a text of a JSON event.")
    ] = {}
    repeat: Annotated[int, Meta(ge=1, le=1_000_000, description="So many copies of one event.")] = 1
    every: Annotated[str, Meta(description="How much later each copy is, as 1s, 5m or 1h.")] = "1s"
    shift: Annotated[str, Meta(description="By how much times are moved, as -1d or +90m.")] = ""
    time: Time | None = None
    delivered: Annotated[Time, Meta(description="When Splunk gets it; by default before the search runs.")] | None = (
        None
    )
    index: str = ""
    sourcetype: str = ""
    source: str = ""
    host: str = ""


class Around(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What a case may say, and a file for all its cases."""

    saved_search: Annotated[str, Meta(description="The saved search; by default the app's detection.")] = ""
    search: Annotated[str, Meta(description="SPL that is run instead of a saved search.")] = ""
    search_app: Annotated[str, Meta(description="The app in which SPL is run; by default the one under test.")] = ""
    earliest: Annotated[
        str | int | float, Meta(description="Begin of the time range, instead of the search's own.")
    ] = ""
    latest: Annotated[str | int | float, Meta(description="End of the time range, exclusive.")] = ""
    now: Time | None = None
    index: Annotated[str, Meta(description="The index of events that say none; made where no app defines it.")] = ""
    sourcetype: Annotated[str, Meta(description="The source type of events that say none.")] = ""
    source: str = ""
    host: str = ""
    apps: Annotated[list[Path], Meta(description="Apps to install beside the one under test.")] = []
    enterprise_security: Annotated[
        bool | None, Meta(description="With the risk and notable actions of Enterprise Security: true by default.")
    ] = None
    common_information_model: Annotated[
        bool | None, Meta(description="With minisplunk's data models of the CIM: false by default.")
    ] = None
    settings: list[Setting] = []
    macros: Annotated[dict[str, str], Meta(description="Macros of the app under test with another definition.")] = {}


class Case(Around, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Events, what is around them, and what the search is to find."""

    name: Annotated[Name, Meta(description="What happens; of one case in a file alone.")]
    description: str = ""
    events: list[Event] = []
    runs: Annotated[
        list[Time], Meta(description="The search runs at each of these times, on what was delivered by then.")
    ] = []
    fires: Annotated[bool, Meta(description="Whether the alert's condition is met.")] | None = None
    results: Expected | None = None
    columns: Annotated[list[str], Meta(description="The columns of the results, in their order.")] | None = None
    risk: Expected | None = None
    findings: Expected | None = None
    messages: (
        Annotated[list[str], Meta(description="The messages of the job, no others, each by a part of its text.")] | None
    ) = None
    because: Annotated[
        str, Meta(description="The field of the first clause that the event which came nearest does not meet.")
    ] = ""
    reason: Annotated[str, Meta(description="A part of the reasons that are given for an empty result.")] = ""
    error: Annotated[str, Meta(description="A part of the error that the search ends with.")] = ""
    also_fires: Annotated[
        list[str], Meta(description="Other saved searches of the app that fire on these events.")
    ] = []
    tags: Annotated[list[str], Meta(description="Words by which cases are chosen.")] = []
    verified: Annotated[str, Meta(description="The version of a Splunk on which the case has passed.")] = ""


class CaseFile(Around, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A file of cases. What it says beside them counts for each case that does not say it itself."""

    cases: list[Case]
    records: Annotated[
        dict[str, dict[str, Any]] | str,
        Meta(
            description="JSON objects by names, of which events are made; or the path of a YAML file that holds them."
        ),
    ] = {}


def schema() -> dict[str, Any]:
    """The JSON schema of a case file, which may also be the list of its cases alone."""
    (file, cases), definitions = msgspec.json.schema_components((CaseFile, list[Case]))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Cases of a Splunk app, for minisplunk test",
        "anyOf": [file, cases],
        "$defs": definitions,
    }
