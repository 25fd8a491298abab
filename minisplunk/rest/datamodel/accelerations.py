"""datamodel/acceleration: the data models that are accelerated, which Splunk says not to use any more.

REST API Reference, "Knowledge endpoint descriptions", datamodel/acceleration (deprecated). [unverified]: its contents,
save that the settings of datamodels.conf are among them. There are no summaries here to tell of.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...conf import Stanza
from ...conf.file_objects import FileObject
from ..eai import Content
from ..eai.collection import routes
from ..eai.shape import Shape
from ..http import Request
from ..instance import Splunkd
from . import acceleration
from .store import ModelStore

SHAPE = Shape("datamodel/acceleration", title="datamodelacceleration", endpoints=("list", "get"))


class Accelerations(ModelStore):
    def seen(self, splunkd: Splunkd, request: Request, name: str | None = None) -> Iterable[FileObject]:
        return [item for item in super().seen(splunkd, request, name) if self.is_accelerated(splunkd, request, item)]

    def content(self, request: Request, item: FileObject, file: bytes, stanza: Stanza | None) -> dict[str, Content]:
        return {**acceleration.one_by_one(stanza), "datamodel": item.name}


STORE = Accelerations(SHAPE, "")
ROUTES = routes(STORE)
