"""search/fields: the fields of fields.conf, and the tags of a field's values, `<value>::<tag>`.

REST API Reference, "Knowledge endpoint descriptions", search/fields; shapes and texts as 10.6 has them
(panoramicdata/Splunk.Api, ISearchFields.cs, SearchFieldsTests.cs).
"""

from __future__ import annotations

from ...conf.objects import ConfObject
from ...conf.parser import DEFAULT, FALSE, TRUE
from ..eai import Answer
from ..eai.arguments import check, check_name, require
from ..eai.namespaces import visible
from ..eai.plain import plain_feed
from ..http import Request, Route
from ..http.faults import missing_argument
from ..instance import Splunkd
from .fvtags import DISABLED, ENABLED, pair_of, tags_of
from .tags import mark, processed, seen

_PATH = "search/fields"
_CONF = "fields"
_SETTINGS = ("INDEXED", "INDEXED_VALUE", "TOKENIZER")


def list_(splunkd: Splunkd, request: Request) -> Answer:
    names = sorted({item.name for item in visible(splunkd, request, _CONF)} - {DEFAULT})
    return plain_feed(splunkd, request, _CONF, f"/services/{_PATH}", dict.fromkeys(names))


def get(splunkd: Splunkd, request: Request) -> Answer:
    """Its settings, in a text."""
    name = request.args["name"]
    check_name(name)
    item, *_ = visible(splunkd, request, _CONF, name)
    return plain_feed(splunkd, request, _CONF, f"/services/{_PATH}", {name: _text(item)})


def tags(splunkd: Splunkd, request: Request) -> Answer:
    """Of a field's values, which need not be one of fields.conf."""
    pairs = [(pair_of(item.name), tag) for item in seen(splunkd, request) for tag in tags_of(item)]
    names = sorted(f"{value}::{tag}" for (field, value), tag in pairs if field == request.args["name"])
    return plain_feed(splunkd, request, "tags", f"/services/{request.endpoint}", dict.fromkeys(names))


def change_tags(splunkd: Splunkd, request: Request) -> Answer:
    """`value`: of the field; `add` and `delete`: its tags, any number of either."""
    check(request.params, ("value", "add", "delete", "output_mode"))
    require(request.params, ("value",))
    value, field = request.get("value"), request.args["name"]
    if not value:
        raise missing_argument("value")
    added, deleted = (list(filter(None, request.params.get(name, ()))) for name in ("add", "delete"))
    with splunkd.splunk.changing:
        marks = [*((tag, ENABLED) for tag in added), *((tag, DISABLED) for tag in deleted)]
        mark(splunkd, request, [((field, value), tag, state) for tag, state in marks])
    return processed(splunkd, request, f"Successfully processed adds/deletes for field {field}")


def _text(item: ConfObject) -> str:
    said = " ".join(f"{key} -> '{_shown(item.stanza.get(key))}'" for key in _SETTINGS)
    return f"PropertiesMap: {{{said}}}"


def _shown(value: str) -> str:
    """Booleans as Splunk's own fields.conf writes them."""
    return str(value.lower() in TRUE) if value.lower() in TRUE | FALSE else value


ROUTES = (
    Route("GET", _PATH, list_),
    Route("GET", f"{_PATH}/{{name}}", get),
    Route("GET", f"{_PATH}/{{name}}/tags", tags),
    Route("POST", f"{_PATH}/{{name}}/tags", change_tags),
)
