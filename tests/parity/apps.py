"""Apps as a case has them, files by name, in; the same on a Splunk that may be changed, made through its API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from splunklib.binding import UrlEncoded

from minisplunk.conf import parse

from .answer import posted
from .cases import Apps, Confs
from .side import Side

CONFS = ("props", "transforms", "eventtypes", "tags", "macros", "savedsearches")
META = "metadata/default.meta"
FILES = frozenset({META, *(f"{layer}/{name}.conf" for layer in ("default", "local") for name in CONFS)})
"""What can be made so; no lookup tables, and nothing that counts for the whole Splunk."""


@contextmanager
def installed(side: Side, apps: Apps) -> Iterator[None]:
    """The apps are there until the block ends."""
    with ExitStack() as stack:
        for name, files in apps.items():
            posted(side.service, "apps/local", {"name": name})
            stack.callback(side.service.delete, f"apps/local/{name}")
            _fill(side, name, files)
        yield


def _fill(side: Side, app: str, files: Mapping[str, str]) -> None:
    exported = {name for name, stanza in stanzas(files.get(META, "")).items() if stanza.get("export") == "system"}
    where = {"owner": "nobody", "app": app}
    for conf, found in settings_of(files).items():
        for name, settings in found.items():
            [entry] = posted(side.service, f"configs/conf-{conf}", {"name": name, **settings}, **where)
            if {conf, f"{conf}/{name}"} & exported:
                acl = {"owner": "nobody", "sharing": "global", "perms.read": "*", "perms.write": "admin"}
                posted(side.service, UrlEncoded(f"{entry['links']['edit']}/acl", skip_encode=True), acl)


def settings_of(files: Mapping[str, str]) -> Confs:
    """What an app's files say, local/ over default/."""
    merged: dict[str, dict[str, dict[str, str]]] = {}
    for layer in ("default", "local"):
        for conf in CONFS:
            for name, settings in stanzas(files.get(f"{layer}/{conf}.conf", "")).items():
                merged.setdefault(conf, {}).setdefault(name, {}).update(settings)
    return merged


def stanzas(text: str) -> dict[str, dict[str, str]]:
    read = parse(text.encode(), "case").stanzas
    return {name: {key: one.value for key, one in stanza.settings.items()} for name, stanza in read.items()}
