"""Whatever the parameters, an answer comes, and none is an error of ours."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.rest.http import Stream
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.management.port import ManagementPort
from minisplunk.rest.search.job_parameters import DONE, HARMLESS, UNSUPPORTED
from minisplunk.rest.search.result_page import OF_PAGES
from minisplunk.rest.server import Address

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "random_parameters.yaml").read_text(encoding="utf-8"))
NAMES = sorted({*DONE, *HARMLESS, *UNSUPPORTED, *OF_PAGES, "custom.x", "max_lines", "truncation_mode", "q", "action"})
PARAMETERS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(CASES["values"]) | st.text(max_size=8)), max_size=5
)
ENDPOINTS = ("search/jobs", "search/v2/jobs", "search/jobs/export", "search/parser", "search/v2/parser")
BELOW = ("", "/results", "/results_preview", "/events", "/control", "/summary", "/timeline")


def answer(address: Address, method: str, endpoint: str, parameters: list[tuple[str, str]]) -> int:
    """The status; a stream is read to its end."""
    key = address.splunkd.sessions.begin("admin")
    form = urlencode(parameters, errors="replace").encode()
    target = f"/services/{endpoint}" + (f"?{form.decode()}" if method == "GET" else "")
    headers = {"authorization": f"Splunk {key}"}
    found = ManagementPort(address.splunkd).respond(Incoming(method, target, headers, b"" if method == "GET" else form))
    if isinstance(found, Stream):
        for _ in found.chunks:
            pass
    return found.status


@pytest.mark.filterwarnings("error")
@given(st.sampled_from(ENDPOINTS), st.sampled_from(CASES["searches"]), PARAMETERS)
def test_of_new_searches(address: Address, endpoint: str, search: str, parameters: list[tuple[str, str]]) -> None:
    name = "q" if "parser" in endpoint else "search"
    status = answer(address, "POST", endpoint, [(name, search), *parameters])
    assert status in (200, 201, 400, 404, 501)


@given(st.sampled_from(BELOW), st.sampled_from(("GET", "POST")), PARAMETERS)
def test_of_a_job(address: Address, below: str, method: str, parameters: list[tuple[str, str]]) -> None:
    splunk = address.splunk
    job = splunk.jobs.run(splunk.request("search index=jobs | head 5"))
    status = answer(address, method, f"search/jobs/{job.sid}{below}", parameters)
    assert status in (200, 204, 400, 404, 405, 501)
