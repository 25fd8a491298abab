"""docs/tuning.md in; its code blocks, by heading and kind, out, so that what is tested is what is written there.

Beside it: failures for its filters, and whom each filter leaves of them.
"""

from __future__ import annotations

from pathlib import Path

from package import markdown
from tests.detection.records import Case

GUIDE = Path(__file__).parents[2] / "docs" / "tuning.md"

USER, ADDRESS, LOOKUP = "By user", "By address", "By a list of known travellers"
THROTTLING, OFTEN, LATE, SHARED = "Throttling", "Every five minutes", "Late records", "Effect on other searches"
"""Headings of the guide."""


def blocks(kind: str) -> dict[str, list[str]]:
    """The code blocks of a kind (`spl`, `spl filter`, `ini`, `csv`) under each heading that has any."""
    found: dict[str, list[str]] = {}
    for block in markdown.blocks(GUIDE.read_text()):
        if block.info == kind:
            found.setdefault(block.heading, []).append(block.text.rstrip("\n"))
    return found


def settings(code: str) -> dict[str, str]:
    """The `key = value` lines of a block; a stanza's header is left out."""
    pairs = (line.partition(" = ") for line in code.splitlines() if not line.startswith("["))
    return {key: value for key, _, value in pairs}


def failure(user: str, address: str, account: str) -> Case:
    changes = {"userIdentity.userName": user, "sourceIPAddress": address, "userIdentity.accountId": account}
    return {"record": "iam_user_failed_mfa", "set": {**changes, "eventID": f"{user} {address} {account}"}}


EVENTS = [
    failure("dana.reyes", "198.51.100.23", "123456789012"),
    failure("Dana.Reyes", "203.0.113.77", "123456789012"),
    failure("dana.reyes", "198.51.100.23", "210987654321"),
    failure("mfa-monitor", "198.51.100.24", "123456789012"),
    failure("sign-in-test", "2001:db8:12:1::5", "123456789012"),
    failure("m.okafor", "2001:db8:13::5", "123456789012"),
]
LEFT = {
    USER: ["Dana.Reyes", "dana.reyes", "dana.reyes", "m.okafor"],
    ADDRESS: ["dana.reyes", "dana.reyes", "m.okafor", "mfa-monitor"],
    LOOKUP: ["dana.reyes", "m.okafor", "mfa-monitor", "sign-in-test"],
}
"""Heading of the guide -> whom its filter leaves, of the events above."""
