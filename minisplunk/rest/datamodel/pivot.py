"""datamodel/pivot/{name}: the searches that a pivot stands for.

REST API Reference, "Knowledge endpoint descriptions", datamodel/pivot. Contents as a third party measured them on 10.6,
the words of refusals as splunk-sdk-javascript's tests have them. [unverified]: that a pivot of another model than the
path names is refused; that there is no search with tstats for a pivot with what tstats does not do. splunkd writes out
what finds a dataset, where the datamodel command stands here, so that what is wrong in a calculation costs it alone.
"""

from __future__ import annotations

from dataclasses import replace

from ...conf.files import MODELS
from ...conf.model_files import CONF
from ...datamodels import Catalog
from ...errors import MinisplunkError, PlacedError, Span, UnsupportedSpl
from ...functions import Environment
from ...pivot import PivotError, Report, of_json, of_text, searches, to_json, to_text
from ...search.commands import resolver
from ...spl.parser import parser_of
from ...spl.quoting import quoted
from ..eai import Answer, Content, Entry, Feed
from ..eai.arguments import check
from ..eai.entry import Acl
from ..eai.namespaces import missing, scope
from ..http import HttpError, Request, Route
from ..http.faults import missing_argument
from ..instance import Splunkd
from ..search.parser import prepared_for
from . import acceleration

_PARAMETERS = ("output_mode", "pivot_json", "pivot_search", "namespace")
_COMMAND = "pivot"
_WHERE = "In handler 'datamodelpivot': Error in 'PivotReport': "
_NOWHERE = Span(0, 0)


def pivot(splunkd: Splunkd, request: Request) -> Answer:
    """`pivot_json` or `pivot_search`: the pivot; `namespace`: what tstats is to read."""
    check(request.params, _PARAMETERS)
    name, app, who = request.args["name"], scope(splunkd, request).app or request.app, request.who
    view = splunkd.splunk.context(app, who.user, who.roles)[0]
    if name not in view.files(MODELS):
        raise missing(name)
    if not (request.get("pivot_json") or request.get("pivot_search")):
        raise missing_argument("pivot_json")
    models = Catalog(view, resolver(view), Environment(splunkd.splunk.clock.now(), splunkd.zone_of(who.user)))
    try:
        report = _report(request, name)
        found = searches(report, *models.fields(name, report.dataset, _NOWHERE), request.get("namespace"))
        rows = f"| datamodel {quoted(name)} {quoted(report.dataset)} search"
        search = f"{rows} | {found.over}"
        prepared_for(splunkd, request, search, app)
    except UnsupportedSpl as error:
        raise HttpError(501, f"minisplunk does not support this pivot: {error.message}") from error
    except MinisplunkError as error:
        raise HttpError(400, _WHERE + error.message) from error
    content: dict[str, Content] = {
        "acceleration": bool(acceleration.shown(view.conf(CONF).stanzas.get(name))["enabled"]),
        "drilldown_search": f"{rows} | {found.drilldown}",
        "open_in_search": search,
        "pivot_json": to_json(report),
        "pivot_search": to_text(report),
        "search": search,
        "tstats_search": _readable(splunkd, request, found.tstats, app),
    }
    return Feed("datamodelpivot", [Entry(name, content, Acl(app))])


def _report(request: Request, name: str) -> Report:
    if request.get("pivot_json"):
        report = of_json(request.get("pivot_json"))
    else:
        parser = parser_of(request.get("pivot_search"), _COMMAND)
        with parser.source.placing(), parser.worded():
            parser.accept("|")
            parser.expect(_COMMAND)
            report = of_text(parser)
            parser.done()
    if report.model not in ("", name):
        raise PivotError(f"The pivot is of the data model '{report.model[:100]}', not of '{name}'.")
    if not report.dataset:
        raise PivotError("The pivot names no dataset (baseClass).")
    return replace(report, model=name)


def _readable(splunkd: Splunkd, request: Request, search: str, app: str) -> str:
    """A search, if minisplunk can run it."""
    try:
        return search if search and prepared_for(splunkd, request, search, app) else ""
    except PlacedError:
        return ""


ROUTES = (Route("GET", "datamodel/pivot/{name}", pivot),)
