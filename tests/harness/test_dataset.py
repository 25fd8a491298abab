"""Data sets in attack_data's format, replayed into the Splunk at hand: the installed search fires."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from minisplunk.detect.loading import Loaded
from minisplunk.ingest.notes import Notes
from minisplunk.replay import Part, load
from minisplunk.replay.fetching import cache_folder, fetch, is_cached
from minisplunk.replay.remote import ATTACK_DATA
from minisplunk.targets.answers import Rows
from minisplunk.targets.options import EMBEDDED
from minisplunk.targets.sandbox import Sandbox
from minisplunk.targets.searching import Window
from tests.detection.staging import FILTER, SEARCH
from tests.harness.trials import UNFILTERED

DATA = Path(__file__).parents[1] / "data" / "attack_data" / "aws_failed_mfa"
FAILED = {"dana.reyes": 3, "m.okafor": 2, "root": 2}
"""Who fails at the challenge in ours, and how often."""


def detected(sandbox: Sandbox, part: Part) -> Rows:
    """What the search finds over the whole span of the data."""
    sent = sandbox.send(part.events(), part.sourcetype)
    sandbox.macros.put(FILTER, UNFILTERED)
    whole = Window.of(Loaded.of([sent.totals]).window)
    return sandbox.run(SEARCH, sent.host, [part.sourcetype], whole).rows


def test_ours_fires(sandbox: Sandbox) -> None:
    (part,) = load(DATA)
    assert Counter(row["user_name"] for row in detected(sandbox, part)) == FAILED


def test_the_original_fires(sandbox: Sandbox) -> None:
    """Security content's own data set, which lies at a URL: fetched, and verified by its hash."""
    cache = cache_folder(os.environ)
    if sandbox.target.name == EMBEDDED and not is_cached(ATTACK_DATA, cache):
        pytest.skip("here no test asks the network: fetch it once, minisplunk replay attack_data --data-dir FOLDER")
    (part,) = load(fetch(ATTACK_DATA, cache, Notes()))
    assert detected(sandbox, part)
