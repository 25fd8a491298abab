"""A lookup whose rows no file and no collection holds, in; why it cannot be used here, out.

transforms.conf.spec, external_cmd and external_type: an app's script or program gives the rows, python where nothing is
said; `geo` and `geo_hex` find a place among shapes. None of them is ever run.
"""

from __future__ import annotations

from ..conf.parser import Stanza
from ..errors import UnsupportedConf

_SCRIPTS = "the scripts and programs of apps are not run"
_REASONS = {
    "python": _SCRIPTS,
    "executable": _SCRIPTS,
    "geo": "a place is not looked up in the shapes of a map",
    "geo_hex": "a place is not looked up in the cells of H3",
}


def refuse_external(stanza: Stanza) -> None:
    """Raises UnsupportedConf with the place of the setting that says where the rows come from."""
    kind, command = stanza.settings.get("external_type"), stanza.settings.get("external_cmd")
    if kind is not None and (reason := _REASONS.get(kind.value.strip().lower())):
        raise UnsupportedConf(f"{kind.key} = {kind.value} is not supported: {reason}", kind.file, kind.line)
    if command is not None and command.value:
        raise UnsupportedConf(f"{command.key} is not supported: {_SCRIPTS}", command.file, command.line)
