"""A Splunk with an app of fields, tags, event types, lookups, saved searches and a data model, for all properties."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from minisplunk.times import ManualClock
from tests.commands.running import database
from tests.datamodels.test_properties import MODEL
from tests.search.test_properties import APP, NOW, PROPS

PLACES = {"10.0.0.0/8": {"country": {"names": {"en": "X"}}, "location": {"latitude": 1.5, "longitude": -2}}}
SEVERAL = """
[js]
EVAL-c = coalesce(c, 'c{}')
EVAL-x = coalesce(x, 'x{}')
[kv]
REPORT-pairs = pairs
[aws:cloudtrail]
KV_MODE = json
EVAL-made = coalesce(a, "none") . "-made"
FIELDALIAS-c = a AS other
LOOKUP-t = table a OUTPUT word
"""
MORE = {
    "default/props.conf": PROPS + SEVERAL,
    "default/limits.conf": f"[iplocation]\ndb_path = {database(json.dumps(PLACES))}\n",
    "default/transforms.conf": (
        '[table]\nfilename = table.csv\n[pairs]\nREGEX = ([a-c])="(\\w)\nFORMAT = $1::$2\nMV_ADD = t\n'
        "[wild]\nfilename = table.csv\nmatch_type = WILDCARD(a)\nmax_matches = 2\n"
        "[leases]\nfilename = leases.csv\ntime_field = since\nmax_matches = 2\n"
    ),
    "lookups/leases.csv": "a,since,who\nx,0,early\nx,5,five\ny,1,one\nx,1699999999,late\ny,1700000000,later\n",
    "default/savedsearches.conf": (
        "[s]\nsearch = index=main a=$v$ | table a\n[plain]\nsearch = index=main | eval n=1 | fields a, n\n"
    ),
    "default/data/models/M.json": json.dumps(MODEL),
}


@pytest.fixture(scope="session")
def splunk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Splunk]:
    with Splunk(clock=ManualClock(NOW)) as opened:
        installed(opened, tmp_path_factory.mktemp("apps") / "any")
        yield opened


def installed(splunk: Splunk, root: Path, further: Mapping[str, str] | None = None) -> None:
    """The app `any`, written into a folder and installed from there. `further`: what is added to its files."""
    for name, text in (APP | MORE).items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + (further or {}).get(name, ""))
    splunk.install(root)
    splunk.search("| inputlookup table | outputcsv given", app="any")
