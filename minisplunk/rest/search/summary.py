"""search/jobs/<sid>/summary, and the same under search/v2: what the values of the fields of a job's events are like.

REST API Reference; JSON as 10.6 answers it (panoramicdata/Splunk.Api, SearchJson.cs), XML as a handler of Splunk's own
apps reads it (JsonProxyRestHandler, _parseFieldSummary). [unverified]: the attribute `relevant` there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from ...dataclass import dataclass
from ...jobs import Job
from ...jobs.field_summary import FieldsCounter, FieldSummary
from ...spl.fields import Fields
from ...times import TimeRange
from ...values import Row, fold, number, texts
from ..eai import Answer
from ..eai.markup import escaped
from ..http import HttpError, Request, Route
from ..instance import Splunkd
from .event_statistics import Document, Made, answered, plain, quoted, seconds, shower
from .event_times import OF_TIMES, Bounds
from .job_parameters import boolean, check_names, whole

_PARAMETERS = OF_TIMES | {"output_mode", "f", "field_list", "search", "histogram", "min_freq", "top_count"}
_TOP = 10


def summary(splunkd: Splunkd, request: Request) -> Answer:
    """`search`: a text that some value of an event holds."""
    check_names(request, _PARAMETERS, (), {})
    if boolean(request, "histogram", False):
        raise HttpError(501, "minisplunk does not support histogram=true of the summary of a search job.")
    return answered(splunkd, request, _made)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which events a summary is of, and which fields. `text`: folded, "" for any."""

    bounds: Bounds
    text: str
    patterns: tuple[str, ...]

    @classmethod
    def of(cls, splunkd: Splunkd, request: Request) -> _Asked:
        patterns = [*request.params.get("f", ()), *request.get("field_list").replace(",", " ").split()]
        return cls(Bounds.of(splunkd, request), fold(request.get("search")), tuple(filter(None, patterns)))

    def __contains__(self, row: Row) -> bool:
        if not self.bounds.open and number(row.get("_time")) not in self.bounds:
            return False
        return not self.text or any(self.text in fold(value) for values in row.values() for value in texts(values))

    @property
    def fields(self) -> Fields:
        """Those that have to be made of the events."""
        return Fields.of((*self.patterns, "_time")) if self.patterns and not self.text else Fields.ALL

    @property
    def window(self) -> TimeRange:
        all_, (earliest, latest) = TimeRange.ALL, (self.bounds.earliest, self.bounds.latest)
        return TimeRange(
            all_.earliest if earliest is None else round(earliest * 1_000_000),
            all_.latest if latest is None else round(latest * 1_000_000),
        )


def _made(splunkd: Splunkd, request: Request, job: Job) -> Made:
    asked, show, jobs = _Asked.of(splunkd, request), shower(splunkd, request), splunkd.splunk.jobs
    top, least = whole(request, "top_count", _TOP), _share(request, "min_freq")
    counter, times = FieldsCounter(asked.patterns), jobs.timeline_counter(job, asked.window)
    for row in jobs.passing_events(job, asked.fields):
        if row in asked:
            counter.add(row)
            times.add(number(row.get("_time")))
    first, last = times.bounds() or (0, 0)
    fields = dict(counter.summaries(top, least))
    document: Document = {
        "earliest_time": show(first),
        "latest_time": show(last),
        "duration": seconds(last - first),
        "event_count": counter.events,
        "fields": {name: _field(field) for name, field in fields.items()},
        "histogram": [],
    }
    return document, partial(_summary_markup, document, fields)


def _field(field: FieldSummary) -> Document:
    numbers: Document = {}
    if field.numeric:
        numbers = {
            "min": field.least,
            "max": field.greatest,
            "mean": plain(field.mean),
            "stdev": plain(field.deviation),
        }
    return {
        "count": field.count,
        "numeric_count": field.numeric,
        "distinct_count": field.distinct,
        "is_exact": field.exact,
        "relevant": field.relevant,
        **numbers,
        "modes": [{"value": value, "count": count, "is_exact": field.exact} for value, count in field.modes],
    }


def _summary_markup(document: Document, fields: Mapping[str, FieldSummary]) -> str:
    head = (
        f"<summary earliest_time='{quoted(document['earliest_time'])}' "
        f"latest_time='{quoted(document['latest_time'])}' "
        f"duration='{document['duration']}' c='{document['event_count']}'>"
    )
    parts = "".join(part for name, field in fields.items() for part in _field_markup(name, field))
    return f"{head}\n{parts}</summary>\n"


def _field_markup(name: str, field: FieldSummary) -> Iterator[str]:
    yield f"  <field k='{quoted(name)}' c='{field.count}' nc='{field.numeric}' dc='{field.distinct}'"
    yield f" exact='{field.exact:d}' relevant='{field.relevant:d}'>\n"
    if field.numeric:
        yield f"    <min>{escaped(str(field.least))}</min>\n    <max>{escaped(str(field.greatest))}</max>\n"
        yield f"    <mean>{plain(field.mean)}</mean>\n    <stdev>{plain(field.deviation)}</stdev>\n"
    yield "    <modes>\n"
    for value, count in field.modes:
        yield f"      <value c='{count}' exact='{field.exact:d}'><text>{escaped(value)}</text></value>\n"
    yield "    </modes>\n  </field>\n"


def _share(request: Request, name: str) -> float:
    """A number from 0 to 1, 0 without one. Raises HttpError 400."""
    value = request.get(name).strip()
    share = number(value) if value else 0
    if share is None or not 0 <= share <= 1:
        raise HttpError(400, f"Invalid value for argument '{name}': {value!r} is no number from 0 to 1.", "FATAL")
    return float(share)


ROUTES = tuple(
    Route(method, f"search/{version}jobs/{{sid}}/summary", summary)
    for version in ("", "v2/")
    for method in ("GET", "POST")
)
