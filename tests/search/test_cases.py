"""Runs the cases of cases/*.yaml: events and apps in, the rows (or the error) of a search out.

A file has the set-up that its cases share (see conftest.py) and `cases`; a case may replace a part of it. A case has
search, earliest, latest, app, user; and what comes of it:
`rows`: the fields named by the first row of it, of every row; `raws`: the raw texts; `count`: how many rows;
`error`: class and exact message ("<Class>: <message>"), `at`: the text that it marks; `inside`: macro and marked text;
`messages`: all of the job, "KIND text", or `any`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk import errors
from minisplunk.values import texts
from tests.case_files import LOADER

FOLDER = Path(__file__).parent / "cases"
RUN = {
    "name",
    "search",
    "earliest",
    "latest",
    "app",
    "user",
    "rows",
    "raws",
    "count",
    "error",
    "at",
    "inside",
    "messages",
}
SETUP = {"apps", "private", "indexes", "events", "points"}


def cases():
    for file in sorted(FOLDER.glob("*.yaml")):
        shared = yaml.load(file.read_text(), LOADER)
        for case in shared.pop("cases"):
            assert case.keys() <= RUN | SETUP, f"{file.name}: {case.keys() - RUN - SETUP}"
            assert shared.keys() <= SETUP, f"{file.name}: {shared.keys() - SETUP}"
            yield pytest.param(shared | case, id=f"{file.stem}: {case['name']}")


def plain(value):
    found = texts(value)
    return found if len(found) > 1 else (found[0] if found else None)


def marked(place):
    return place.text[place.span.start : place.span.end]


@pytest.mark.parametrize("case", [*cases()])
def test_case(case, opened):
    splunk = opened(case)
    options = {key: case[key] for key in ("earliest", "latest", "app", "user") if key in case}
    if "error" in case:
        kind, _, message = case["error"].partition(": ")
        with pytest.raises(errors.MinisplunkError) as caught:
            splunk.search(case["search"], **options)
        assert (type(caught.value).__name__, caught.value.message) == (kind, message)
        if "at" in case:
            assert marked(caught.value.place) == case["at"]
        if "inside" in case:
            assert [[name, marked(place)] for name, place in caught.value.place.inside] == case["inside"]
        return
    job = splunk.search(case["search"], **options)

    if "rows" in case:
        named = list(case["rows"][0]) if case["rows"] else []
        assert [{name: plain(row.get(name)) for name in named} for row in job.results] == case["rows"]
    if "raws" in case:
        assert [row["_raw"] for row in job.results] == case["raws"]
    if "count" in case:
        assert len(job.results) == case["count"]
    if case.get("messages") != "any":
        assert [f"{message.kind} {message.text}" for message in job.messages] == case.get("messages", [])
