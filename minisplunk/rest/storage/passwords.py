"""storage/passwords: secrets that apps keep, encrypted in passwords.conf.

REST API Reference, "Access endpoint descriptions". A secret is named by its realm and its user, `realm:user:`, with a
backslash before colons and backslashes in either; paths may leave out the last colon (the tests of splunk-sdk). It is
shown in clear to who has list_storage_passwords. [unverified]: that it always belongs to an app and to nobody, and that
one that cannot be decrypted is listed without its text.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ...conf.objects import NOBODY, ConfObject
from ...errors import ConfError
from ..eai import Content, Entry
from ..eai.acl import acl_routes
from ..eai.arguments import require
from ..eai.collection import routes
from ..eai.prefixed import PrefixedStore
from ..eai.shape import USUAL, Shape, capabilities
from ..eai.stanzas import Change
from ..http import HttpError, Namespace, Request
from ..http.faults import missing_argument
from ..instance import Splunkd
from ..instance.secret import HIDDEN

_log = logging.getLogger(__name__)

CONF, PREFIX = "passwords", "credential:"
CAN_LIST = "list_storage_passwords"
_SEPARATOR = re.compile(r"((?:[^\\:]|\\.)*):", re.DOTALL)
SHAPE = Shape(
    "storage/passwords",
    title="passwords",
    required=("password",),
    new_only=("realm",),
    endpoints=[name for name in USUAL if name != "switch"],
    capabilities=capabilities("edit_storage_passwords", reading=CAN_LIST),
)


class PasswordStore(PrefixedStore):
    """Stanzas [credential:realm:user:]."""

    def stanza(self, name: str) -> str:
        return PREFIX + (name if len(_SEPARATOR.findall(name)) > 1 else f"{name}:")

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        request = replace(request, namespace=Namespace(NOBODY, request.app))
        whole = f"{_escaped(settings.get('realm', ''))}:{_escaped(name)}:"
        if "\n" in whole or "\r" in whole or "]" in whole:
            raise HttpError(400, "A password's realm and user are one line, and have no closing bracket.")
        return super().create(splunkd, request, whole, {"password": settings["password"]})

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        require(change.settings, SHAPE.required)
        if not change.settings["password"]:
            raise missing_argument("password")
        return {"password": splunkd.secret.encrypted(change.settings["password"])}

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        entry = super().renderer(splunkd, request)
        if CAN_LIST not in splunkd.capabilities(request.who.roles):
            return entry

        def with_text(item: ConfObject) -> Entry:
            shown = entry(item)
            try:
                clear = splunkd.secret.decrypted(item.stanza.get("password"))
            except ConfError as error:
                _log.warning("The password %s cannot be shown: %s", item.name, error)
                return shown
            return replace(shown, content={**shown.content, "clear_password": clear})

        return with_text

    def content(self, item: ConfObject) -> dict[str, Content]:
        realm, user, *_ = [*map(_plain, _SEPARATOR.findall(item.name.removeprefix(PREFIX))), "", ""]
        return {
            "encr_password": item.stanza.get("password"),
            "password": HIDDEN,
            "realm": realm,
            "username": user,
        }


def _escaped(text: str) -> str:
    return re.sub(r"[\\:]", r"\\\g<0>", text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


STORE = PasswordStore(SHAPE, CONF, prefix=PREFIX)
ROUTES = (*routes(STORE), *acl_routes(STORE))
