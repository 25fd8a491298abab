"""Our own data set: in attack_data's format, and with the records that it says it has."""

from __future__ import annotations

import ipaddress
import json
import re
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.replay import load

FOLDER = Path(__file__).parents[1] / "data" / "attack_data" / "aws_failed_mfa"
DOCUMENTATION = [ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    (part,) = load(FOLDER)
    return [json.loads(raw) for _, raw, _ in part.events()]


def kind(record: dict[str, Any]) -> tuple[str, ...]:
    """What tells records apart for the detection: event, outcome, MFA, identity, ARN."""
    identity, extra = record["userIdentity"], record["additionalEventData"]
    details = {**(record["responseElements"] or {}), **record.get("serviceEventDetails", {})}
    arn = "ARN" if identity.get("arn") else "no ARN"
    message = record.get("errorMessage", "")
    return (record["eventName"], *details.values(), extra.get("MFAUsed", "-"), identity["type"], arn, message)


def test_the_yaml_has_what_attack_data_requires():
    document = yaml.safe_load((FOLDER / "aws_failed_mfa.yml").read_text(encoding="utf-8"))
    assert {"author", "id", "date", "description", "environment", "datasets"} <= document.keys()
    assert uuid.UUID(document["id"])
    assert "documentation" in document["description"]
    assert [sorted(dataset) for dataset in document["datasets"]] == [["name", "path", "source", "sourcetype"]]
    (part,) = load(FOLDER)
    assert (part.sourcetype, part.source, part.host) == ("aws:cloudtrail", "aws_cloudtrail", document["id"])


@pytest.mark.parametrize(
    "expected",
    [
        ("ConsoleLogin", "Failure", "Yes", "IAMUser", "no ARN", "Failed authentication"),
        ("ConsoleLogin", "Failure", "Yes", "IAMUser", "ARN", "Failed authentication"),
        ("ConsoleLogin", "Failure", "Yes", "Root", "ARN", "Failed authentication"),
        ("ConsoleLogin", "Failure", "YES", "Root", "ARN", "Failed authentication"),
        ("ConsoleLogin", "Failure", "No", "IAMUser", "no ARN", "Failed authentication"),
        ("ConsoleLogin", "Failure", "No", "Root", "ARN", "Failed authentication"),
        ("ConsoleLogin", "Failure", "No", "IAMUser", "no ARN", "No username found in supplied account"),
        ("ConsoleLogin", "Failure", "No", "IAMUser", "ARN", "Authorization denied because of a resource-based policy"),
        ("ConsoleLogin", "Success", "Yes", "IAMUser", "ARN", ""),
        ("ConsoleLogin", "Success", "No", "IAMUser", "ARN", ""),
        ("ConsoleLogin", "Success", "YES", "Root", "ARN", ""),
        ("ConsoleLogin", "Success", "No", "AssumedRole", "ARN", ""),
        ("CheckMfa", "Success", "-", "IAMUser", "no ARN", ""),
        ("CredentialVerification", "Failure", "-", "Unknown", "no ARN", ""),
        ("UserAuthentication", "Success", "-", "IdentityCenterUser", "no ARN", ""),
    ],
    ids=" ".join,
)
def test_it_has(records: list[dict[str, Any]], expected: tuple[str, ...]):
    assert expected in {kind(record) for record in records}


def test_seven_sign_ins_fail_the_challenge(records: list[dict[str, Any]]):
    found = [
        record
        for record in records
        if kind(record)[:2] == ("ConsoleLogin", "Failure") and kind(record)[2].lower() == "yes"
    ]
    assert len(found) == 7 < len(records) >= 24
    assert all("errorCode" not in record and "MFAIdentifier" not in record["additionalEventData"] for record in found)


def test_records_are_compact_lines_of_one_hour_in_order():
    lines = (FOLDER / "cloudtrail.json").read_text(encoding="ascii").splitlines()
    assert all(json.dumps(json.loads(line), separators=(",", ":")) == line for line in lines)
    times = [datetime.fromisoformat(json.loads(line)["eventTime"].removesuffix("Z")) for line in lines]
    assert times == sorted(times)
    assert times[-1] - times[0] < timedelta(hours=1)
    assert times[0].year == 2026


def test_records_have_the_shape_of_cloudtrail_since_1_08(records: list[dict[str, Any]]):
    assert {record["eventVersion"] for record in records} == {"1.08", "1.09", "1.10", "1.11"}
    for record in records:
        account = record["recipientAccountId"]
        assert record["userIdentity"]["accountId"] == account
        assert (record["managementEvent"], record["readOnly"], record["eventCategory"]) == (True, False, "Management")
        assert record["eventType"] == ("AwsServiceEvent" if "serviceEventDetails" in record else "AwsConsoleSignIn")
        assert ("tlsDetails" in record) == (record["eventType"] == "AwsConsoleSignIn")
        assert record["requestParameters"] is None


def test_nothing_in_it_is_real(records: list[dict[str, Any]]):
    assert {record["recipientAccountId"] for record in records} == {"123456789012", "210987654321"}
    assert len({uuid.UUID(record["eventID"]) for record in records}) == len(records)
    for record in records:
        address = ipaddress.ip_address(record["sourceIPAddress"])
        assert any(address in net for net in DOCUMENTATION)
        assert set(re.findall(r"::(\d{12}):", json.dumps(record))) <= {record["recipientAccountId"]}
