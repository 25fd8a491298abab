"""search/timeparser: times, absolute or relative, as points in time.

REST API Reference, search/timeparser; the refusal as third parties measured it on 10.4.2 and 10.6. [unverified]: that
one wrong time of several is refused like that, too.
"""

from __future__ import annotations

from functools import partial

from ...times import moment
from ..eai import Answer
from ..eai.markup import PROLOGUE, escaped
from ..http import HttpError, Request, Response, Route
from ..http.faults import missing_argument
from ..instance import Splunkd
from .job_parameters import check_names, time_format
from .moments import formatted, iso
from .result_formats import JSON, XML, dumped

_PARAMETERS = frozenset({"time", "now", "time_format", "output_time_format", "output_mode"})


def parse(splunkd: Splunkd, request: Request) -> Answer:
    """Each `time` as `output_time_format` has it, ISO 8601 otherwise; `now`: the time that they are relative to.

    Raises HttpError 400 for what is no time.
    """
    check_names(request, _PARAMETERS, (), {})
    if not request.get("time"):
        raise missing_argument("time")
    zone, format = splunkd.zone_of(request.who.user), time_format(request, "time_format") or None
    output = time_format(request, "output_time_format")
    show = formatted(output, zone) if output else partial(iso, zone=zone)
    try:
        now = moment(request.get("now", "now"), splunkd.splunk.clock.now(), zone, format)
        times = {when: show(moment(when, now, zone, format)) for when in request.params["time"]}
    except (ValueError, OverflowError, OSError) as error:
        raise HttpError(400, "Invalid time.", "FATAL") from error
    if request.output_mode.startswith("json"):
        return Response(dumped(times), media_type=JSON)
    keys = "\n".join(f'    <key name="{escaped(when)}">{escaped(time)}</key>' for when, time in times.items())
    return Response(f"{PROLOGUE}<response>\n  <dict>\n{keys}\n  </dict>\n</response>\n".encode(), media_type=XML)


ROUTES = (Route("GET", "search/timeparser", parse),)
