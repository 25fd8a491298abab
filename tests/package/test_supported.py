"""What docs/SUPPORTED.md says of commands, the REST API and HEC is what they do."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest

from minisplunk.commands import COMMANDS, UNSUPPORTED, resolve
from minisplunk.engine import Splunk
from minisplunk.errors import UnsupportedSpl
from minisplunk.rest.hec import Collector, HecPort, ensured
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance import Splunkd
from minisplunk.rest.instance.users import User, Users
from minisplunk.rest.management.port import ManagementPort
from minisplunk.spl.command import Kind
from minisplunk.spl.pipelines import parse
from minisplunk.spl.source import SourceText
from package.supported import render


def section(title):
    return render().partition(f"## {title}\n")[2].partition("\n## ")[0]


REST, HEC = section("REST API"), section("HTTP Event Collector")
SERVED, NOT_SERVED = REST.split("\nNot served:\n")
ROWS = re.findall(r"^- `([^`]+)`: ([A-Z, ]+?)(?: \((.*)\))?$", SERVED, re.MULTILINE)
OTHERS = re.findall(r"^- `([^`]+)`(?: \(.*?\))?: ([A-Z, ]+?)(?:: .*)?$", NOT_SERVED, re.MULTILINE)
OF_ROUTING = {"Not Found", "Unknown endpoint.", "Method Not Allowed"}
JOB = "rows"


@pytest.fixture(scope="module")
def splunkd():
    with Splunk() as splunk:
        users = Users()
        users.put(User("admin", ("admin",), "$scrypt$00$00"))
        yield Splunkd(splunk, users, restart=lambda: None)


def answer(splunkd, method, path):
    """The answer to an administrator, about a job that was given status_buckets where it is about one."""
    port = ManagementPort(splunkd)
    headers = {"authorization": f"Splunk {splunkd.sessions.begin('admin')}"}
    form = urlencode({"search": "search x", "id": JOB, "status_buckets": 300, "exec_mode": "blocking"}).encode()
    if "{sid}" in path:
        port.respond(Incoming("POST", "/services/search/jobs", headers, form))
    asked = re.sub(r"\{\w+\}", "x", path.replace("{sid}", JOB)).lstrip("/")
    return port.respond(Incoming(method, f"/services/{asked}?output_mode=json", headers))


@pytest.mark.parametrize(
    ("path", "method", "lacks"),
    [(path, method, lacks) for path, methods, lacks in ROWS for method in methods.split(", ")],
)
def test_what_is_said_to_be_supported_is_answered(splunkd, path, method, lacks):
    reply = answer(splunkd, method, path)
    if lacks:
        assert (reply.status, lacks.startswith("not supported ")) == (501, True)
        return
    said = json.loads(reply.body).get("messages", ()) if reply.status >= 400 else ()
    assert reply.status != 501, said
    assert OF_ROUTING.isdisjoint(message["text"] for message in said)


@pytest.mark.parametrize(
    ("path", "method"), [(path, method) for path, methods in OTHERS for method in methods.split(", ")]
)
def test_what_is_said_not_to_be_served_is_answered_so(splunkd, path, method):
    reply = answer(splunkd, method, path.replace("{rest...}", "of/no/name"))
    assert reply.status == 501


def test_the_counts_are_those_of_the_rows():
    counts = re.search(r"^\| \*\*all\*\* \| (\d+) \| (\d+) \| (\d+) \|$", REST, re.MULTILINE)
    assert counts
    whole, part, none = map(int, counts.groups())
    assert whole > part
    assert none <= len(OTHERS) <= part + none


def test_the_page_has_a_row_for_each_path():
    for part, rows in ((SERVED, ROWS), (NOT_SERVED, OTHERS)):
        assert len(rows) == sum(line.startswith("- `") for line in part.split("\n"))
    assert {("search/jobs/{sid}/summary", "GET, POST"), ("/", "GET")} <= {row[:2] for row in ROWS}


@pytest.mark.parametrize("unsupported", [False, True])
def test_what_is_said_of_hec_is_so(splunkd, unsupported):
    port = HecPort(Collector(splunkd.splunk, splunkd.bulletins))
    headers = {"authorization": f"Splunk {ensured(splunkd.splunk).value}"}
    paths = re.findall(r"`(collector[^`]*)`", HEC.split("not supported:")[unsupported])
    assert paths
    for path in paths:
        statuses = {port.respond(Incoming(m, f"/services/{path}", headers, b"x")).status for m in ("GET", "POST")}
        assert (501 in statuses) is unsupported, path
        assert statuses - {404, 405}, path


OF_COMMANDS = re.findall(r"^\| (`.*`) \| (.+?) \| (.*?) \| (.*?) \|$", section("Commands"), re.MULTILINE)
LACKING = [
    (re.findall(r"`(\w+)`", names)[0], option, value)
    for names, _, _, lacking in OF_COMMANDS
    for option, values in re.findall(r"`(\w+)` in part: ((?:`\w+`(?:, )?)+)", lacking)
    for value in re.findall(r"`(\w+)`", values)
]
NEVER = [
    (re.findall(r"`(\w+)`", names)[0], option, "1")
    for names, _, _, lacking in OF_COMMANDS
    for option in re.findall(r"`(\w+)`: ", lacking)
]


def test_every_command_has_its_row_or_its_reason():
    listed = [name for names, *_ in OF_COMMANDS for name in re.findall(r"`(\w+)`", names)]
    assert sorted(listed) == sorted(COMMANDS)
    kinds = {kind.value for kind in Kind}
    assert all(set(found.split(" or ")) <= kinds for _, found, *_ in OF_COMMANDS)
    commands = section("Commands")
    assert all(f"`{name}`" in commands for name in UNSUPPORTED)


@pytest.mark.parametrize(("command", "option", "value"), [*LACKING, *NEVER])
def test_what_an_option_is_said_to_lack_is_refused(command, option, value):
    with pytest.raises(UnsupportedSpl, match=f"The option {option}={value}"):
        parse(SourceText.plain(f"| {command} {option}={value}"), resolve)


def test_some_options_lack_something():
    assert LACKING
    assert NEVER
