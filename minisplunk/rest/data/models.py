"""data/models: the files of data models, as they are written, with what datamodels.conf says of each.

Splunk Web and apps such as Enterprise Security read a model's JSON here, in `eai:data`. [unverified]: which settings an
entry has beside that one and those of acceleration, which searches of Splunk's own apps ask for; the title of the feed.
"""

from __future__ import annotations

from ...conf import Stanza
from ...conf.file_objects import FileObject
from ..datamodel import acceleration
from ..datamodel.store import PROVISIONAL, ModelStore, summary
from ..eai import Content
from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.shape import USUAL, Shape
from ..http import Request

_DATA = "eai:data"
SHAPE = Shape(
    "data/models",
    title="models",
    optional=(acceleration.KEY, *acceleration.SETTINGS, _DATA, PROVISIONAL),
    flags=frozenset(),
    endpoints=[name for name in USUAL if name != "switch"],
)


class FileObjects(ModelStore):
    def content(self, request: Request, item: FileObject, file: bytes, stanza: Stanza | None) -> dict[str, Content]:
        text = file.decode(errors="replace")
        title = summary(file, item.name, concise=True)["displayName"]
        return {
            **acceleration.one_by_one(stanza),
            "description": text,
            "displayName": str(title),
            _DATA: text,
            "eai:type": "models",
        }


STORE = FileObjects(SHAPE, _DATA)
ROUTES = (*routes(STORE), *acl_routes(STORE))
