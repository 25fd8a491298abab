"""Permissions: what the detection needs is seen from every app, read by all, and changed by administrators only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from minisplunk.conf.metadata import Metadata, ObjectPath

from ..finding import Finding
from ..unpacked import Unpacked

META = "metadata/default.meta"
EXPORTED = ("alert_actions", "eventtypes", "macros", "props", "savedsearches", "tags", "transforms")
"""Confs whose objects ES's pages, `| savedsearch` and searches of other apps need."""
FOLDERS = {"lookups": "lookups", "default/data/ui/alerts": "alerts"}
"""Folders whose files are such objects -> what default.meta calls them."""
WRITERS = frozenset({"admin", "sc_admin"})
"""sc_admin is the administrator of Splunk Cloud."""
WRITE = re.compile(r"write\s*:\s*\[([^\]]*)\]")


def objects_are_exported(app: Unpacked) -> Iterator[Finding]:
    """A detection must work in every app, so the objects that it needs are exported."""
    for of in objects(app):
        export = Metadata(app.meta).find("export", of)
        if export is None:
            yield Finding(META, 0, f"[{'/'.join(of)}] is not exported", "other apps, ES's among them, do not see it")
        elif export.value != "system":
            why = "other apps, ES's among them, do not see it"
            yield Finding.at(export, f"[{'/'.join(of)}] has export = {export.value}", why)


def objects_are_guarded(app: Unpacked) -> Iterator[Finding]:
    """Read by everybody, written by the administrators of Splunk Enterprise and of Splunk Cloud."""
    meta = Metadata(app.meta)
    for of in objects(app):
        access = meta.find("access", of)
        if access is None:
            yield Finding(META, 0, f"[{'/'.join(of)}] has no access", "it does not say who may read and change it")
            continue
        if not meta.readable(of, ()):
            yield Finding.at(access, f"[{'/'.join(of)}] is not for all to read", "the detection is dead for the others")
        match = WRITE.search(access.value)
        if set(match[1].replace(",", " ").split() if match else ()) != WRITERS:
            what = f"[{'/'.join(of)}] is not for {' and '.join(sorted(WRITERS))} alone to write"
            yield Finding.at(access, what, "they tune it, on Splunk Enterprise and on Splunk Cloud")


def objects(app: Unpacked) -> Iterator[ObjectPath]:
    """The kinds of objects that the app has, and the single ones that default.meta singles out."""
    kinds = {conf for conf in EXPORTED if conf in app.confs}
    kinds |= {kind for folder, kind in FOLDERS.items() if any(app.under(folder))}
    yield from ((kind,) for kind in sorted(kinds))
    for name in app.meta.stanzas:
        of = tuple(unquote(part) for part in name.split("/"))
        if of[0] in kinds and len(of) > 1:
            yield of
