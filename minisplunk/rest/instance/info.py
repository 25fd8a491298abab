"""What a server says of itself: its version, name and id."""

from __future__ import annotations

import uuid
from dataclasses import field
from pathlib import Path

from ...conf.parser import read
from ...dataclass import dataclass
from ...disk import replace_file
from ...engine import VERSION
from ...fields.default import SPLUNK_SERVER
from ..http.origin import Origin

_INSTANCE = "instance.cfg"


def new_guid() -> str:
    return str(uuid.uuid4()).upper()


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """`version` decides what clients do: splunk-sdk uses the v2 search endpoints from 9.0.2 on."""

    version: str = VERSION
    build: str = "237ebbd22314"
    server_name: str = SPLUNK_SERVER
    guid: str = field(default_factory=new_guid)
    host: str = "127.0.0.1"
    management_port: int = 0
    hec_port: int = 0

    @property
    def origin(self) -> str:
        """The address that ids of entries start with."""
        return Origin(self.host, self.management_port).url


def guid_of(etc: Path) -> str:
    """The id of the instance that lives in a folder: the one in its instance.cfg, which is made when it is missing.

    Raises NotWritten, and ConfError for a file that cannot be read."""
    file = etc / _INSTANCE
    known = read(file, strict=False).get("general", "guid") if file.exists() else ""
    if known:
        return known
    guid = new_guid()
    replace_file(file, f"[general]\nguid = {guid}\n".encode())
    return guid
