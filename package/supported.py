"""What minisplunk does, cannot do, and leaves aside: its own tables in, docs/SUPPORTED.md out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from minisplunk.conf.settings import SettingSpec, Support, table
from minisplunk.functions import FUNCTIONS, aggregates
from minisplunk.rest.hec import ROUTES as HEC_ROUTES
from minisplunk.rest.management.routes import routes
from minisplunk.rest.search import job_parameters, result_page

from . import commands, endpoints
from .build import write as write_file
from .markdown import code

MARK = "<!-- Generated from minisplunk's own tables by `python -m package page`. Change the code, not this page. -->"

INTRODUCTION = """\
What minisplunk does of Splunk. What is wrong and what is not supported are two different errors, both with the place in
your text; the exit code of an unsupported one is 3. Nothing outside of this page is passed over in silence.

Whether the searches of a content library run here, `minisplunk check FOLDER` tells."""

COMMANDS = """\
An option that is not listed is refused as an invalid argument. What an option lacks is refused by name."""

LIMITS = """\
| What | Limit | When it bites |
| --- | --- | --- |
| automatic JSON extraction | the first 5,000 characters of the event | a message on the job |
| automatic extraction | 100 fields of an event | a message on the job |
| `list()` | 100 values | silently, as in Splunk |
| `sort` without a count | 10,000 rows | silently, as in Splunk |
| subsearches, `append` | 10,000 rows | a message on the job |
| results of one run that are alerts of their own | 500 | a message on the job |
| a search's results | 500,000 rows | a message on the job |
| a regular expression | 100,000 steps of matching | a message, or an error that names the expression |"""

REST = """\
What there is none of is an empty feed, where splunkd's would be empty too: connections of ports, files of monitors,
search peers, messages of the licenser. Inputs and outputs are kept as conf files have them; nothing is read from those
inputs (HEC's and oneshot ones are), nothing is sent to those outputs, and who makes one is told so. The licence is
valid and has no end; no cluster is set up. A restart takes half a second."""

DIFFERENT = """\
- No search is accelerated or summarised, and none of a store is distributed: there is one process and one store. A
  search over files is split between processes, as Splunk splits one between peers and the search head.
- `punct`, `timestartpos` and `timeendpos` are not made; a search that names one of them is refused. `date_hour` and the
  like are made for a search that names them, be it by `date_*`; `*` alone does not show them.
- A key that stands twice in one JSON object has its last value.
- The server's time zone is UTC.
- Of alert actions, `risk` and `notable` are minisplunk's own. Custom ones have their scripts run, as splunkd runs them,
  while `minisplunk serve` does. Splunk's other actions (email, webhook...) are not run. The job says what was not run.
- Scheduled searches run while `minisplunk serve` does: one after the other, those with real-time scheduling first.
- Conf files have their default stanzas read by REST, not written.
- A job is done when the actions of its alert are; splunkd runs these afterwards."""


def render() -> str:
    """The page."""
    return "\n\n".join((MARK, "# What is supported", INTRODUCTION, *_sections())) + "\n"


def write(root: Path) -> Path:
    """Write the page, whole or not at all; where it is."""
    path = root / "docs" / "SUPPORTED.md"
    write_file(path, render().encode())
    return path


def _sections() -> Iterator[str]:
    yield "## Commands"
    yield COMMANDS
    yield "\n".join(commands.table())
    yield "Splunk's, but not supported:"
    yield "\n".join(commands.elsewhere())
    yield "## Eval functions"
    yield code(FUNCTIONS)
    yield "## Functions of stats"
    yield f"{code(aggregates.AGGREGATES)}, and percentiles (`p95`, `perc99.9`, `exactperc50`, `upperperc90`)"
    yield f"Of some commands alone: {', '.join(f'`{name}` ({of})' for name, of in aggregates.OF_SOME_COMMANDS.items())}"
    yield "## REST API"
    yield (
        "Below `/services` and `/servicesNS/<owner>/<app>`, in Atom XML and JSON. Every other endpoint of splunkd's is "
        "answered 501 with its name; one that splunkd does not have, 404. Of those in Splunk's REST API Reference:"
    )
    yield "\n".join(endpoints.table())
    yield (
        "A path with `{rest...}` counts as one. Collections have twins below `admin/`, by the names of their handlers: "
        "`admin/savedsearch` is `saved/searches`."
    )
    yield REST
    yield (
        "Served (and of each collection what it needs of `_new`, `_reload` and `_acl`, of each entry what it needs of "
        "`acl`, `enable`, `disable`, `move` and `_reload`):"
    )
    yield "\n".join(_routes())
    yield "Not served:"
    yield "\n".join(endpoints.not_served())
    yield f"Parameters of a search job: {code(job_parameters.DONE)}"
    yield f"Taken without effect: {code(job_parameters.HARMLESS)}"
    yield f"Refused: {code(job_parameters.UNSUPPORTED)}"
    yield f"Parameters of results: {code(result_page.OF_PAGES)}"
    yield f"Taken without effect: {code(result_page.HARMLESS_OF_PAGES)}"
    yield "## HTTP Event Collector"
    yield code(route.path for route in HEC_ROUTES if route.handler)
    yield f"Splunk's, but not supported: {code(route.path for route in HEC_ROUTES if not route.handler)}"
    yield "## Limits that are Splunk's own"
    yield LIMITS
    yield "## What is different"
    yield DIFFERENT
    yield "## Settings of conf files"
    yield (
        "*Implemented* settings have their effect; *harmless* ones change no result here; *unsupported* ones are an "
        "error when they are met. `minisplunk check` names them in an app."
    )
    for conf, rows in groupby(table(), key=lambda item: item[0]):
        yield f"### {conf}" if conf == "metadata" else f"### {conf}.conf"
        yield "\n".join(_settings([row for _, row in rows]))


def _routes() -> Iterator[str]:
    """A line for each path, with its methods and with what of it is not supported."""
    by_path = groupby(sorted(routes(), key=lambda route: (route.path, route.method)), key=lambda route: route.path)
    for path, found in by_path:
        if path.endswith(endpoints.FRAMEWORK):
            continue
        served = list(found)
        lacking = "".join(dict.fromkeys(f" (not supported {route.lacks})" for route in served if route.lacks))
        yield f"- `{path or '/'}`: {', '.join(route.method for route in served)}{lacking}"


def _settings(rows: list[SettingSpec]) -> Iterator[str]:
    """A line for each support and reason, with the settings that share it."""
    for support in Support:
        reasons = dict.fromkeys(row.why for row in rows if row.support is support)
        for why in reasons:
            keys = code(_named(row) for row in rows if row.support is support and row.why == why)
            yield f"- {support.value}{f' ({why})' if why else ''}: {keys}"


def _named(row: SettingSpec) -> str:
    named = f"[{row.stanza}] {row.key}" if row.stanza else row.key
    return f"{named} = {row.values}" if row.values else named
