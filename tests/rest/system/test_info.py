"""server/info, server/settings and the list of services, by splunk-sdk and by hand."""

from __future__ import annotations

import json

import pytest
import splunklib.client

from minisplunk.engine import Splunk
from minisplunk.rest.server import serve


def test_info_has_what_splunk_sdk_asks_for(service):
    keys = "build cpu_arch guid isFree isTrial licenseKeys licenseSignature licenseState master_guid mode os_build"
    assert set(f"{keys} os_name os_version serverName version".split()) <= service.info.keys()
    assert (service.info["licenseState"], service.info["serverName"]) == ("OK", "minisplunk")
    assert (service.info["isFree"], service.info["isTrial"]) == ("0", "0")


def test_the_default_version_has_the_second_search_endpoints(service):
    assert service.splunk_version >= (10, 4)
    assert service.disable_v2_api is False


def test_the_version_is_a_setting():
    with Splunk() as splunk, serve(splunk, version="8.2.0") as address:
        service = splunklib.client.connect(
            host=address.host, port=address.management_port, username=address.username, password=address.password
        )
        assert service.splunk_version == (8, 2, 0)
        assert service.disable_v2_api is True
        assert list(service.jobs.oneshot("makeresults", output_mode="json"))
        with pytest.raises(splunklib.client.HTTPError, match=r"404 .* Unknown endpoint\."):
            service.get("search/v2/jobs")


def test_info_needs_no_session(rest):
    reply = rest("GET", "/services/server/info", headers={}, output_mode="json")
    assert reply.status == 200
    assert reply.headers["Set-Cookie"] is None
    (entry,) = reply.json["entry"]
    assert (entry["name"], entry["id"].partition("/services")[2]) == ("server-info", "/server/info/server-info")
    assert entry["content"]["isFree"] is False
    assert reply.json["generator"]["version"] == entry["content"]["version"]


def test_who_asks_with_a_cookie_gets_it_again_all_the_same(server, rest):
    cookie = f"splunkd_{server.management_port}={server.splunkd.sessions.begin(server.username)}"
    reply = rest("GET", "/services/server/info", headers={"Cookie": cookie})
    assert reply.headers["Set-Cookie"].startswith(f"{cookie};")


@pytest.mark.parametrize("path", ["/services/server/info/server-info", "/servicesNS/nobody/system/server/info/"])
def test_info_by_its_other_names(rest, path):
    assert rest("GET", path, output_mode="json").json["entry"][0]["name"] == "server-info"


def test_settings(server, service):
    settings = service.settings
    assert settings["mgmtHostPort"] == str(server.management_port)
    assert settings["serverName"] == "minisplunk"
    assert settings["SPLUNK_HOME"] == str(server.splunk.folder)


def test_the_services_are_listed(service):
    assert service.get("/services/").status == 200
    names = [entry["title"] for entry in splunklib.client.data.load(service.get("/services").body.read()).feed.entry]
    assert {"authentication", "messages", "server"} <= set(names)


def test_the_instance_keeps_its_id(tmp_path):
    ids = set()
    for _ in range(2):
        with Splunk(tmp_path) as splunk, serve(splunk) as address:
            ids.add(address.splunkd.info.guid)
    assert len(ids) == 1
    assert len(ids.pop()) == 36


@pytest.mark.parametrize("path", ["/", "/services/nonsense", "/en-US/app", "/servicesNS/admin"])
def test_what_is_not_there(rest, path):
    reply = rest("GET", path, output_mode="json")
    assert (reply.status, reply.json["messages"]) == (404, [{"type": "ERROR", "text": "Not Found"}])


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({}, "/services/"),
        ({"owner": "admin", "app": "search"}, "/servicesNS/admin/search/"),
        ({"app": "search", "sharing": "app"}, "/servicesNS/nobody/search/"),
        ({"app": "search", "sharing": "global"}, "/servicesNS/nobody/search/"),
        ({"sharing": "system"}, "/servicesNS/nobody/system/"),
        ({"owner": "-", "app": "-"}, "/servicesNS/-/-/"),
    ],
)
def test_every_namespace_leads_here(server, given, path):
    service = splunklib.client.connect(
        host=server.host,
        port=server.management_port,
        username=server.username,
        password=server.password,
        **given,
    )
    reply = service.get("messages", output_mode="json")
    assert json.loads(reply.body.read())["origin"] == f"{server.management}{path}messages"
