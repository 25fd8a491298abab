"""Requests to the management port, one after the other, and what each is answered."""

import errno
import json
import os
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.rest.data.lookup_files import STAGING
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance import Splunkd
from minisplunk.rest.instance.users import User, Users
from minisplunk.rest.management.port import ManagementPort
from tests.case_files import LOADER

FOLDER = Path(__file__).parent / "cases"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.load(path.read_text(), LOADER)
]
APPS = {
    "a": {
        "default/app.conf": "[launcher]\nversion = 1\n[ui]\nlabel = App A\nis_visible = 1\n",
        "default/macros.conf": "[shipped]\ndefinition = from a\ndescription = of a\n",
        "default/props.conf": "[shipped]\nLOOKUP-a = hosts ip OUTPUT site AS place\n",
        "default/transforms.conf": "[shipped]\nREGEX = a\nMV_ADD = 1\n",
        "default/data/ui/views/shipped.xml": "<dashboard><label>From the app</label></dashboard>",
        "default/data/ui/panels/broken.xml": "no XML",
        "metadata/default.meta": "[]\naccess = read : [ * ], write : [ admin, power ]\n",
    },
    "b": {
        "default/app.conf": "[launcher]\nversion = 2\n",
        "default/macros.conf": "[both]\ndefinition = from b\n[hidden]\ndefinition = from b\n",
        "metadata/default.meta": "[macros/both]\nexport = system\n",
    },
}
READ = {
    "text": lambda answer: "\n".join(message["text"] for message in answer["messages"]),
    "value": lambda answer: answer,
    "names": lambda answer: [entry["name"] for entry in answer["entry"]],
    "rows": lambda answer: answer["results"],
}
"""What an answer says, by the name that steps give it."""
MANY = json.dumps({"objects": [{"objectName": f"o{number}", "parentName": "BaseEvent"} for number in range(6000)]})
"""A data model with six thousand datasets."""
MODELS = {"says", "objects", "again"}
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
    staging = management.splunkd.splunk.folder / STAGING
    put(staging, case, tmp_path)
    for number, step in enumerate(case["steps"]):
        verb, path = step["do"].split(" ", 1)
        before, files = management.splunkd.splunk.layers, contents(etc)
        with monkeypatch.context() as patch:
            if step.get("disk") == "full":
                patch.setattr("minisplunk.disk.os.fsync", full)
            texts, document = {"TMP": tmp_path, "STAGING": staging, "MANY": MANY}, step.get("json")
            given, user = step.get("with", {}), step.get("as", "admin")
            status, answer = ask(management, verb, path, given, user, texts, document)
        if "disk" in step:
            assert (management.splunkd.splunk.layers, contents(etc)) == (before, files), step["do"]
        where = f"step {number}: {step['do']}: {answer}"
        assert status == step.get("status", 200), where
        for name, read in READ.items():
            if name in step:
                assert read(answer) == step[name], where
        if "among" in step:
            assert {entry["name"] for entry in answer["entry"]} >= set(step["among"]), where
        if "shows" in step:
            [entry] = answer["entry"]
            assert {key: shown(entry, key, etc) for key in step["shows"]} == step["shows"], where
        if MODELS & step.keys():
            check_model(management, step, answer["entry"][0], where)
        check_files(step, etc, staging, where)


def check_files(step, etc, staging, where):
    """What is on disk: files of conf, those of lookups, and those of the staging area; and what is there no more."""
    assert not [file for file in step.get("gone", ()) if (etc / file).exists()], where
    for file, text in step.get("wrote", {}).items():
        assert (etc / file).read_text() == text, where
    if "holds" in step:
        held = [path for path in etc.rglob("lookups/*") if path.is_file()]
        assert {str(path.relative_to(etc)): path.read_text() for path in held} == step["holds"], where
    if "staged" in step:
        assert sorted(str(path.relative_to(staging)) for path in staged(staging)) == step["staged"], where


def put(staging, case, folder):
    """The files and links of a case in the staging area."""
    for name, text in case.get("staged", {}).items():
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    for name, to in case.get("links", {}).items():
        (staging / name).symlink_to(to.replace("TMP", str(folder)))


def staged(staging):
    return [path for path in staging.rglob("*") if path.is_symlink() or path.is_file()]


def ask(management, verb, path, given, user, texts, document=None):
    """The status and the answer: from JSON, or as text where it is not JSON. `document`: a body of JSON, or a text."""
    key = management.splunkd.sessions.begin(user)
    namespace = path if path.startswith("/") else f"/servicesNS/{path}"
    given = {name: filled(value, texts) if isinstance(value, str) else value for name, value in given.items()}
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


def check_model(management, step, entry, where):
    """What is said of a data model, and that it is a model itself, and the same one."""
    for key, members in step.get("says", {}).items():
        document = json.loads(entry["content"][key])
        assert {name: document.get(name, "(none)") for name in members} == members, where
    if "objects" in step:
        found = objects(entry, "description")
        for each in found:
            wanted = step["objects"][each["objectName"]]
            assert {name: of_object(each, name) for name in wanted} == wanted, where
    if "again" in step:
        given = {"name": f"{entry['name']}_again", step["again"]: entry["content"][step["again"]]}
        _, made = ask(management, "POST", step["do"].split()[1].rpartition("/")[0], given, "admin", {})
        assert objects(made["entry"][0], step["again"]) == objects(entry, step["again"]), where


def objects(entry, key):
    return json.loads(entry["content"][key])["objects"]


def of_object(each, name):
    """What is said of a dataset of a data model."""
    if name == "field names":
        return [field["fieldName"] for field in each["fields"]]
    if name == "calculated":
        return [field["fieldName"] for calculation in each["calculations"] for field in calculation["outputFields"]]
    if name == "lookups":
        return [calculation["lookupInputs"] for calculation in each["calculations"] if "lookupInputs" in calculation]
    return each[name]


def filled(text, texts):
    for name, value in texts.items():
        text = text.replace(name, str(value))
    return text


def full(handle):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def shown(entry, key, etc):
    """`acl.sharing` is a member of the entry's acl, anything else of its content; ETC stands for the folder."""
    part, dot, name = key.partition(".")
    if part in ("acl", "fields") and dot:
        return entry[part].get(name)
    value = entry["content"].get(key, "(none)")
    return value.replace(str(etc), "ETC") if isinstance(value, str) else value
