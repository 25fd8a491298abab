"""A story of sign-ins in; the CloudTrail records that AWS would write of it out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import yaml

from minisplunk.testing.moments import moment
from tests.detection.records import Event, record

_STORY = yaml.safe_load((Path(__file__).parent / "story.yaml").read_text())
NOW = moment(_STORY["now"])
ACCOUNT = "123456789012"
_RECORDS = {"failed": "iam_user_failed_mfa", "success": "iam_user_success", "prompt": "check_mfa"}


@dataclass(frozen=True)
class SignIn:
    """`at`: epoch seconds; `what`: failed (at the MFA challenge), success, or prompt (for the second factor)."""

    at: float
    what: str
    user: str
    src: str
    account: str = ACCOUNT


def story() -> list[SignIn]:
    """The one of story.yaml, in the order of time."""
    return [SignIn(**{**entry, "at": moment(entry["at"])}) for entry in _STORY["sign_ins"]]


def events(sign_ins: Iterable[SignIn]) -> Iterator[Event]:
    for number, sign_in in enumerate(sign_ins, start=1):
        yield Event(sign_in.at, json.dumps(_record(sign_in, number), separators=(",", ":")))


def _record(sign_in: SignIn, number: int) -> dict:
    root = sign_in.user == "root"
    arn = f"arn:aws:iam::{sign_in.account}:{'root' if root else f'user/{sign_in.user}'}"
    identity = {"type": "Root" if root else "IAMUser", "accountId": sign_in.account, "principalId": "AIDAEXAMPLE"}
    if not root:
        identity["userName"] = sign_in.user
    if root or sign_in.what == "success":  # AWS leaves it out of other records of IAM users
        identity["arn"] = arn
    change = {
        "userIdentity": identity,
        "eventTime": moment_text(sign_in.at),
        "sourceIPAddress": sign_in.src,
        "eventID": f"0d4a7c1e-5b0f-4a6e-9c1d-{number:012d}",
        "recipientAccountId": sign_in.account,
    }
    return record({"record": _RECORDS[sign_in.what], "set": change})


def moment_text(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
