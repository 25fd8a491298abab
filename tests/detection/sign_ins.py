"""Records of sign-ins: those that cases are made of, and made-up ones with all that fields are computed from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from .records import RECORDS, cases, record

ARN = "arn:aws:iam::123456789012"
DATA = Path(__file__).parents[1] / "data" / "attack_data" / "aws_failed_mfa" / "cloudtrail.json"

Record = dict[str, Any]


def sign_ins() -> dict[str, Record]:
    """The records of sign-ins, by name: of records.yaml, as every case changes them, and of the data set."""
    return {name: each for name, each in all_records() if each["eventSource"] == "signin.amazonaws.com"}


def all_records() -> Iterator[tuple[str, Record]]:
    """All records with their names. Those of `other_case` are left out: there the add-on may differ."""
    for name in RECORDS:
        yield name, record({"record": name})
    for file in ("fires", "silent", "coverage"):
        for case in cases(file):
            if "sourcetype" not in case and "other_case" not in case.get("tags", ()):
                for number, event in enumerate(case["events"], start=1):
                    yield f"{file}: {case['name']} {number}", record(event)
    for number, line in enumerate(DATA.read_text().splitlines(), start=1):
        yield f"data set {number}", json.loads(line)


def made_up() -> list[Record]:
    """Sign-ins with every combination of what the fields are computed from, whether AWS writes it or not."""
    who = product(
        (
            "IAMUser",
            "Root",
            "AssumedRole",
            "FederatedUser",
            "AWSAccount",
            "AWSService",
            "Unknown",
            "IdentityCenterUser",
        ),
        (None, "dana.reyes", "HIDDEN_DUE_TO_SECURITY_REASONS"),
        (None, "", f"{ARN}:root", f"{ARN}:user/finance/dana.reyes", "arn:aws:sts::123456789012:assumed-role/Ops/dana"),
        (None, "Engineers"),
        (None, "123456789012"),
        (None, {"roleArn": f"{ARN}:role/Engineers"}),
    )
    identities = [
        {
            "userIdentity": present(type=kind, userName=name, arn=arn, accountId=account)
            | ({"sessionContext": {"sessionIssuer": {"userName": issuer}}} if issuer else {}),
            "requestParameters": parameters,
        }
        for kind, name, arn, issuer, account, parameters in who
    ]
    outcomes = [
        present(eventName=name, responseElements=response, errorCode=code, recipientAccountId=recipient)
        for name, response, code, recipient in product(
            ("ConsoleLogin", "CheckMfa"),
            (None, {"ConsoleLogin": "Failure"}, {"ConsoleLogin": "Success"}),
            (None, "", "AccessDenied"),
            (None, "210987654321"),
        )
    ]
    bare = {key: RECORDS["iam_user_failed_mfa"][key] for key in ("eventSource", "eventTime", "sourceIPAddress")}
    return [bare | outcomes[number % len(outcomes)] | each for number, each in enumerate(identities)] + [
        bare | identities[0] | outcome for outcome in outcomes
    ]


def present(**values: Any) -> Record:
    return {key: value for key, value in values.items() if value is not None}
