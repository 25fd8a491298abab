"""What data/indexes, data/inputs and receivers refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.rest.instance.users import User

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "refusals.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_refused(server, rest, case):
    method, path, *fields = case["request"]
    headers = None
    if case.get("user"):
        server.splunkd.users.put(User("mere", ("user",), "", ""), "a password of its own")
        headers = {"Authorization": f"Splunk {server.splunkd.sessions.begin('mere')}"}
    before = server.splunk.layers
    mode = "&output_mode=json" if "?" in path else "?output_mode=json"
    given = fields[0] if fields else {}
    reply = rest(method, f"/services/{path}{mode}", headers=headers, **given)
    assert (reply.status, reply.json) == (
        case["status"],
        {"messages": [{"type": case.get("kind", "ERROR"), "text": case["text"]}]},
    )
    assert server.splunk.layers is before
    assert "refused" not in server.splunk.store.indexes()
