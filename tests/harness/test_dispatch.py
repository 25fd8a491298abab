"""The installed search as people use it: macros set for all in the UI, enabled, dispatched with its actions.

This changes what is shared, so it runs only on a Splunk that is ours alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from splunklib.binding import namespace

from minisplunk.targets.sandbox import Sandbox
from minisplunk.targets.saved import quoted
from minisplunk.targets.scoring import risk_events
from minisplunk.targets.searching import finished
from minisplunk.targets.target import Target
from tests.detection.staging import FILTER, NOW, SEARCH
from tests.harness.trials import MACRO, SOURCETYPE, shipped, timed

BOTH = {"events": [{"record": "iam_user_failed_mfa"}, {"record": "root_failed_mfa"}]}


class Shared:
    """The app's settings for everybody."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def macro(self, name: str, definition: str) -> None:
        self._post(f"configs/conf-macros/{name}", definition=definition)

    def restore(self, macro: str) -> None:
        """As the app ships it. It is not deleted, since splunkd may refuse that for what is in an app's default/."""
        self.macro(macro, shipped("macros", macro, "definition"))

    def enable(self, *, on: bool) -> None:
        self._post(f"saved/searches/{quoted(SEARCH)}", disabled=str(int(not on)))

    def dispatch(self) -> tuple[str, list[str]]:
        """The sid, and whom the search names."""
        saved = self._target.service.saved_searches[SEARCH, namespace(owner="nobody", app=self._target.app)]
        sid = saved.dispatch(trigger_actions=True, **{"dispatch.now": f"{NOW:.0f}"}).sid
        return sid, sorted(row["user_name"] for row in finished(self._target, sid).rows)

    def _post(self, path: str, **settings: str) -> None:
        self._target.service.post(path, owner="nobody", app=self._target.app, **settings)


@pytest.fixture
def shared(splunk: Target, sandbox: Sandbox) -> Iterator[Shared]:
    if not splunk.disposable:
        pytest.skip("this changes settings that all users share: on a Splunk of our own alone")
    sandbox.macros.clear()  # which would stand before those that all share
    settings = Shared(splunk)
    settings.enable(on=True)
    yield settings
    settings.enable(on=False)
    settings.restore(MACRO)


def test_from_the_ui_to_the_risk_event(shared: Shared, scoring: Sandbox) -> None:
    host = scoring.send(timed(BOTH), SOURCETYPE).host
    shared.macro(MACRO, f'index="{scoring.index}" host="{host}" sourcetype="{SOURCETYPE}"')
    sid, users = shared.dispatch()
    assert users == ["dana.reyes", "root"]
    assert {event["risk_object"] for event in risk_events(scoring.target, sid, 2)} == {"dana.reyes", "root"}

    shared.macro(FILTER, 'search NOT user_name="dana.reyes"')
    assert shared.dispatch()[1] == ["root"]
    shared.restore(FILTER)
    assert shared.dispatch()[1] == ["dana.reyes", "root"]
