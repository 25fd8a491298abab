"""search/tags: the tags, each with the values of fields that it is for, `<field>::<value>`.

REST API Reference, "Knowledge endpoint descriptions", search/tags; shapes and texts as 10.6 has them
(panoramicdata/Splunk.Api, ISearchTags.cs, SearchTagsTests.cs). What is taken away is marked as disabled in tags.conf.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...conf.objects import ConfObject
from ..eai import Answer
from ..eai.arguments import check, check_name
from ..eai.namespaces import missing, scope
from ..eai.plain import plain_feed
from ..http import HttpError, Request, Route
from ..instance import Splunkd
from .fvtags import DISABLED, ENABLED, STORE, pair_of, stanza_of, tags_of

_PATH = "search/tags"
Pair = tuple[str, str]


def list_(splunkd: Splunkd, request: Request) -> Answer:
    tags = sorted({tag for item in seen(splunkd, request) for tag in tags_of(item)})
    return plain_feed(splunkd, request, "tags", f"/services/{_PATH}", dict.fromkeys(tags))


def get(splunkd: Splunkd, request: Request) -> Answer:
    """The values of fields that a tag is for."""
    pairs = _tagged(splunkd, request)
    return plain_feed(
        splunkd, request, "tags", f"/services/{request.endpoint}", dict.fromkeys(f"{f}::{v}" for f, v in pairs)
    )


def change(splunkd: Splunkd, request: Request) -> Answer:
    """`add` and `delete`: values of fields, each `<field>::<value>`; any number of either."""
    tag = request.args["name"]
    check_name(tag)
    check(request.params, ("add", "delete", "output_mode"))
    added, deleted = (_pairs(request, name) for name in ("add", "delete"))
    with splunkd.splunk.changing:
        marks = [*((pair, tag, ENABLED) for pair in added), *((pair, tag, DISABLED) for pair in deleted)]
        mark(splunkd, request, marks)
    return processed(splunkd, request, "Processed adds/deletes for tag")


def remove(splunkd: Splunkd, request: Request) -> Answer:
    with splunkd.splunk.changing:
        tag = request.args["name"]
        mark(splunkd, request, [(pair, tag, DISABLED) for pair in _tagged(splunkd, request)])
    return plain_feed(splunkd, request, "tags", f"/services/{request.endpoint}", {})


def seen(splunkd: Splunkd, request: Request) -> Iterable[ConfObject]:
    """The stanzas of tags.conf that a request sees."""
    scope(splunkd, request)
    return STORE.seen(splunkd, request)


def mark(splunkd: Splunkd, request: Request, marks: Iterable[tuple[Pair, str, str]]) -> None:
    """Say of each value of a field, and each tag, whether it has it. HttpError for who may not; what there is no stanza
    for needs none to be without a tag."""
    for name, tag, state in [(stanza_of(*pair), tag, state) for pair, tag, state in marks]:
        if list(STORE.seen(splunkd, request, name)):
            STORE.update(splunkd, request, name, {tag: state})
        elif state == ENABLED:
            STORE.create(splunkd, request, name, {tag: state})


def processed(splunkd: Splunkd, request: Request, text: str) -> Answer:
    path = f"/services/{request.endpoint}"
    return plain_feed(splunkd, request, "tags", path, {}, status=201, messages=[("INFO", text)])


def _tagged(splunkd: Splunkd, request: Request) -> list[Pair]:
    """What the tag of a request is for; HttpError 404 for a tag of nothing."""
    tag = request.args["name"]
    pairs = sorted(pair_of(item.name) for item in seen(splunkd, request) if tag in tags_of(item))
    if not pairs:
        raise missing(tag)
    return pairs


def _pairs(request: Request, name: str) -> list[Pair]:
    pairs = []
    for text in request.params.get(name, ()):
        field, colons, value = text.partition("::")
        if not (field and colons and value):
            raise HttpError(400, f"Invalid value for argument '{name}': {text!r} is not <field>::<value>.")
        pairs.append((field, value))
    return pairs


ROUTES = (
    Route("GET", _PATH, list_),
    Route("GET", f"{_PATH}/{{name}}", get),
    Route("POST", f"{_PATH}/{{name}}", change),
    Route("DELETE", f"{_PATH}/{{name}}", remove),
)
