"""datamodel/model: data models listed, made, changed, accelerated, shared and removed.

REST API Reference, "Knowledge endpoint descriptions", datamodel/model. Arguments and contents as captured from splunkd
in the tests of Splunk Web, and on 10.6 by a third party. [unverified]: the title of the feed.
"""

from __future__ import annotations

import orjson

from ...conf import Stanza
from ...conf.file_objects import FileObject
from ..eai import Content
from ..eai.acl import acl_routes
from ..eai.arguments import flag
from ..eai.collection import routes
from ..eai.shape import USUAL, Shape
from ..http import Request
from . import acceleration
from .store import PROVISIONAL, ModelStore, summary

_DESCRIPTION = "description"
_DISPLAY = ("currentCommand", "datasummary.earliestTime", "datasummary.latestTime", "diversity", "limiting", "mode")
SHAPE = Shape(
    "datamodel/model",
    title="datamodeleai",
    optional=(
        *(acceleration.KEY, *acceleration.SETTINGS, "concise", "dataset.commands", "dataset.description"),
        *(f"dataset.display.{name}" for name in (*_DISPLAY, "sample_ratio")),
        *("dataset.fields", "dataset.type", _DESCRIPTION, PROVISIONAL, "search"),
    ),
    flags=frozenset(),
    endpoints=[name for name in USUAL if name != "switch"],
)


class Models(ModelStore):
    """`description` is all that splunkd says of a model, or less of it with `concise`."""

    def content(self, request: Request, item: FileObject, file: bytes, stanza: Stanza | None) -> dict[str, Content]:
        document = summary(file, item.name, concise=flag(request, "concise"))
        strict = stanza is None or stanza.flag("strict_fields", True, strict=False)
        return {
            acceleration.KEY: acceleration.as_json(stanza),
            "acceleration.allowed": item.level.user is None,
            "dataset.type": "datamodel",
            _DESCRIPTION: orjson.dumps(document).decode(),
            "displayName": str(document["displayName"]),
            "eai:type": "datamodel",
            "strict_fields": "true" if strict else "false",
            "tags_whitelist": "" if stanza is None else stanza.get("tags_whitelist"),
        }


STORE = Models(SHAPE, _DESCRIPTION)
ROUTES = (*routes(STORE), *acl_routes(STORE))
