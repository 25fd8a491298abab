"""The same cases from outside: over https, what comes back must be what the same case gives in process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.detection.records import Case, cases
from tests.detection.staging import dispatched, of_index, prepared
from tests.rest.outside import comparable, connected


@pytest.mark.slow
@pytest.mark.parametrize("case", [*cases("fires"), *cases("silent")], ids=lambda case: case["name"])
def test_over_https_as_in_process(case: Case, spl: Path) -> None:
    with prepared(case, spl) as splunk:
        results = comparable(dispatched(splunk).job.results)
        risk = comparable(of_index(splunk, "risk"))
    with connected(case, spl) as client:
        assert comparable(client.dispatch()) == results
        assert comparable(client.of_index("risk")) == risk
