"""search/typeahead: the beginning of a search in, what its last word may go on as out.

REST API Reference, search/typeahead; the form of a completion, `index="_internal"` with content, count and operator, as
10.6 answers it (panoramicdata/Splunk.Api, Typeahead). Completed are the values of index, host, source and sourcetype,
as far as the user may search their events, and names of indexed fields. splunkd also completes words of the events,
which no index of words is kept of here. [unverified]: the order, the most frequent first; that `operator` is false of
all these; the text of the refusal for a missing argument.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...conf.parser import DEFAULT
from ...dataclass import dataclass
from ...search.access import Access
from ...values import fold
from ..eai import Answer
from ..http import Request, Response, Route
from ..http.faults import missing_argument
from ..instance import Splunkd
from .job_parameters import SEARCH, check_names, whole
from .result_formats import JSON, dumped, rendered
from .result_page import ResultPage

_HARMLESS = {"max_time": "the answer is there at once", "max_servers": "there is one server"}
_MOST = 1000
"""limits.conf.spec, [typeahead] maxcount."""
_COLUMNS = ("content", "count", "operator")
_BREAKS = frozenset("|()[]")
"""What ends a word beside blanks."""


@dataclass(frozen=True, slots=True)
class _Completion:
    """`events`: how many there are with it, where that is known."""

    content: str
    events: int = 0


def typeahead(splunkd: Splunkd, request: Request) -> Answer:
    """At most `count` completions of `prefix`; CSV unless the request asks for something else."""
    check_names(request, ("prefix", "count", "output_mode"), _HARMLESS, {})
    missing = [name for name in ("count", "prefix") if not request.get(name).strip()]
    if missing:
        raise missing_argument(*missing)
    count = min(whole(request, "count", 0), _MOST)
    found = _completions(splunkd, request, _last_word(request.get("prefix")))[:count]
    mode = request.get("output_mode", "csv")
    if mode == "json":
        results = [{"content": one.content, "count": one.events, "operator": False} for one in found]
        return Response(dumped({"results": results}), media_type=JSON)
    rows = [dict(zip(_COLUMNS, (one.content, str(one.events), "0"), strict=True)) for one in found]
    return rendered(ResultPage(_COLUMNS, rows, total=len(rows)), mode)


def _completions(splunkd: Splunkd, request: Request, word: str) -> list[_Completion]:
    """`field=val` and `field::val` go on alike, whether quotes have begun or not."""
    begun = fold(word.replace("::", "=", 1).replace('"', ""))
    names = [name for name in _fields(splunkd, request) if fold(name).startswith(begun)]
    counts: Counter[tuple[str, str]] = Counter()
    for field, value, events in _values(splunkd, request):
        if fold(f"{field}={value}".replace('"', "")).startswith(begun):
            counts[field, value] += events
    terms = (_Completion(_term(*pair), events) for pair, events in counts.items())
    return [
        *(_Completion(f"{name}=") for name in names),
        *sorted(terms, key=lambda one: (-one.events, one.content)),
    ]


def _fields(splunkd: Splunkd, request: Request) -> list[str]:
    """Those of which events have a value in the index (fields.conf.spec, INDEXED), without internal ones."""
    view = splunkd.splunk.context(request.app, request.who.user, request.who.roles)[0]
    stanzas = view.conf("fields").stanzas.values()
    indexed = (stanza.name for stanza in stanzas if stanza.name != DEFAULT and stanza.flag("INDEXED", strict=False))
    return sorted(name for name in indexed if not name.startswith("_"))


def _values(splunkd: Splunkd, request: Request) -> Iterator[tuple[str, str, int]]:
    """Fields, their values, and how many events of a kind have these."""
    splunk, who = splunkd.splunk, request.who
    view = splunk.context(request.app, who.user, who.roles)[0]
    access = Access.of(view, who.roles)
    allowed = access.test(named=True)
    readable = {
        name
        for name in splunk.store.indexes()
        if name not in access.disabled | access.metrics and allowed({"index": name})
    }
    yield from (("index", name, 0) for name in readable)
    for meta, totals in splunk.store.kinds().values():
        if meta.index in readable and totals.events:
            yield from ((field, value, totals.events) for field, value in meta._asdict().items())


def _term(field: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{field}="{quoted}"'


def _last_word(prefix: str) -> str:
    """Blanks within quotes are part of it."""
    start, quoted = 0, False
    for number, character in enumerate(prefix):
        if character == '"':
            quoted = not quoted
        elif not quoted and (character.isspace() or character in _BREAKS):
            start = number + 1
    return prefix[start:]


ROUTES = (Route("GET", "search/typeahead", typeahead, capability=SEARCH),)
