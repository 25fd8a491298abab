"""Requests that wait for a search keep no others waiting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from minisplunk import engine
from minisplunk.engine import Splunk
from minisplunk.rest.server import serve
from tests.rest.conftest import Reply, send
from tests.waiting import until

MANY = 80


@pytest.mark.slow
def test_blocking_searches_do_not_lock_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """No job gets its turn here. Each is cancelled by a request of its own, while the others still wait."""
    monkeypatch.setattr(engine, "max_running", lambda view: 0)
    with Splunk() as splunk, serve(splunk, scheduler=False) as address, ThreadPoolExecutor(MANY) as clients:
        headers = {"Authorization": f"Splunk {address.splunkd.sessions.begin('admin')}"}

        def post(path: str, **form: object) -> Reply:
            return send(f"{address.management}/services/search/v2/jobs{path}", urlencode(form).encode(), headers)

        sids = [f"waiting{number}" for number in range(MANY)]
        answers = [clients.submit(post, "", search="| makeresults", exec_mode="blocking", id=sid) for sid in sids]
        for sid in sids:
            until(lambda sid=sid: post(f"/{sid}/control", action="touch").status != 404)
            assert post(f"/{sid}/control", action="cancel").status == 200
        assert [answer.result().status for answer in answers] == [201] * MANY
