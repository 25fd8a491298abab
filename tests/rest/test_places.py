"""No text that a client gets says where on the machine this Splunk lies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

import minisplunk
from minisplunk.engine import Splunk
from minisplunk.rest.http import Response
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance import Splunkd
from minisplunk.rest.instance.users import User, Users
from minisplunk.rest.management.port import ManagementPort

APP = {
    "default/app.conf": "[launcher]\nversion = 1\n",
    "default/props.conf": (
        "[broken]\nLOOKUP-gone = gone a OUTPUT b\nLOOKUP-odd = odd a OUTPUT b\nEXTRACT-x = (\nREPORT-y = nowhere\n"
        "EVAL-z = )\n"
    ),
    "default/transforms.conf": "[odd]\nfilename = odd.csv\nmax_matches = 0\n[text]\nfilename = text.csv\n",
    "default/macros.conf": "[m(1)]\ndefinition = $x$\nargs = x\nvalidation = (\n",
    "default/savedsearches.conf": (
        "[odd]\nsearch = | makeresults\ncounttype = custom\n[flag]\nsearch = x\ndisabled = maybe\n"
    ),
    "lookups/text.csv": "a,b\n\xff,1\n",
    "metadata/default.meta": "[]\naccess = read : [ * ], write : [ admin ]\nexport = system\n",
}
ASKED = [
    ("POST", "search/jobs", {"search": "search index=main sourcetype=broken", "exec_mode": "oneshot"}),
    ("POST", "search/jobs", {"search": "| inputlookup text.csv", "exec_mode": "oneshot"}),
    ("POST", "search/jobs", {"search": "| makeresults | lookup odd a", "exec_mode": "oneshot"}),
    ("POST", "search/jobs", {"search": "| makeresults | `m(1)`", "exec_mode": "oneshot"}),
    ("POST", "search/jobs/export", {"search": "| inputlookup text.csv"}),
    ("POST", "saved/searches/odd/dispatch", {}),
    ("POST", "saved/searches/odd", {"search": "| makeresults"}),
    ("POST", "saved/searches/flag/dispatch", {}),
    ("GET", "saved/searches", {}),
    ("POST", "admin/macros", {"name": "a\nb", "definition": "x"}),
    ("POST", "admin/macros", {"name": "m", "definition": "ends in \\"}),
    ("POST", "configs/conf-macros/m(1)", {"k=": "v"}),
    ("POST", "apps/local", {"name": "c", "label": "a\rb"}),
    ("POST", "apps/local", {"name": "../c"}),
    ("DELETE", "saved/searches/odd", {}),
]


@pytest.fixture
def management(tmp_path: Path) -> Iterator[ManagementPort]:
    for name, text in APP.items():
        path = tmp_path / "a" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "latin-1")
    users = Users()
    users.put(User("admin", ("admin",), ""))
    with Splunk(tmp_path / "home") as splunk:
        splunk.install(tmp_path / "a")
        splunk.ingest([(0, "a=1")], index="main", sourcetype="broken", source="x", host="h")
        yield ManagementPort(Splunkd(splunk, users))


def told(management: ManagementPort, method: str, path: str, given: dict[str, str]) -> str:
    key = management.splunkd.sessions.begin("admin")
    query = urlencode({**given, "output_mode": "json"})
    target = f"/servicesNS/nobody/a/{quote(path)}"
    if method != "POST":
        target += f"?{query}"
    asked = Incoming(method, target, {"authorization": f"Splunk {key}"}, query.encode() if method == "POST" else b"")
    answer = management.respond(asked)
    return (answer.body if isinstance(answer, Response) else b"".join(answer.chunks)).decode()


@pytest.mark.parametrize(("method", "path", "given"), ASKED, ids=lambda part: str(part)[:60])
def test_no_folder_of_the_machine_is_told(
    management: ManagementPort, tmp_path: Path, method: str, path: str, given: dict[str, str]
) -> None:
    answer = told(management, method, path, given)
    for folder in (tmp_path, Path(minisplunk.__file__).parent, Path("/tmp")):
        assert f"{folder}/" not in answer, answer


def test_but_the_file_is(management: ManagementPort) -> None:
    answer = json.loads(told(management, *ASKED[1]))
    (message,) = answer["messages"]
    assert message["text"] == "etc/apps/a/lookups/text.csv:2: is not UTF-8; what cannot be read becomes U+FFFD"
