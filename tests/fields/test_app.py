"""The app's own props.conf over sign-in records: what the detection groups by, with every shape of identity.

A case of app.yaml has: name; record (what differs from a failed MFA challenge, null takes a key away); fields.
"""

from __future__ import annotations

import json
from datetime import timezone
from pathlib import Path

import pytest
import yaml

from minisplunk.conf import Layers, system
from minisplunk.conf.app import load
from minisplunk.fields import Knowledge
from minisplunk.functions import Environment
from minisplunk.spl.fields import Fields
from minisplunk.store import Meta

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((Path(__file__).parent / "app.yaml").read_text())
META = Meta(index="main", host="web-1", source="s3://trail", sourcetype="aws:cloudtrail")
ENVIRONMENT = Environment(now=1_700_000_000.0, zone=timezone.utc)
BY = ("src", "aws_account_id", "errorCode", "user_name", "userIdentity.arn")


@pytest.fixture(scope="module")
def knowledge():
    app = load(ROOT)
    return Knowledge(Layers(system(), (app,)).context(app.id))


def refuse(kind, text):
    raise AssertionError(f"{kind} {text}")


def with_changes(record, changes):
    changed = dict(record)
    for key, value in changes.items():
        if value is None:
            changed.pop(key, None)
        else:
            changed[key] = with_changes(changed.get(key) or {}, value) if isinstance(value, dict) else value
    return changed


@pytest.mark.parametrize("case", CASES["cases"], ids=[case["name"] for case in CASES["cases"]])
@pytest.mark.parametrize("wanted", [Fields.of(BY), Fields.ALL], ids=["wanted", "all"])
def test_case(knowledge, case, wanted):
    raw = json.dumps(with_changes(CASES["record"], case["record"]), separators=(",", ":"))

    event = knowledge.extraction(refuse, ENVIRONMENT).of(META, wanted)(0, 0, raw)

    assert {name: event[name] for name in BY if name in event} == case["fields"]


def test_calculated_fields_need_not_be_terms_of_the_event(knowledge):
    assert set(BY) < knowledge.exempt(META)
    assert "sourceIPAddress" not in knowledge.exempt(META)


def test_other_source_types_get_none_of_them(knowledge):
    extract = knowledge.extraction(refuse, ENVIRONMENT).of(META._replace(sourcetype="other"), Fields.of(BY))

    assert extract(0, 0, json.dumps(CASES["record"])) == {}
