"""What a case file may say: the types that reading, the JSON schema and the tables of the documentation come from."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct


def says(text: str) -> Meta:
    """What a key means, as the schema and the documentation have it."""
    return Meta(description=text)


class Pattern(Struct, frozen=True, forbid_unknown_fields=True):
    """A value that is not known exactly."""

    matches: Annotated[str, says("A regular expression (PCRE2) that matches somewhere in the value.")]


Scalar = str | int | float | bool | None
Time = str | int | float
Text = Annotated[str, Meta(min_length=1)]
Count = Annotated[int, Meta(ge=0)]
Letters = Annotated[int, Meta(ge=1)]
Copies = Annotated[int, Meta(ge=1, le=1_000_000)]
Value = str | int | float | bool | list[Scalar] | Pattern | None
Fields = dict[str, Value]


class Rows(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which rows are expected, where it is not these rows in this order."""

    exactly: Annotated[Count | None, says("So many rows.")] = None
    at_least: Annotated[Count | None, says("So many rows, or more.")] = None
    at_most: Annotated[Count | None, says("So many rows, or fewer.")] = None
    rows: Annotated[list[Fields] | None, says("These rows and no others, in any order.")] = None
    includes: Annotated[list[Fields], says("Rows that are among those found.")] = []
    excludes: Annotated[list[Fields], says("Rows of which none is among those found.")] = []


Expected = list[Fields] | Rows


class Setting(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Settings of a stanza, changed before the search runs as Splunk Web changes them."""

    conf: Annotated[Text, says("The conf file without `.conf`, as `savedsearches`.")]
    stanza: Annotated[Text, says("The name of the stanza.")]
    settings: Annotated[dict[str, Scalar], says("The settings; null takes one of `local/` away.")]
    app: Annotated[str, says("The app whose settings they are; by default the one under test.")] = ""


class Event(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One event, or all of a file. Just one of `raw`, `json`, `record`, `file` and `attack_data` says what it is."""

    raw: Annotated[str | None, says("Its text.")] = None
    json: Annotated[dict[str, Any] | None, says("A JSON object, which is its text.")] = None
    record: Annotated[str | None, says("The name of one of the file's `records`.")] = None
    file: Annotated[Text | None, says("A file of events, or a folder, from the folder of the case file.")] = None
    attack_data: Annotated[
        Text | None, says("A data set of splunk/attack_data: its id, its path there, or the URL of a file.")
    ] = None
    set: Annotated[
        dict[str, Any],
        says(
            "Other values for a JSON event: `a.b` reaches into an object, unless there is a key `a.b`. `{n}` in a text "
            "is the number of the copy, see `repeat`."
        ),
    ] = {}
    remove: Annotated[list[str], says("Keys of a JSON event that are taken away.")] = []
    lengthen: Annotated[dict[str, Letters], says("So many letters x at the end of a text of a JSON event.")] = {}
    repeat: Annotated[Copies, says("So many copies of one event.")] = 1
    every: Annotated[str, says("How much later each copy is, as `1s`, `5m` or `1h`.")] = "1s"
    shift: Annotated[str, says("By how much times are moved, as `-1d` or `90m`.")] = ""
    time: Annotated[Time | None, says("Its time; by default what the source type's rules find in its text.")] = None
    delivered: Annotated[Time | None, says("When Splunk gets it; by default before the search runs.")] = None
    index: Annotated[str, says("Its index; made where no app defines it.")] = ""
    sourcetype: Annotated[str, says("Its source type. A file that says none is recognized by how it begins.")] = ""
    source: Annotated[str, says("Its source.")] = ""
    host: Annotated[str, says("Its host.")] = ""


class Around(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What a case may say, and a file for all its cases."""

    saved_search: Annotated[str, says("The saved search; by default the app's detection.")] = ""
    search: Annotated[str, says("SPL that is run instead of a saved search.")] = ""
    search_app: Annotated[str, says("The app in which SPL is run; by default the one under test.")] = ""
    now: Annotated[
        Time | None,
        says("When the search runs; by default the first whole minute whose time range takes in the newest event."),
    ] = None
    earliest: Annotated[Time, says("Begin of the time range, as `-1d@d`, instead of the search's own.")] = ""
    latest: Annotated[Time, says("End of the time range, exclusive.")] = ""
    index: Annotated[str, says("The index of events that say none; `main` by default.")] = ""
    sourcetype: Annotated[str, says("The source type of events that say none.")] = ""
    source: Annotated[str, says("The source of events that say none.")] = ""
    host: Annotated[str, says("The host of events that say none.")] = ""
    apps: Annotated[list[Text], says("Apps beside the one under test, from the folder of the case file.")] = []
    enterprise_security: Annotated[
        bool | None, says("With the risk and notable actions of Enterprise Security: true by default.")
    ] = None
    common_information_model: Annotated[
        bool | None, says("With minisplunk's data models of the CIM: false by default.")
    ] = None
    settings: Annotated[list[Setting], says("Settings that are changed before the search runs.")] = []
    macros: Annotated[dict[str, str], says("Macros of the app under test that have another definition.")] = {}


class Case(Around, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Events, what is around them, and what the search is to find."""

    name: Annotated[Text, says("What happens; each case of a file has a name of its own.")]
    description: Annotated[str, says("More about it.")] = ""
    tags: Annotated[list[str], says("Words by which cases are chosen.")] = []
    events: Annotated[list[Event], says("The events.")] = []
    runs: Annotated[list[Time], says("The search runs at each of these times, over what was delivered by then.")] = []
    fires: Annotated[bool | None, says("Whether the condition of the alert is met.")] = None
    results: Annotated[Expected | None, says("Its results: rows, or what is said of them.")] = None
    columns: Annotated[list[str] | None, says("The columns of the results, in their order.")] = None
    risk: Annotated[Expected | None, says("The risk events that it writes.")] = None
    findings: Annotated[Expected | None, says("The findings (notable events) that it writes.")] = None
    messages: Annotated[
        list[Text] | None, says("The messages of the job and no others, each by a part of its text.")
    ] = None
    because: Annotated[str, says("The field of the first clause that the event which came nearest does not meet.")] = ""
    reason: Annotated[str, says("A part of the reasons why it found nothing, as `explain` gives them.")] = ""
    error: Annotated[str, says("A part of the error that the search ends with.")] = ""
    also_fires: Annotated[list[Text], says("Other saved searches of the app that fire on these events.")] = []
    verified: Annotated[str, says("The version of a Splunk on which the case has passed.")] = ""


class CaseFile(Around, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A file of cases. What it says beside them counts for each case that does not say it itself."""

    cases: Annotated[list[Case], says("The cases.")]
    records: Annotated[
        dict[str, dict[str, Any]] | str,
        says("JSON objects by name, of which events are made; or the path of a YAML file that holds them."),
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
