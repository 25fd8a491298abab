"""What Splunk's image does as it starts, and what can be amiss with it then, done to a served minisplunk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import splunklib.client

APP = "DA-ESS-AwsConsoleMfa"


def connect(server: Mapping[str, str], password: str) -> splunklib.client.Service:
    return splunklib.client.connect(
        host="127.0.0.1", port=int(server["management"]), username="admin", password=password, autologin=True
    )


def provide(service: splunklib.client.Service, environment: Mapping[str, str], deeds: list[str]) -> None:
    """As the environment of a container says; docs/ADVANCED.md of splunk/docker-splunk."""
    service.post("data/inputs/http/splunk_hec_token", token=environment["SPLUNK_HEC_TOKEN"])
    if "start" in deeds:
        for name in ("MINISPLUNK_ADDON", "MINISPLUNK_APP"):
            if name in environment:
                install(service, Path(environment[name]))
    if "want restart" in deeds:
        service.post("messages", name="restart_required", value="Splunk must be restarted.")
    if "app off" in deeds:
        service.post(f"apps/local/{APP}/disable")
    service.post("authentication/users/admin", password=environment["SPLUNK_PASSWORD"])


def install(service: splunklib.client.Service, archive: Path) -> None:
    """As splunkd does, with the checksum that it writes down and minisplunk does not."""
    answer = service.post("apps/local", name=str(archive), filename=True, update=True, output_mode="json")
    app = json.loads(answer["body"].read())["entry"][0]["name"]
    checksum = hashlib.sha1(archive.read_bytes()).hexdigest()
    service.post("configs/conf-app/install", owner="nobody", app=app, install_source_checksum=checksum)
