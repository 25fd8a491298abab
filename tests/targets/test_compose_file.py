"""compose.yaml and addon.yaml: what the Compose Specification allows, reached from this machine only, no secrets."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
import yaml
from jsonschema import validate

from minisplunk.targets.compose import ADDON_FILE, FILE, LABEL, SERVICE

SCHEMA = json.loads((files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json").read_text())
SPLUNK = yaml.safe_load(FILE.read_text())["services"][SERVICE]
ADDON = yaml.safe_load(ADDON_FILE.read_text())["services"][SERVICE]


@pytest.mark.parametrize("file", [FILE, ADDON_FILE], ids=["compose.yaml", "addon.yaml"])
def test_it_is_what_the_specification_allows(file):
    validate(yaml.safe_load(file.read_text()), SCHEMA)


def test_it_makes_one_container_and_nothing_else():
    assert list(yaml.safe_load(FILE.read_text())) == ["services"]
    assert (SPLUNK["network_mode"], SPLUNK["labels"], "container_name" in SPLUNK) == (
        "bridge",
        {LABEL: "target"},
        False,
    )


def test_it_is_reached_from_this_machine_only_and_by_free_ports():
    assert SPLUNK["ports"] == [{"target": port, "host_ip": "127.0.0.1"} for port in (8089, 8088)]


def test_the_licence_is_accepted_in_both_ways():
    assert SPLUNK["environment"]["SPLUNK_START_ARGS"] == "--accept-license"
    assert SPLUNK["environment"]["SPLUNK_GENERAL_TERMS"] == "--accept-sgt-current-at-splunk-com"


def test_secrets_are_passed_and_not_written():
    """Without a value compose takes it from its own environment."""
    assert [name for name, value in SPLUNK["environment"].items() if value is None] == [
        "SPLUNK_PASSWORD",
        "SPLUNK_HEC_TOKEN",
    ]


@pytest.mark.parametrize("service", [SPLUNK, ADDON], ids=["compose.yaml", "addon.yaml"])
def test_what_is_to_be_installed_is_mounted_to_be_read(service):
    mounted = {volume["target"]: volume for volume in service["volumes"]}
    assert all(volume["read_only"] and not volume["bind"]["create_host_path"] for volume in mounted.values())
    assert service["environment"]["SPLUNK_APPS_URL"].split(",")[0] in mounted


def test_the_add_on_comes_before_the_app():
    targets = [volume["target"] for service in (ADDON, SPLUNK) for volume in service["volumes"]]
    assert ADDON["environment"]["SPLUNK_APPS_URL"] == ",".join(targets)


def test_the_image_is_for_one_platform_and_its_tag_can_be_chosen():
    assert SPLUNK["platform"] == "linux/amd64"
    assert SPLUNK["image"] == "splunk/splunk:${SPLUNK_VERSION:-10.4.3}"
