"""A server that ends does not wait for its searches, and none of them is answered as if it had found nothing."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import splunklib.client

from minisplunk.engine import Splunk
from minisplunk.rest.server import serve
from tests.waiting import PATIENCE, until

ENDLESS = "| makeresults count=100000000 | stats count"


@pytest.mark.parametrize("how", ["oneshot", "export", "create"])
def test_running_searches_end(how: str) -> None:
    answers: list[Any] = []

    def search() -> None:
        arguments = {"exec_mode": "blocking"} if how == "create" else {}
        try:
            answers.append(getattr(service.jobs, how)(ENDLESS, **arguments))
        except Exception as error:
            answers.append(error)

    with Splunk() as splunk:
        with serve(splunk) as address:
            service = splunklib.client.connect(
                host=address.host,
                port=address.management_port,
                username=address.username,
                password=address.password,
            )
            thread = threading.Thread(target=search)
            thread.start()
            until(lambda: splunk.jobs._unlisted or splunk.jobs.all())
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert isinstance(answers[0], (Exception, splunklib.client.Job))
        assert splunk.jobs.all() == []
