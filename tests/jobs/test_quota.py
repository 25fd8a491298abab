"""What a user may run and keep at a time, by the quotas of his roles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.jobs import Dispatch, Job, QuotaReached
from minisplunk.jobs import manager as manager_module
from minisplunk.jobs.handover import Handover
from minisplunk.jobs.quota import OF_A_JOB, quota
from minisplunk.search import Request
from tests.waiting import PATIENCE, until

ENDLESS = "| makeresults count=100000000 | stats count"
MB = 1 << 20


@pytest.fixture(autouse=True)
def hasty(splunk: Splunk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The role `few` may run one search, `small` may keep a megabyte; who is refused does not wait for long."""
    monkeypatch.setattr(manager_module, "_QUOTA_PATIENCE", 0.01)
    splunk.change("system", "authorize", "role_few", {"srchJobsQuota": "1", "srchIndexesAllowed": "*"})
    splunk.change("system", "authorize", "role_small", {"srchDiskQuota": "1", "srchJobsQuota": "0"})


def asked(splunk: Splunk, search: str = "| makeresults", user: str = "bob", role: str = "few") -> Request:
    return replace(splunk.request(search), user=user, roles=(role,))


def running(splunk: Splunk, search: str = ENDLESS, **asker: Any) -> Job:
    job = splunk.jobs.start(asked(splunk, search, **asker))
    until(lambda: job.state == "RUNNING")
    return job


@pytest.mark.parametrize(
    ("held", "jobs", "disk"),
    [
        (("user",), 3, 100),
        (("power",), 10, 500),
        (("admin",), 50, 10_000),
        (("few",), 1, 100),
        (("few", "user"), 3, 100),  # the greatest counts
        (("small",), 0, 1),  # zero is no limit
        (("small", "admin"), 0, 10_000),
        (("nosuch",), 3, 100),
        ((), 3, 100),
    ],
)
def test_the_quota_of_roles(splunk: Splunk, held: tuple[str, ...], jobs: int, disk: int) -> None:
    found = quota(splunk.contexts.everywhere, held)
    assert (found.jobs, found.disk) == (jobs, disk * MB)


def test_a_job_beyond_it_waits_for_its_turn_and_holds_up_nobody_else(splunk: Splunk) -> None:
    first = running(splunk)
    second = splunk.jobs.start(asked(splunk))
    other = splunk.jobs.start(asked(splunk, user="eve"))
    assert other.wait(PATIENCE)
    assert second.state == "QUEUED"
    splunk.jobs.forget(first)
    assert second.wait(PATIENCE)
    assert second.state == "DONE"


REASON = (
    "This search could not be dispatched because the role-based concurrency limit of historical searches for user "
    '"bob" has been reached (usage=1, quota=1).'
)


def test_what_cannot_wait_is_refused(splunk: Splunk) -> None:
    first = running(splunk)
    for start in (
        lambda: splunk.jobs.start(asked(splunk), queued=False),
        lambda: splunk.jobs.oneshot(asked(splunk)),
        lambda: splunk.jobs.hand_over(asked(splunk), Dispatch(), Handover(1)),
    ):
        with pytest.raises(QuotaReached) as caught:
            start()
        assert caught.value.message == REASON
    assert splunk.jobs.oneshot(asked(splunk, user="eve")).results
    splunk.jobs.forget(first)
    until(lambda: not splunk.jobs.running())
    assert splunk.jobs.oneshot(asked(splunk)).results


def test_a_search_that_is_handed_over_counts(splunk: Splunk) -> None:
    handover = Handover(1)
    job = splunk.jobs.hand_over(asked(splunk, "| makeresults count=100000000"), Dispatch(), handover)
    with pytest.raises(QuotaReached):
        splunk.jobs.oneshot(asked(splunk))
    handover.close()
    assert job.wait(PATIENCE)
    until(lambda: not splunk.jobs.running())
    assert splunk.jobs.oneshot(asked(splunk)).results


def test_a_paused_job_makes_room(splunk: Splunk) -> None:
    first = running(splunk)
    first.pause()
    second = splunk.jobs.start(asked(splunk))
    assert second.wait(PATIENCE)
    first.unpause()
    first.finalize()
    assert first.wait(PATIENCE)


def test_who_keeps_too_much_is_ended_and_then_waits(splunk: Splunk) -> None:
    full = splunk.jobs.start(asked(splunk, "| makeresults count=100000 | eval a=1", role="small"))
    assert full.wait(PATIENCE)
    assert (full.state, full.is_finalized) == ("DONE", True)
    assert 0 < len(full.results) < 100_000
    assert [message.text for message in full.messages] == [
        "Search auto-finalized after disk usage limit (1MB) reached."
    ]
    with pytest.raises(QuotaReached, match=r"role-based disk usage quota of search artifacts .* \(usage=1MB, quota=1"):
        splunk.jobs.oneshot(asked(splunk, role="small"))
    waiting = splunk.jobs.start(asked(splunk, role="small"))
    assert waiting.state == "QUEUED"
    splunk.jobs.forget(full)
    assert waiting.wait(PATIENCE)
    assert len(waiting.results) == 1


def test_a_job_counts_for_something_without_results_too(splunk: Splunk) -> None:
    for _ in range(MB // OF_A_JOB):
        splunk.jobs.run(asked(splunk, "| makeresults | where 1=2", role="small"))
    assert splunk.jobs.start(asked(splunk, role="small")).state == "QUEUED"
