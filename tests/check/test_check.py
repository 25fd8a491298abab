"""Runs the cases of cases/*.yaml: an app in, what is found in it out.

A case has `confs`, the texts of default/ by name, and may have `local`, the same of local/, `lookups`, files by name,
and `beside`, the confs of a second app that exports everything. `findings` are `file:line: kind: message`; what
lints find is in lints/.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.check import check, shown_path
from minisplunk.engine import Splunk

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.safe_load(file.read_text())
]


@pytest.mark.parametrize("case", CASES)
def test_case(case, tmp_path):
    assert case.keys() <= {"name", "confs", "local", "lookups", "beside", "findings"}
    source = app(tmp_path / "own", {"app": "[ui]\nlabel = Own\n", **case["confs"]})
    for folder, suffix in (("local", ".conf"), ("lookups", "")):
        for name, text in case.get(folder, {}).items():
            write(source / folder / f"{name}{suffix}", text)
    with Splunk() as splunk:
        if "beside" in case:
            other = app(tmp_path / "other", {"app": "[ui]\nlabel = Other\n", **case["beside"]})
            write(other / "metadata" / "default.meta", "[]\nexport = system\n")
            splunk.install(other)
        installed = splunk.install(source)
        found = check(splunk, installed)
        shown = [f"{shown_path(f.file, installed)}:{f.line}: {f.kind}: {f.message}" for f in found if not f.code]
    assert shown == case["findings"]


def app(folder, confs):
    for name, text in confs.items():
        write(folder / "default" / f"{name}.conf", text)
    return folder


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
