"""The filters of docs/tuning.md, on the Splunk at hand."""

from __future__ import annotations

import pytest

from minisplunk.targets.faults import TargetError
from minisplunk.targets.sandbox import Sandbox, Sent
from tests.detection import guide
from tests.detection.staging import FILTER, SEARCH
from tests.detection.test_tuning import ADDRESS, EVENTS, LEFT, USER
from tests.harness.trials import SAVED, SOURCETYPE, timed


@pytest.fixture(scope="module")
def sent(sandbox: Sandbox) -> Sent:
    return sandbox.send(timed({"events": EVENTS}), SOURCETYPE)


@pytest.mark.parametrize("heading", [USER, ADDRESS])
def test_a_ready_filter_leaves_the_right_rows(heading: str, sandbox: Sandbox, sent: Sent) -> None:
    (filtering,) = guide.blocks("spl filter")[heading]
    sandbox.macros.put(FILTER, filtering)
    rows = sandbox.run(SEARCH, sent.host, [SOURCETYPE], SAVED).rows
    assert sorted(row["user_name"] for row in rows) == LEFT[heading]


def test_a_wrong_filter_is_an_error_and_not_silence(sandbox: Sandbox, sent: Sent) -> None:
    sandbox.macros.put(FILTER, "serch NOT user_name=dana.reyes")
    with pytest.raises(TargetError, match="Unknown search command 'serch'"):
        sandbox.run(SEARCH, sent.host, [SOURCETYPE], SAVED)
