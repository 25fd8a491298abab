"""search/timeparser: the clock of these tests stands still."""

from __future__ import annotations

import json

import pytest
import splunklib.client
from splunklib.binding import HTTPError


def parsed(sdk: splunklib.client.Service, *times: str, **more: str) -> dict[str, str]:
    return json.loads(sdk.get("search/timeparser", time=list(times), output_mode="json", **more).body.read())


def test_times(sdk: splunklib.client.Service) -> None:
    assert parsed(sdk, "-1d@d", "2026-03-03T09:45:00Z", now="2023-11-14T22:13:20Z") == {
        "-1d@d": "2023-11-13T00:00:00.000+00:00",
        "2026-03-03T09:45:00Z": "2026-03-03T09:45:00.000+00:00",
    }
    assert parsed(sdk, "14.11.2023", time_format="%d.%m.%Y", output_time_format="%s") == {"14.11.2023": "1699920000"}


def test_in_xml(sdk: splunklib.client.Service) -> None:
    body = sdk.get("search/timeparser", time="0").body.read().decode()
    assert '<key name="0">1970-01-01T00:00:00.000+00:00</key>' in body


@pytest.mark.parametrize(
    "arguments", [{}, {"time": "soon"}, {"time": "now", "now": "soon"}, {"time": "now", "zone": "x"}]
)
def test_what_is_no_time(sdk: splunklib.client.Service, arguments: dict[str, str]) -> None:
    with pytest.raises(HTTPError) as caught:
        sdk.get("search/timeparser", **arguments)
    assert caught.value.status == 400
