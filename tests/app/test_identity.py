"""Who the app is, said the same in every place that has to say it."""

from __future__ import annotations

import json
import re
from importlib import metadata

APP = "DA-ESS-AwsConsoleMfa"
LABEL = "AWS Console MFA Detection"


def manifest(root):
    return json.loads((root / "app.manifest").read_text("ascii"))


def test_version_is_the_same_everywhere(root, confs):
    version = confs["app"].get("launcher", "version")

    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert confs["app"].get("id", "version") == version
    assert manifest(root)["info"]["id"]["version"] == version


def test_the_distribution_takes_its_version_from_app_conf(root, confs):
    # pyproject.toml reads it with this pattern, which finds the first
    found = re.search(r"(?m)^version = (?P<version>[0-9.]+)$", (root / "default/app.conf").read_text())

    assert found
    assert found["version"] == confs["app"].get("launcher", "version")
    assert metadata.version("minisplunk") == found["version"]


def test_app_id_is_one_that_enterprise_security_imports_unaided(root, confs):
    assert confs["app"].get("package", "id") == APP
    assert confs["app"].get("id", "name") == APP
    assert manifest(root)["info"]["id"]["name"] == APP
    # the default pattern of ES's App Imports Update
    assert re.fullmatch(r"(appsbrowser)|(search)|([ST]A-.*)|(Splunk_[ST]A_.*)|(DA-ESS-.*)|(Splunk_DA-ESS_.*)", APP)


def test_label_and_description_are_the_same_in_conf_and_manifest(root, confs):
    info = manifest(root)["info"]

    assert confs["app"].get("ui", "label") == info["title"] == LABEL
    assert confs["app"].get("launcher", "description") == info["description"]
    assert confs["app"].get("launcher", "author") == info["author"][0]["name"]


def test_the_app_is_ready_without_a_set_up_page_and_asks_splunkbase_for_nothing(confs):
    assert not confs["app"].stanzas["install"].flag("is_configured", default=True)
    assert confs["app"].stanzas["ui"].flag("is_visible")
    assert not confs["app"].stanzas["package"].flag("check_for_updates", default=True)


def test_it_is_for_search_heads(root):
    assert manifest(root)["targetWorkloads"] == ["_search_heads"]
    assert "_search_head_clustering" in manifest(root)["supportedDeployments"]


def test_licence_and_origin(root):
    licence = (root / "LICENSE").read_text("ascii")

    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert manifest(root)["info"]["license"]["name"] == "Apache-2.0"
    notice = (root / "NOTICE").read_text("ascii")
    assert "splunk/security_content" in notice
    assert "55349868-5583-466f-98ab-d3beb321961e" in notice
    assert "Bhavin Patel, Splunk" in notice
