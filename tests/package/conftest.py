"""A minimal app that passes every check, with one of each thing that a check looks at; tests break it in one place."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from package.build import compress, pack
from package.unpacked import Unpacked, unpack

APP = "DA-ESS-Sample"

TEXTS = {
    "LICENSE": "Licence.\n",
    "NOTICE": "Notice.\n",
    "README.md": "# Sample\n\nThe sample app.\n",
    "app.manifest": """\
{
  "schemaVersion": "2.0.0",
  "info": {
    "title": "Sample app",
    "id": {"group": null, "name": "DA-ESS-Sample", "version": "1.2.3"},
    "author": [{"name": "Somebody", "email": null, "company": null}],
    "releaseDate": null,
    "description": "A sample",
    "classification": {"intendedAudience": null, "categories": [], "developmentStatus": null},
    "commonInformationModels": null,
    "license": {"name": null, "text": "LICENSE", "uri": null},
    "privacyPolicy": {"name": null, "text": null, "uri": null},
    "releaseNotes": {"name": null, "text": null, "uri": null}
  },
  "dependencies": null,
  "tasks": null,
  "inputGroups": null,
  "incompatibleApps": null,
  "platformRequirements": null,
  "supportedDeployments": ["_standalone", "_distributed"],
  "targetWorkloads": ["_search_heads"]
}
""",
    "bin/sample_action.py": 'import sys\n\nif __name__ == "__main__":\n    sys.stderr.write("INFO started\\n")\n',
    "default/app.conf": """\
[install]
is_configured = 0

[ui]
is_visible = 1
label = Sample app

[launcher]
author = Somebody
description = A sample
version = 1.2.3

[package]
id = DA-ESS-Sample
check_for_updates = false

[id]
name = DA-ESS-Sample
version = 1.2.3
""",
    "default/alert_actions.conf": """\
[sample_action]
is_custom = 1
label = Sample
description = Does nothing
icon_path = sample.png
payload_format = json
python.version = python3
python.required = 3.9, 3.13
param.level = 1
param._cam = {"category":["Other"],"subject":["user"],"task":["create"]}
""",
    "default/macros.conf": "[sample]\ndefinition = search *\n",
    "default/props.conf": "[sample]\nEVAL-level = 1\nLOOKUP-levels = levels level OUTPUT name\n",
    "default/savedsearches.conf": """\
[Threat - Sample - Rule]
search = index=main | `sample` \\
| stats count by user
disabled = 1
enableSched = 1
cron_schedule = 7 * * * *
dispatch.earliest_time = -70m@m
dispatch.latest_time = -10m@m
action.correlationsearch.enabled = 1
action.correlationsearch.label = Sample
action.correlationsearch.annotations = {"mitre_attack":["T1621"]}
action.risk = 1
action.risk.param._risk = [{"risk_object_field":"user","risk_object_type":"user","risk_score":64}]
""",
    "default/transforms.conf": "[levels]\nfilename = levels.csv\n",
    "default/data/ui/alerts/sample_action.html": """\
<form class="form-horizontal">
  <div>
    <label for="level">Level</label>
    <input type="text" id="level" name="action.sample_action.param.level">
  </div>
</form>
""",
    "default/data/ui/nav/default.xml": """\
<nav search_view="search">
  <view name="overview" default="true"/>
  <view name="search"/>
  <saved name="Threat - Sample - Rule"/>
</nav>
""",
    "default/data/ui/views/overview.xml": """\
<dashboard version="1.1">
  <label>Overview</label>
  <row><panel><table>
    <search ref="Threat - Sample - Rule"/>
  </table></panel></row>
</dashboard>
""",
    "default/data/ui/views/sign_ins.xml": (Path(__file__).parent / "sign_ins.xml").read_text(),
    "lookups/levels.csv": "level,name\n1,low\n2,high\n",
    "metadata/default.meta": """\
[]
access = read : [ * ], write : [ admin, sc_admin ]
export = system

[views]
export = none
""",
    "README/alert_actions.conf.spec": """\
[sample_action]
param.level = <integer>
* A level.
param._cam = <json>
* Its kind.
""",
    "README/savedsearches.conf.spec": """\
# Keys of Enterprise Security.
[<name>]
action.correlationsearch.<key> = <string>
* What the search is mapped to.
action.risk = <boolean>
* Whether it raises risk.
action.risk.param.<key> = <string>
* Whose risk.
""",
}


def picture(width: int, height: int) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PICTURES = {
    "appserver/static/sample.png": picture(48, 48),
    "static/appIcon.png": picture(36, 36),
    "static/appIconAlt.png": picture(36, 36),
    "static/appIconAlt_2x.png": picture(72, 72),
    "static/appIcon_2x.png": picture(72, 72),
}


@pytest.fixture
def files() -> dict[str, bytes]:
    """The app's files by name, fresh for each test."""
    return {**{name: text.encode() for name, text in TEXTS.items()}, **PICTURES}


@pytest.fixture
def png() -> Callable[[int, int], bytes]:
    """Make a PNG of a width and height."""
    return picture


@pytest.fixture
def put() -> Callable[[Path, Mapping[str, bytes]], None]:
    """Write files below a folder."""

    def put(folder: Path, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    return put


@pytest.fixture
def root(tmp_path: Path, files: dict[str, bytes], put: Callable[[Path, Mapping[str, bytes]], None]) -> Path:
    """A repository whose root is the app."""
    root = tmp_path / "repository"
    put(root, files)
    return root


@pytest.fixture
def packed(tmp_path: Path) -> Callable[[Mapping[str, bytes]], Unpacked]:
    """The app of some files, through an .spl."""

    def packed(files: Mapping[str, bytes]) -> Unpacked:
        archive = tmp_path / "sample.spl"
        archive.write_bytes(compress(pack(APP, files, 0)))
        return unpack(archive)

    return packed
