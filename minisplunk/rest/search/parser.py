"""search/parser and search/v2/parser: a search taken apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...jobs.outline import Outline
from ...search import Prepared
from ...search import Request as Search
from ...spl.pipeline import Pipeline, Stage
from ...spl.source import SourceText
from ..eai import Answer, Content
from ..eai.markup import PROLOGUE, escaped
from ..http import Request, Response, Route
from ..http.faults import missing_argument, unknown_argument
from ..instance import Splunkd
from .job_parameters import refused
from .result_formats import JSON, XML, dumped

_PARAMETERS = frozenset({"q", "output_mode", "parse_only", "enable_lookups", "reload_macros"})
"""REST API Reference, search/v2/parser. The last three change nothing: a search is always read alone, its lookups are
not turned round, and its macros are those of now."""

Document = dict[str, Content]


def parse(splunkd: Splunkd, request: Request) -> Answer:
    """The parts of `q` and its commands. Raises HttpError 400 FATAL for a search that cannot be read."""
    for name in request.params:
        if name not in _PARAMETERS:
            raise unknown_argument(name)
    if not request.get("q").strip():
        raise missing_argument("q")
    with refused():
        prepared = prepared_for(splunkd, request, request.get("q"), request.app)
    document = _document(prepared.text, prepared.pipeline)
    if request.output_mode.startswith("json"):
        return Response(dumped(document), media_type=JSON)
    commands = document.pop("commands")
    body = f"{PROLOGUE}<response>\n{_markup(document)}\n{_markup(commands)}\n</response>\n"
    return Response(body.encode(), media_type=XML)


def prepared_for(splunkd: Splunkd, request: Request, spl: str, app: str) -> Prepared:
    """A search as the one who asks sees it in an app; it is not run. Raises SplError and UnsupportedSpl."""
    who, now = request.who, splunkd.splunk.clock.now()
    zone = splunkd.zone_of(who.user)
    search = Search(spl, now, "", app=app, user=who.user, roles=who.roles, zone=zone, explicit=True)
    return splunkd.splunk.read(search)


def _document(source: SourceText, pipeline: Pipeline) -> Document:
    """As captured from 10.6 by a third party; remoteSearch has only the part of the search that reads events."""
    outline = Outline.of(pipeline)
    first = pipeline.of_events()
    events = [f"{stage.command.name} {_arguments(source, stage)}" for stage in pipeline.stages[:first]]
    remote = " | ".join(events[: pipeline.streaming()])
    reports = " | ".join(f"{stage.command.name}  {_arguments(source, stage)}" for stage in pipeline.stages[first:])
    return {
        "remoteSearch": remote,
        "normalizedSearch": remote,
        "remoteTimeOrdered": True,
        "eventsSearch": " | ".join(events),
        "eventsTimeOrdered": True,
        "eventsStreaming": True,
        "reportsSearch": reports,
        "isStreamingSearch": outline.streaming,
        "canSummarize": False,
        "commands": [
            _command(source, stage, generating=number == 0, streams=number < first)
            for number, stage in enumerate(pipeline.stages)
        ],
    }


def _command(source: SourceText, stage: Stage, *, generating: bool, streams: bool) -> Document:
    """[unverified]: the arguments of other commands than search and stats, and the streamType of reporting ones."""
    arguments = _arguments(source, stage)
    return {
        "command": stage.command.name,
        "rawargs": arguments,
        "pipeline": "streaming" if streams else "report",
        "isGenerating": generating,
        "streamType": "SP_STREAM" if streams else "SP_STREAMREPORT",
        **stage.command.parsed(arguments),
    }


def _arguments(source: SourceText, stage: Stage) -> str:
    """What stands behind a command, up to the next pipe."""
    text = source.text[stage.span.start : stage.span.end]
    name = stage.command.name
    return (text[len(name) :] if text[: len(name)].lower() == name else text).lstrip()


def _markup(value: Content) -> str:
    match value:
        case Mapping():
            keys = "".join(f'<key name="{escaped(key)}">{_markup(inner)}</key>' for key, inner in value.items())
            return f"<dict>{keys}</dict>"
        case str():
            return escaped(value)
        case bool():
            return "true" if value else "false"
        case Sequence():
            return "<list>" + "".join(f"<item>{_markup(inner)}</item>" for inner in value) + "</list>"
    return escaped(str(value))


ROUTES = (
    Route("GET", "search/parser", parse),
    Route("POST", "search/parser", parse),
    Route("POST", "search/v2/parser", parse),
)
