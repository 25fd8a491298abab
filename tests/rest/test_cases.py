"""Requests to the management port, one after the other, and what each is answered."""

import errno
import json
import os
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance import Splunkd
from minisplunk.rest.instance.users import User, Users
from minisplunk.rest.management.port import ManagementPort

FOLDER = Path(__file__).parent / "cases"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text())
]
APPS = {
    "a": {
        "default/app.conf": "[launcher]\nversion = 1\n[ui]\nlabel = App A\nis_visible = 1\n",
        "default/macros.conf": "[shipped]\ndefinition = from a\ndescription = of a\n",
        "metadata/default.meta": "[]\naccess = read : [ * ], write : [ admin, power ]\n",
    },
    "b": {
        "default/app.conf": "[launcher]\nversion = 2\n",
        "default/macros.conf": "[both]\ndefinition = from b\n[hidden]\ndefinition = from b\n",
        "metadata/default.meta": "[macros/both]\nexport = system\n",
    },
}
ROLES = {"admin": "admin", "ann": "power", "bob": "user"}


@pytest.fixture
def management(tmp_path):
    """Two apps, an administrator, ann with the role power, bob with the role user."""
    for app, files in APPS.items():
        for name, text in files.items():
            path = tmp_path / app / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    users = Users(tmp_path / "passwd")
    for name, role in ROLES.items():
        users.put(User(name, (role,), "$scrypt$00$00"))
    with Splunk() as splunk:
        for app in APPS:
            splunk.install(tmp_path / app)
        yield ManagementPort(Splunkd(splunk, users))


@pytest.mark.parametrize("case", CASES)
def test_case(management, case, tmp_path, monkeypatch):
    etc = management.splunkd.splunk.etc
    for number, step in enumerate(case["steps"]):
        verb, path = step["do"].split(" ", 1)
        before, files = management.splunkd.splunk.layers, contents(etc)
        with monkeypatch.context() as patch:
            if step.get("disk") == "full":
                patch.setattr("minisplunk.disk.os.fsync", full)
            given, user = step.get("with", {}), step.get("as", "admin")
            status, answer = ask(management, verb, path, given, user, tmp_path, step.get("json"))
        if "disk" in step:
            assert (management.splunkd.splunk.layers, contents(etc)) == (before, files), step["do"]
        where = f"step {number}: {step['do']}: {answer}"
        assert status == step.get("status", 200), where
        if "text" in step:
            assert [message["text"] for message in answer["messages"]] == [step["text"]], where
        if "value" in step:
            assert answer == step["value"], where
        if "names" in step:
            assert [entry["name"] for entry in answer["entry"]] == step["names"], where
        if "among" in step:
            assert {entry["name"] for entry in answer["entry"]} >= set(step["among"]), where
        if "shows" in step:
            [entry] = answer["entry"]
            assert {key: shown(entry, key) for key in step["shows"]} == step["shows"], where
        if "wrote" in step:
            for file, text in step["wrote"].items():
                assert (management.splunkd.splunk.folder / "etc" / file).read_text() == text, where


def ask(management, verb, path, given, user, folder, document=None):
    """The status and the answer: from JSON, or as text where it is not JSON. `document`: a body of JSON, or a text."""
    key = management.splunkd.sessions.begin(user)
    namespace = path if path.startswith("/") else f"/servicesNS/{path}"
    given = {
        name: value.replace("TMP", str(folder)) if isinstance(value, str) else value for name, value in given.items()
    }
    body = urlencode({**given, "output_mode": "json"}, doseq=True).encode()
    in_query = verb in {"GET", "DELETE"} or document is not None
    target = f"{namespace}?{body.decode()}" if in_query else namespace
    headers = {"authorization": f"Splunk {key}"}
    if document is not None:
        body = (document if isinstance(document, str) else json.dumps(document)).encode()
        headers["content-type"] = "application/json"
    response = management.respond(Incoming(verb, target, headers, b"" if in_query and document is None else body))
    is_json = response.media_type.startswith("application/json") and response.body
    return response.status, json.loads(response.body) if is_json else response.body.decode()


def full(handle):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def shown(entry, key):
    """`acl.sharing` is a member of the entry's acl, anything else of its content."""
    part, dot, name = key.partition(".")
    if part in ("acl", "fields") and dot:
        return entry[part].get(name)
    return entry["content"].get(key, "(none)")
