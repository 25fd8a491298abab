"""data/modular-inputs: the kinds of inputs that apps bring; and below data/inputs the inputs of each.

REST API Reference, "Input endpoint descriptions"; Developing Views and Apps, "Modular inputs". splunkd asks a kind's
script for its title and for what its arguments mean; minisplunk starts no such script, and knows their names alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..eai import Content
from ..eai.collection import routes_at
from ..eai.namespaces import missing
from ..eai.shape import USUAL, Shape, capabilities
from ..eai.single import Single, routes_of
from ..hec.tokens import CONF
from ..http import Request
from ..instance import Splunkd
from .declared_inputs import kinds
from .inputs import CAN_LIST, UNREAD, InputStore

_COMMON = ("disabled", "host", "index", "interval", "source", "sourcetype")
_CAN_EDIT = "edit_monitor"


def described(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    return {kind: _described(kind, names) for kind, names in kinds(splunkd.splunk.layers).items()}


def _described(kind: str, names: tuple[str, ...]) -> Mapping[str, Content]:
    arguments: dict[str, Content] = {
        name: {"data_type": "string", "order": str(order), "title": name}
        for order, name in enumerate(dict.fromkeys(("name", *names)))
    }
    return {"description": "", "endpoint": {"args": arguments}, "title": kind}


def _store(splunkd: Splunkd, request: Request) -> InputStore:
    """The inputs of the kind that the path names. HttpError 404 for none."""
    kind = request.args["kind"]
    names = kinds(splunkd.splunk.layers).get(kind)
    if names is None:
        raise missing(kind)
    shape = Shape(
        "data/inputs/{kind}",
        title=kind,
        optional=tuple(dict.fromkeys((*_COMMON, *names))),
        endpoints=_SHAPE.endpoints,
    )
    return InputStore(shape, CONF, in_place=True, prefix=f"{kind}://")


_SHAPE = Shape(
    "data/inputs/{kind}",
    title="{kind}",
    endpoints=[name for name in USUAL if name != "_acl"],
    capabilities=capabilities(_CAN_EDIT, reading=CAN_LIST),
)
ROUTES = (
    *routes_of((Single("data/modular-inputs", "modular-inputs", described, CAN_LIST),)),
    *routes_at(_SHAPE, _store, UNREAD),
)
