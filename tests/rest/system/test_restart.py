"""server/control/restart, by splunk-sdk and by hand."""

from __future__ import annotations

import threading

import pytest
import splunklib.client
import splunklib.results

from minisplunk.engine import Splunk
from minisplunk.rest.server import serve
from tests.rest.conftest import send
from tests.waiting import PATIENCE, until


@pytest.fixture
def address(tmp_path):
    """A server of its own: a restart ends everybody's session."""
    with Splunk(tmp_path) as splunk, serve(splunk) as address:
        yield address


def connected(address, **options):
    return splunklib.client.connect(
        host=address.host,
        port=address.management_port,
        username=address.username,
        password=address.password,
        **options,
    )


def test_splunk_sdk_restarts_and_waits_until_it_is_done(address):
    service = connected(address)
    service.restart(timeout=PATIENCE)
    assert not service.restart_required
    assert service.info["version"]


def test_sessions_end_and_autologin_signs_in_again(address):
    plain, automatic = connected(address), connected(address, autologin=True)
    began = address.splunkd.started
    plain.post("server/control/restart")
    until(lambda: address.splunkd.started > began)
    with pytest.raises(splunklib.client.AuthenticationError):
        plain.get("apps/local")
    assert automatic.apps.list()


def test_searches_that_run_end_and_events_stay(address):
    service = connected(address)
    service.indexes["main"].submit("kept", sourcetype="s")
    job = service.jobs.create("| makeresults count=5000000 | eval x=md5(random()) | sort 0 x")
    began = address.splunkd.started
    service.post("server/control/restart")
    until(lambda: address.splunkd.started > began)
    service.login()
    assert job.sid not in {job.sid for job in service.jobs}
    (row,) = splunklib.results.JSONResultsReader(
        service.jobs.oneshot("search index=main | stats count", output_mode="json")
    )
    assert row["count"] == "1"


def test_a_client_that_comes_meanwhile_waits(address):
    service = connected(address)
    answers = []
    service.post("server/control/restart")
    clients = [
        threading.Thread(target=lambda: answers.append(send(f"{address.hec}/services/collector/health").status))
        for _ in range(8)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert answers == [200] * 8


def test_conf_files_are_read_again(address):
    service = connected(address)
    local = address.splunk.etc / "system" / "local"
    local.mkdir(parents=True, exist_ok=True)
    (local / "macros.conf").write_text("[by_hand]\ndefinition = 1\n")
    service.restart(timeout=PATIENCE)
    assert service.get("configs/conf-macros/by_hand").status == 200


def test_the_session_timeout_counts_after_a_restart(address):
    service = connected(address)
    service.settings.update(sessionTimeout="42h")
    assert service.settings["sessionTimeout"] == "42h"
    assert service.restart_required
    service.restart(timeout=PATIENCE)
    assert address.splunkd.sessions.timeout == 42 * 3600


def test_nobody_restarts_without_the_capability(address):
    connected(address).users.create("ann", "password-of-ann", roles=["power"])
    ann = splunklib.client.connect(
        host=address.host, port=address.management_port, username="ann", password="password-of-ann"
    )
    with pytest.raises(splunklib.client.HTTPError, match="requires capability: restart_splunkd"):
        ann.post("server/control/restart")
