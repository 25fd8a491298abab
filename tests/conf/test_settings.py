"""What each conf setting means to minisplunk."""

import re
from pathlib import Path

import pytest
import yaml

from minisplunk.conf import load, parse, system
from minisplunk.conf.settings import Support, check, check_app, lookup, refuse_unsupported, table
from minisplunk.errors import UnsupportedConf

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "cases" / "settings.yaml").read_text())
REPOSITORY = HERE.parent.parent


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]} {case[2]} = {case[3]}")
def test_case(case):
    conf, stanza, key, value, meaning = case
    row = lookup(conf, stanza, key)
    assert ("unknown" if row is None else row.of_value(value).value) == meaning


@pytest.mark.parametrize("app", [REPOSITORY, REPOSITORY / "minisplunk" / "system"], ids=["the app", "the system"])
def test_our_own_settings_are_all_supported(app):
    """But for the lookups that each Splunk has: a search hears that they are not supported, not that they are not."""
    findings = [str(finding) for finding in check_app(load(app), ours=True)]
    of_splunk = ("[dnslookup]", "[geo_countries]", "[geo_us_states]")
    assert [finding for finding in findings if not any(name in finding for name in of_splunk)] == []


@pytest.mark.parametrize("ours", [True, False])
def test_what_is_unknown_or_unsupported_is_an_error_in_our_app_and_a_warning_in_others(ours):
    findings = check(
        "props",
        parse(b"[x]\nTRUNCAT = 0\nKV_MODE = odd\nTZ = UTC\nTZ_ALIAS = x=y\n", "props.conf"),
        ours=ours,
    )
    assert [(str(finding), finding.error, finding.unknown) for finding in findings] == [
        ("props.conf:2: [x] TRUNCAT: Splunk knows no such setting in props.conf", ours, True),
        ("props.conf:3: [x] KV_MODE = odd is not supported: any other mode counts as auto", ours, False),
        (
            "props.conf:5: [x] TZ_ALIAS is not supported: "
            "zone names in events are read as Splunk reads them by default",
            ours,
            False,
        ),
    ]


def test_metadata_is_checked(tmp_path):
    for name, text in {"default/app.conf": "", "metadata/local.meta": "[]\nexprot = system\n"}.items():
        (tmp_path / "app" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "app" / name).write_text(text)
    (finding,) = check_app(load(tmp_path / "app"), ours=True)
    assert str(finding).endswith("local.meta:2: [] exprot: Splunk knows no such setting in metadata files")


def test_an_unsupported_setting_is_refused_when_it_is_met():
    conf = parse(b"[x]\nTRUNCATE = 0\nunknown = 1\nTZ_ALIAS = EST=GMT+10\n[y]\nKV_MODE = json\n", "props.conf")
    refuse_unsupported("props", conf.stanzas["y"])
    with pytest.raises(UnsupportedConf, match=r"^props\.conf:4: TZ_ALIAS is not supported: "):
        refuse_unsupported("props", conf.stanzas["x"])


def test_every_row_can_be_reached():
    for conf, row in table():
        key, stanza = (re.sub("<[^>]*>", "x", text) for text in (row.key, row.stanza))
        assert lookup(conf, stanza, key) is row, (conf, row)


def test_every_row_says_why():
    for conf, row in table():
        assert row.why or row.support is Support.IMPLEMENTED, (conf, row)


def test_the_system_s_limits_are_those_that_count():
    names = {(name, key) for name, stanza in system().default["limits"].stanzas.items() for key in stanza.settings}
    assert names == {(row.stanza, row.key) for conf, row in table() if conf == "limits" and row.stanza}
