"""Cases of this repository's app, each in a Splunk of its own, beside the same searches in one Splunk for all."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from minisplunk.engine import Splunk
from minisplunk.testing.pool import Work, Worker
from minisplunk.testing.reading import read
from minisplunk.times import ManualClock

from .measure import Measure, paired

ROOT = Path(__file__).parents[2]
APP = "DA-ESS-AwsConsoleMfa"
SEARCH = "Threat - AWS Console Login Failed During MFA Challenge - Rule"
COUNT = 100
NOW = 1_772_531_100.0


def measures() -> list[Measure]:
    """Of a case that is read already, as it is in one of the processes of `minisplunk test`."""
    worker = Worker(Work((ROOT,)))
    with TemporaryDirectory() as folder, Splunk(clock=ManualClock(NOW)) as splunk:
        file = Path(folder) / "test_many.splunk.yaml"
        file.write_text(json.dumps({"sourcetype": "aws:cloudtrail", "cases": [_case(n) for n in range(COUNT)]}))
        cases = read(file).cases
        splunk.install(ROOT)
        splunk.install_enterprise_security()
        splunk.enable(SEARCH, APP)

        def ours() -> None:
            assert all(worker(case).passed for case in cases)

        def shared() -> None:
            for _ in cases:
                splunk.dispatch(SEARCH, app=APP, trigger_actions=True)

        ratio, seconds = paired(ours, shared)
    worker.close()
    return [
        Measure("a case in a Splunk of its own / its search in a Splunk that is there", ratio, 10, "x"),
        Measure("1,000 cases, in one process", seconds * 1000 / COUNT, 40, "s"),
    ]


def _case(number: int) -> dict[str, Any]:
    failed = {
        "eventTime": "2026-03-03T09:30:00Z",
        "eventSource": "signin.amazonaws.com",
        "eventName": "ConsoleLogin",
        "errorMessage": "Failed authentication",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "198.51.100.23",
        "userAgent": "Mozilla/5.0",
        "eventID": f"e-{number}",
        "responseElements": {"ConsoleLogin": "Failure"},
        "additionalEventData": {"MFAUsed": "Yes"},
        "userIdentity": {"type": "IAMUser", "userName": "dana", "accountId": "123456789012"},
        "recipientAccountId": "123456789012",
    }
    return {"name": f"case {number}", "events": [{"json": failed}], "results": [{"user_name": "dana"}], "fires": True}
