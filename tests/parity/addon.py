"""The AWS add-on: what a Splunk has of it in; its stand-in of tests/apps, and the cases that compare the two, out.

The stand-ins are our reading of what the add-on makes of sign-ins. Each of their fields is asked of the add-on itself,
in the app `search`, over every sign-in record that the suite has and some of the made-up ones.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from minisplunk.targets.answers import entries
from minisplunk.targets.faults import TargetError
from minisplunk.targets.target import Target
from tests.detection.addon import NAME, VERSIONS
from tests.detection.sign_ins import made_up, sign_ins

from .apps import stanzas
from .cases import TESTS, Case, Search, Sent
from .made import column

SOURCETYPE = "aws:cloudtrail"
EACH = 13
"""Of the made-up records one in so many is asked; all kinds of identities are among them."""


def stand_in(splunk: Target) -> Path:
    """The folder of the stand-in for the add-on that is installed there. TargetError where there is none of either."""
    found = [entry["content"] for entry in entries(splunk.service, "apps/local", count=0) if entry["name"] == NAME]
    if not found or found[0].get("disabled"):
        raise TargetError(f"{splunk.name} has no AWS add-on (the app {NAME}): its fields are not compared.")
    version = str(found[0].get("version", ""))
    name = VERSIONS.get(version.partition(".")[0])
    if name is None:
        raise TargetError(f"tests/apps has no stand-in for version {version} of the AWS add-on.")
    return TESTS / "apps" / name


def packed(folder: Path, into: Path, name: str = NAME) -> Path:
    """An archive of the stand-in, installed under the add-on's own name, by which its exports rank among others'."""
    archive = into / f"{folder.name}.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(folder, name)
    return archive


def comparing(folder: Path) -> Iterator[Case]:
    """A case for each record."""
    props = folder / "default" / "props.conf"
    names = " ".join(map(column, dict.fromkeys(fields(stanzas(props.read_text("utf-8"))[SOURCETYPE]))))
    for name, record in records().items():
        sent = Sent(json.dumps(record, separators=(",", ":")), sourcetype=SOURCETYPE)
        spl = f"search index=$index$ sourcetype={SOURCETYPE} | table {names}"
        yield Case(props, name, Search(spl, {"app": "search"}, (sent,)))


def fields(settings: Mapping[str, str]) -> Iterator[str]:
    """The fields that a stanza of a stand-in makes, which is simpler than one may be."""
    for key, value in settings.items():
        kind, _, name = key.partition("-")
        if kind == "EVAL":
            yield name
        elif kind == "FIELDALIAS":
            yield from value.split()[2::3]
        elif kind == "LOOKUP":
            yield from value.partition("OUTPUT ")[2].split()


def records() -> dict[str, dict[str, Any]]:
    """By name; of several that are the same, the first."""
    found = {**sign_ins(), **{f"made up {n}": record for n, record in enumerate(made_up()) if n % EACH == 0}}
    names: dict[str, str] = {}
    for name, record in found.items():
        names.setdefault(json.dumps(record), name)
    return {name: found[name] for name in names.values()}
