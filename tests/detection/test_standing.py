"""Why an installed detection is silent although its events are there: disabled, not scheduled, throttled."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.explain import explain
from minisplunk.standing import standing
from tests.detection.staging import APP, FILTER, NOW, SEARCH, dispatched, of_search, prepared, set_clock

EVENTS = {"events": [{"record": "iam_user_failed_mfa"}]}
THROTTLED = {"alert.suppress": "1", "alert.suppress.period": "1h"}


def test_nothing_keeps_it_from_running(spl: Path) -> None:
    with prepared(EVENTS, spl) as splunk:
        assert standing(splunk, splunk.saved_search(SEARCH, APP)) == []


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"disabled": "1"}, f"The saved search '{SEARCH}' is disabled: it does not run until it is enabled."),
        (
            {"enableSched": "0"},
            f"The saved search '{SEARCH}' is not scheduled: it runs only when somebody runs it.",
        ),
    ],
)
def test_it_does_not_run(settings: dict[str, str], says: str, spl: Path) -> None:
    with prepared({**EVENTS, "settings": of_search(**settings)}, spl) as splunk:
        assert standing(splunk, splunk.saved_search(SEARCH, APP)) == [says]


@pytest.mark.parametrize(
    ("fields", "same"), [({}, ""), ({"alert.suppress.fields": "user_name"}, " with the same user_name")]
)
def test_it_is_throttled(fields: dict[str, str], same: str, spl: Path) -> None:
    with prepared({**EVENTS, "settings": of_search(**THROTTLED, **fields)}, spl) as splunk:
        saved = splunk.saved_search(SEARCH, APP)
        assert standing(splunk, saved) == []
        dispatched(splunk)
        assert standing(splunk, saved) == [
            f"It is throttled: it has alerted, and a further result{same} raises no alert and no action "
            "until 2026-03-03 10:45:00 UTC."
        ]
        set_clock(splunk, NOW + 3600)
        assert standing(splunk, saved) == []


def test_the_filter_macro_removed_the_rows(spl: Path) -> None:
    with prepared({**EVENTS, "macros": {FILTER: 'search NOT user_name="dana.reyes"'}}, spl) as splunk:
        (reason,) = explain(dispatched(splunk).run).reasons
    assert f"`{FILTER}`" in reason
    assert reason.endswith("removed the one row that reached it.")
