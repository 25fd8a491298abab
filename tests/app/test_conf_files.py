"""How the app's files are written: bytes, JSON, macros, calculated fields, permissions, specs, navigation, icons."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from minisplunk.conf.parser import read

ROOT = Path(__file__).parents[2]
TEXT_FILES = [
    *sorted((ROOT / "default").rglob("*.conf")),
    *sorted((ROOT / "default").rglob("*.xml")),
    *sorted((ROOT / "default").rglob("*.html")),
    *sorted((ROOT / "bin").glob("*.py")),
    *sorted((ROOT / "README").iterdir()),
    ROOT / "metadata/default.meta",
    ROOT / "app.manifest",
    ROOT / "LICENSE",
    ROOT / "NOTICE",
]
FILTER = "aws_console_login_failed_during_mfa_challenge_filter"
MACROS = ["cloudtrail", "security_content_ctime(1)", FILTER]
CALCULATED = ["src", "aws_account_id", "errorCode", "user_name", "userIdentity.arn"]
RECORD = {
    "awsRegion",
    "errorCode",
    "eventName",
    "recipientAccountId",
    "requestParameters.roleArn",
    "responseElements.ConsoleLogin",
    "sourceIPAddress",
    "userIdentity.accountId",
    "userIdentity.arn",
    "userIdentity.sessionContext.sessionIssuer.userName",
    "userIdentity.type",
    "userIdentity.userName",
}
SPLUNKS_OWN_VIEWS = {"alerts", "dashboards", "datasets", "reports", "search"}
DOCUMENTED_BY_US = (
    "action.correlationsearch",
    "action.escu",
    "action.mfa_challenge_risk",
    "action.notable",
    "action.risk",
)
WRITTEN_BY_THE_FORM = {"action.mfa_challenge_risk.param.index"}
"""Keys that the alert action's form in Splunk Web puts into a saved search."""


@pytest.mark.parametrize("file", TEXT_FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_text_is_ascii_with_line_feeds_and_no_blanks_at_line_ends(file):
    text = file.read_bytes().decode("ascii")

    assert "\r" not in text
    assert "\t" not in text
    assert text.endswith("\n")
    assert not re.search(r" $", text, re.MULTILINE)


def json_settings():
    stanzas = read(ROOT / "default/savedsearches.conf").stanzas.values()
    settings = (setting for stanza in stanzas for setting in stanza.settings.values())
    return [setting for setting in settings if setting.value.startswith(("[", "{"))]


@pytest.mark.parametrize("setting", json_settings(), ids=lambda setting: setting.key)
def test_json_is_compact_and_sorted(setting):
    assert setting.value == json.dumps(json.loads(setting.value), separators=(",", ":"), sort_keys=True)


def test_which_settings_are_json():
    assert {setting.key for setting in json_settings()} == {
        "action.correlationsearch.annotations",
        "action.correlationsearch.metadata",
        "action.escu.analytic_story",
        "action.escu.data_models",
        "action.escu.fields_required",
        "action.escu.mappings",
        "action.escu.mitre_attack_enrichments",
        "action.escu.product",
        "action.escu.providing_technologies",
        "action.escu.references",
        "action.escu.test_datasets",
        "action.notable.param._entities",
        "action.notable.param.drilldown_searches",
        "action.notable.param.next_steps",
        "action.risk.param._risk",
    }


@pytest.mark.parametrize("key", ["true", "false"])
def test_booleans_of_saved_searches_are_ones_and_zeros(stanza, key):
    assert key not in {setting.value.lower() for setting in stanza.settings.values()}


def test_app_holds_no_conf_but_these(confs):
    # no index-time rules, no indexes, no conf files of ours
    assert set(confs) == {"alert_actions", "app", "macros", "props", "savedsearches"}


def test_macros_and_their_definitions(confs):
    macros = confs["macros"]

    assert list(macros.stanzas) == MACROS
    assert macros.get("cloudtrail", "definition") == "sourcetype=aws:cloudtrail"
    assert macros.get("security_content_ctime(1)", "args") == "field"
    ctime = 'convert timeformat="%Y-%m-%dT%H:%M:%S" ctime($field$)'
    assert macros.get("security_content_ctime(1)", "definition") == ctime
    assert macros.get(FILTER, "definition") == "search *"


@pytest.mark.parametrize(
    ("macro", "says"),
    [
        ("cloudtrail", ["index=", "default indexes"]),
        ("security_content_ctime(1)", ["nothing to tune"]),
        (FILTER, ["search NOT", "user_name", "userIdentity.arn", "lastTime"]),
    ],
)
def test_macro_description_says_what_to_put_there(confs, macro, says):
    description = confs["macros"].get(macro, "description")

    assert all(words in description for words in says)


def test_calculated_fields_only(confs):
    props = confs["props"]

    assert list(props.stanzas) == ["aws:cloudtrail"]
    assert list(props.stanzas["aws:cloudtrail"].settings) == [f"EVAL-{field}" for field in CALCULATED]


@pytest.mark.parametrize("field", CALCULATED)
def test_calculated_field_uses_fields_of_the_record_only(confs, field):
    """They are evaluated in parallel: one that the record does not hold would be null, or the add-on's."""
    expression = re.sub(r'"[^"]*"', "", confs["props"].get("aws:cloudtrail", f"EVAL-{field}"))
    quoted = set(re.findall(r"'([^']+)'", expression))
    words = set(re.findall(r"[A-Za-z_]\w*(?!\w*\()", re.sub("'[^']+'", "", expression))) - {"AND"}

    assert quoted | words <= RECORD


@pytest.mark.parametrize("kind", ["savedsearches", "macros", "props", "alert_actions", "alerts"])
def test_what_the_search_needs_is_visible_in_every_app(root, kind):
    meta = read(root / "metadata/default.meta")

    assert meta.get(kind, "export") == "system"


@pytest.mark.parametrize("kind", ["", "macros", "alert_actions", "alerts"])
def test_everybody_reads_and_admins_write(root, kind):
    meta = read(root / "metadata/default.meta")

    assert meta.get(kind, "access") == "read : [ * ], write : [ admin, sc_admin ]"


def test_only_known_kinds_are_exported(root):
    kinds = ["", "savedsearches", "macros", "props", "alert_actions", "alerts"]

    assert list(read(root / "metadata/default.meta").stanzas) == kinds


def documented(root):
    text = (root / "README/savedsearches.conf.spec").read_text("ascii")
    return re.findall(r"(?m)^([a-z][\w.]*) = ", text)


def test_spec_explains_exactly_the_keys_that_splunk_s_own_lacks(root, stanza):
    ours = {key for key in stanza.settings if key.startswith(DOCUMENTED_BY_US)}

    assert set(documented(root)) == ours | WRITTEN_BY_THE_FORM
    assert len(documented(root)) == len(set(documented(root)))


def test_every_key_in_the_spec_has_an_explanation(root):
    lines = (root / "README/savedsearches.conf.spec").read_text("ascii").splitlines()
    after = [following for line, following in pairwise(lines) if re.match(r"[a-z][\w.]* = ", line)]

    assert all(line.startswith("* ") for line in after)


def test_navigation_leads_to_views_and_pages_that_exist(root, confs):
    nav = ET.parse(root / "default/data/ui/nav/default.xml").getroot()
    views = [view.get("name") for view in nav.iter("view")]

    assert nav.get("search_view") in SPLUNKS_OWN_VIEWS
    own = {file.stem for file in (root / "default/data/ui/views").glob("*.xml")}
    assert set(views) <= SPLUNKS_OWN_VIEWS | own
    assert own <= set(views)
    assert [view.get("name") for view in nav.iter("view") if view.get("default") == "true"] == ["mfa_challenges"]
    assert [link.get("href") for link in nav.iter("a")] == [
        f"/manager/{confs['app'].get('package', 'id')}/admin/macros"
    ]


@pytest.mark.parametrize(
    ("name", "size"), [("appIcon", 36), ("appIcon_2x", 72), ("appIconAlt", 36), ("appIconAlt_2x", 72)]
)
def test_icon_has_the_size_that_splunk_web_wants(root, name, size):
    with Image.open(root / "static" / f"{name}.png") as icon:
        assert icon.size == (size, size)
        assert icon.mode == "RGBA"
        assert icon.getpixel((0, 0))[3] == 0  # round corners
        assert icon.getpixel((size // 2, size // 2))[3] == 255
