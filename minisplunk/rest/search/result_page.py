"""The part of a job's results that a request asks for, as texts in splunkd's order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from functools import partial

from ...dataclass import dataclass
from ...jobs import Job
from ...jobs.columns import groupby_ranks, result_fields
from ...jobs.field_summary import FieldsCounter
from ...search import Formatted, Message, unformatted
from ...search.over_results import following
from ...spl.names import matching
from ...values import Row, Value, text
from ..eai.arguments import whole_number
from ..http import Request
from ..instance import Splunkd
from .job_parameters import HARMLESS, boolean, refused, whole
from .moments import ShowTime, iso, shown

OF_PAGES = frozenset(
    (
        *("output_mode", "count", "offset", "f", "field_list", "search", "segmentation", "show_metadata"),
        "add_summary_to_metadata",
    )
)
"""Parameters (REST API Reference, search/v2/jobs/{search_id}/results). `segmentation` is about markup in values, and
values have none. `show_metadata`: fields as objects; no reference has it, Splunk's own clients do."""
HARMLESS_OF_PAGES: Mapping[str, str] = {
    "check_risky_command": HARMLESS["check_risky_command"],
    "progress": "a note of Splunk Web's",
    "requestTotalCount": "results of another search over results are always counted",
}
"""Why a parameter of Splunk's own dashboards changes nothing here."""
PAGE = 100
MOST_ROWS = 50_000
"""Results of one request (limits.conf.spec, [restapi] maxresultrows)."""

ShownRow = Mapping[str, str | list[str]]
"""A result as clients see it; a field without a value is not there."""


@dataclass(frozen=True, slots=True)
class ResultSet:
    """Results of a job, or events, and the fields that they have; `messages`: beside the job's own; `processed`: they
    are those of another search over them; `formatted`: how they are shown; `ranks`: of the fields that they are grouped
    by."""

    job: Job
    rows: list[Row]
    fields: Sequence[str]
    messages: Sequence[Message] = ()
    processed: bool = False
    formatted: Formatted = unformatted
    ranks: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, job: Job, rows: list[Row], fields: Sequence[str], formatted: Formatted = unformatted) -> ResultSet:
        """Results of a job as its search has made them."""
        ranks = {} if job.run is None else groupby_ranks(job.run.pipeline.columns())
        return cls(job, rows, fields, formatted=formatted, ranks=ranks)


@dataclass(frozen=True, slots=True)
class ResultPage:
    """`offset`: of the first result; `total`: results before paging; `ranks`: of the fields that stats grouped by;
    `processed`: as in ResultSet; `metadata`: fields are objects in every format of JSON; `summaries`: what these say of
    each field's values, where it is asked for."""

    fields: Sequence[str]
    rows: Collection[ShownRow]
    offset: int = 0
    total: int = 0
    preview: bool = False
    messages: Sequence[Message] = ()
    ranks: Mapping[str, int] = field(default_factory=dict)
    processed: bool = False
    metadata: bool = False
    summaries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def page(splunkd: Splunkd, request: Request, results: ResultSet, show: ShowTime | None = None) -> ResultPage:
    """Results after the request's `offset`, `count`, `f` and `field_list`; `_time` as `show` has it, ISO otherwise.

    Raises HttpError 400.
    """
    job = results.job
    part, offset = _part(request, results.rows)
    names = chosen(request, results.fields) if part else []
    show = show or partial(iso, zone=splunkd.zone_of(request.who.user))
    return ResultPage(
        fields=names,
        rows=[as_shown(row, names, show, results.formatted) for row in part],
        offset=offset,
        total=len(results.rows),
        preview=not job.is_done,
        messages=[*job.messages, *results.messages],
        ranks={name: rank for name, rank in results.ranks.items() if name in names},
        processed=results.processed,
        metadata=boolean(request, "show_metadata", False),
        summaries=_summaries(results.rows, names) if boolean(request, "add_summary_to_metadata", False) else {},
    )


def _summaries(rows: Iterable[Row], names: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Of all results, under the names that 10.6 has for it (panoramicdata/Splunk.Api, SearchField.cs)."""
    counter = FieldsCounter(names)
    for row in rows:
        counter.add(row)
    return {
        name: {
            "summary.count": str(of.count),
            "summary.dc": str(of.distinct),
            "summary.numcount": str(of.numeric),
        }
        for name, of in counter.summaries(0, 0)
    }


def processed(search: str, results: ResultSet) -> ResultSet:
    """Results after another search over them. Raises HttpError 400 for one that is wrong."""
    run = results.job.run
    if run is None or not search.strip():
        return results
    messages: list[Message] = []
    with refused():
        after = following(search.strip().removeprefix("|"), run.afterwards(messages))
        rows = list(after.over(dict(row) for row in results.rows))
    declared = after.pipeline.columns(run.pipeline.columns())
    formatted = after.formatted(run.pipeline.formats({}))
    return ResultSet(
        results.job, rows, result_fields(declared, rows), messages, True, formatted, groupby_ranks(declared)
    )


def chosen(request: Request, fields: Sequence[str]) -> list[str]:
    """The fields that `f` (one each) and `field_list` (by blanks or commas) name, in their order; all without them."""
    patterns = [*request.params.get("f", ()), *request.get("field_list").replace(",", " ").split()]
    return matching(patterns, fields) if patterns and patterns != ["*"] else list(fields)


def as_shown(row: Row, fields: Iterable[str], show: ShowTime, formatted: Formatted) -> ShownRow:
    """The row's values that are there, in the order of the fields; what is formatted is shown as that has it."""
    values = {
        name: value if type(value) is str else _shown(name, value, show)
        for name in fields
        if (value := row.get(name)) is not None
    }
    if type(time := values.get("_time")) is str and type(row["_time"]) is str:
        values["_time"] = _text(shown(time, show))
    if formatted is not unformatted:
        values.update((name, _text(value)) for name, value in formatted(row).items() if name in values)
    return values


def _shown(name: str, value: Value, show: ShowTime) -> str | list[str]:
    if name == "_time":
        value = shown(value, show)
    return value if type(value) is str else _text(value)


def _text(value: Value) -> str | list[str]:
    return value if isinstance(value, (str, list)) else text(value)  # type: ignore[arg-type]


def _part(request: Request, rows: list[Row]) -> tuple[list[Row], int]:
    """A negative offset counts from the end."""
    count = min(whole(request, "count", PAGE) or MOST_ROWS, MOST_ROWS)
    value = request.get("offset").strip()
    if value.startswith("-"):
        offset = max(0, len(rows) - whole_number("offset", value[1:], kind="FATAL"))
    else:
        offset = whole(request, "offset", 0)
    return rows[offset : offset + count], offset
