"""What an add-on does with solnlib, Splunk's library for them: its settings, checkpoints, messages, alerts and events.

Passwords are left out of its settings here.
"""

import datetime
import json
import sys

import splunklib.client
from solnlib import alerts_rest_client, bulletin_rest_client, hec_config, time_parser, user_access
from solnlib.conf_manager import ConfManager, ConfManagerException
from solnlib.modular_input.checkpointer import KVStoreCheckpointer
from solnlib.modular_input.event_writer import HECEventWriter
from solnlib.server_info import ServerInfo
from solnlib.soln_exceptions import ConfStanzaNotExistException

PLACE = json.loads(sys.argv[1])
WHERE = {"scheme": "https", "host": PLACE["host"], "port": PLACE["port"]}
LOGIN = {name: PLACE[name] for name in ("host", "port", "username", "password")}
TIME = 1768478400  # 2026-01-15T12:00:00Z
APP = "toy_addon"


def main():
    service = splunklib.client.connect(**LOGIN)
    service.apps.create(APP)
    key = service.token.removeprefix("Splunk ")
    print(", ".join(step(key) for step in (asks, configures, checkpoints, tells, sends)))


def asks(key):
    info = ServerInfo(key, **WHERE)
    assert info.server_name and info.version and len(info.guid) == 36
    assert not info.is_shc_member() and not info.is_cloud_instance()
    assert user_access.get_current_username(key, **WHERE) == "admin"
    assert "search" in user_access.get_user_capabilities(key, "admin", **WHERE)
    assert "admin" in user_access.get_user_roles(key, "admin", **WHERE)
    parser = time_parser.TimeParser(key, **WHERE)
    assert parser.to_seconds("2026-01-15T12:00:00.000+00:00") == TIME
    assert parser.to_utc("2026-01-15T14:00:00.000+02:00") == datetime.datetime(2026, 1, 15, 12, 0)
    return "asked who and where it is"


def configures(key):
    manager = ConfManager(key, APP, **WHERE)
    try:
        manager.get_conf("toy_settings")
    except ConfManagerException:
        conf = manager.create_conf("toy_settings")
    conf.update("proxy", {"proxy_url": "proxy.example", "proxy_port": "8080"})
    conf.update("proxy", {"proxy_port": "3128"})
    conf.update("gone", {"a": "1"})
    conf.delete("gone")
    assert conf.get("proxy")["proxy_port"] == "3128" and list(conf.get_all()) == ["proxy"]
    try:
        conf.get("gone")
    except ConfStanzaNotExistException:
        return "kept its settings"
    raise AssertionError("a stanza that was deleted is there")


def checkpoints(key):
    checkpoint = KVStoreCheckpointer("toy_checkpoints", key, APP, **WHERE)
    checkpoint.update("input", {"offset": 1})
    checkpoint.update("input", {"offset": 2})
    checkpoint.batch_update([{"_key": "a/b", "state": [1, 2]}, {"_key": "gone", "state": 0}])
    checkpoint.delete("gone")
    assert checkpoint.get("input") == {"offset": 2} and checkpoint.get("a/b") == [1, 2]
    assert checkpoint.get("gone") is None
    objects = user_access.ObjectACLManager("toy_acl", key, APP, **WHERE)
    objects.update_acl("inputs", "1", "input", APP, "admin", {"read": ["*"], "write": ["admin"], "delete": []})
    assert objects.get_acl("inputs", "1").obj_perms["write"] == ["admin"]
    return "kept checkpoints and access lists"


def tells(key):
    bulletin = bulletin_rest_client.BulletinRestClient("toy", key, APP, **WHERE)
    bulletin.create_message("a message", bulletin.Severity.WARNING, roles=["admin"])
    assert bulletin.get_message()["entry"][0]["content"]["message"] == "a message"
    bulletin.delete_message()
    alerts = alerts_rest_client.AlertsRestClient(key, APP, **WHERE)
    alerts.create_search_alert("toy alert", "index=main", disabled=False, description="of toys")
    alerts.update_search_alert("toy alert", alert_threshold="5")
    alerts.create_search_alert("gone", "index=main")
    alerts.delete_search_alert("gone")
    names = [entry["name"] for entry in alerts.get_all_search_alerts()["entry"]]
    assert "toy alert" in names and "gone" not in names, names
    return "told of a message and made an alert"


def sends(key):
    config = hec_config.HECConfig(key, **WHERE)
    assert config.get_settings()["port"] == str(PLACE["hec_port"]), config.get_settings()
    config.update_settings({"disabled": "0"})
    config.create_input("toy", {"index": "main", "sourcetype": "toy:json"})
    config.update_input("toy", {"source": "toy"})
    assert len(config.get_input("toy")["token"]) == 36
    writer = HECEventWriter("toy", key, global_settings_schema=False, **WHERE)  # which asks Splunk's own Python
    common = {"index": "main", "host": "web-1", "source": "toy", "sourcetype": "toy:json"}
    fields = {"color": "yellow"}
    writer.write_events(
        [writer.create_event({"text": "an event", "n": n}, time=TIME + n, fields=fields, **common) for n in range(3)],
    )
    return "made an input of HEC and sent 3 events"


main()
