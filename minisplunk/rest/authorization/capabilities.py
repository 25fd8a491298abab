"""authorization/capabilities and authorization/grantable_capabilities: one entry each, with all that there are."""

from __future__ import annotations

from collections.abc import Mapping

from ...conf import roles
from ..eai import Acl, Content
from ..eai.single import Single, routes_of
from ..instance import Splunkd

_ACL = Acl("", "system", "system", write=("*",), modifiable=False)


def capabilities(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    return {"capabilities": _known(splunkd)}


def grantable(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    """The capabilities that the user may give to a role: here all."""
    return {"system": _known(splunkd)}


def _known(splunkd: Splunkd) -> Mapping[str, Content]:
    return {"capabilities": sorted(roles.all_capabilities(splunkd.splunk.contexts.everywhere))}


ROUTES = routes_of(
    (
        Single("authorization/capabilities", "capabilities", capabilities, acl=_ACL),
        Single("authorization/grantable_capabilities", "grantable_capabilities", grantable, acl=_ACL),
    )
)
