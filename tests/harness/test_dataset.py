"""A data set in attack_data's format, replayed into the Splunk at hand: the installed search fires."""

from __future__ import annotations

from pathlib import Path

from minisplunk.replay import load
from minisplunk.targets.searching import Window
from minisplunk.targets.stay import Stay
from tests.detection.staging import FILTER, SEARCH
from tests.harness.trials import UNFILTERED

DATA = Path(__file__).parents[1] / "data" / "attack_data" / "aws_failed_mfa"
FAILED = {"dana.reyes": 3, "m.okafor": 2, "root": 2}
"""Who fails at the challenge in it, and how often."""


def test_ours_fires(stay: Stay) -> None:
    (part,) = load(DATA)
    sent = stay.send(part.events(), part.sourcetype)
    stay.macros.put(FILTER, UNFILTERED)
    whole = Window(str(sent.earliest // 1_000_000), str(sent.latest // 1_000_000 + 1))
    rows = stay.detect(SEARCH, sent.host, [part.sourcetype], whole).rows
    users = [row["user_name"] for row in rows]
    assert {user: users.count(user) for user in users} == FAILED
