"""Whatever people do: the numbers of the page are those that plain counting gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from tests.detection.staging import ingest, set_clock, staged
from tests.views.story import NOW, SignIn, events
from tests.views.views import View

MINUTE = 60
WITHIN = 15 * MINUTE
PAGE = View.read("mfa_challenges")

sign_ins = st.lists(
    st.builds(
        SignIn,
        at=st.integers(0, 7).map(lambda step: NOW - 40 * MINUTE + step * 5 * MINUTE)
        | st.integers(-1, 1).map(lambda second: NOW - WITHIN + second),
        what=st.sampled_from(["failed", "success", "prompt"]),
        user=st.sampled_from(["dana", "sam", "root"]),
        src=st.sampled_from(["192.0.2.1", "192.0.2.2", "198.51.100.3"]),
        account=st.sampled_from(["111111111111", "222222222222"]),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def splunk(spl: Path) -> Iterator[Splunk]:
    with staged({}, spl) as splunk:
        set_clock(splunk, NOW)
        yield splunk


@given(sign_ins)
def test_the_page_counts_right(splunk: Splunk, happened: list[SignIn]) -> None:
    splunk.store.delete_index("main")
    splunk.store.create_index("main")
    ingest(splunk, {}, events(happened))
    failed = [one for one in happened if one.what == "failed"]
    after = [(one, successes(one, happened)) for one in failed]
    unanswered = [
        one for one in happened if one.what == "prompt" and one.at <= NOW - WITHIN and not answered(one, happened)
    ]

    def results(source: str) -> list:
        return PAGE.results(splunk, source)

    assert results("totals") == [
        {"challenges": len(failed), "users": len(set(map(who, failed))), "addresses": len({one.src for one in failed})}
    ]
    by_user = {(row["Account"], row["User"]): row["Failed"] for row in results("users") if "Failed" in row}
    assert by_user == Counter(map(who, failed))
    by_address = {row["Source"]: row["Failed"] for row in results("addresses") if "Failed" in row}
    assert by_address == Counter(one.src for one in failed)
    [count] = results("followed_count")
    assert count["followed"] == sum(1 for _, found in after if found)
    assert int(count["elsewhere"]) == sum(any(s.src != one.src for s in found) for one, found in after)
    assert results("prompt_count") == [{"prompts": len(unanswered)}]


def who(one: SignIn) -> tuple[str, str]:
    return one.account, one.user


def successes(failure: SignIn, happened: list[SignIn]) -> list[SignIn]:
    """The sign-ins of the same user up to 15 minutes later."""
    return [
        one
        for one in happened
        if one.what == "success" and who(one) == who(failure) and 0 <= one.at - failure.at <= WITHIN
    ]


def answered(prompt: SignIn, happened: list[SignIn]) -> bool:
    """By a sign-in of the same user from the same address, well or not, up to 15 minutes later."""
    return any(
        one.what != "prompt" and who(one) == who(prompt) and one.src == prompt.src and 0 <= one.at - prompt.at <= WITHIN
        for one in happened
    )
