"""`# check: ignore=CODE why`: which findings a comment ignores, by where it stands."""

from __future__ import annotations

import pytest

from minisplunk.check.report import of_app, of_library
from minisplunk.content import found, read_files
from minisplunk.engine import Splunk
from tests.docs.pages import ROOT, blocks

CONF = {
    "as docs/test-your-app.md has it": (
        next(block.text for block in blocks(ROOT / "docs" / "check.md") if block.info == "ini"),
        [],
    ),
    "above the setting": ("[s]\n# check: ignore=wrong why\nsearch = * | nosuch\n", []),
    "with a semicolon, and a further comment": ("[s]\n; check: ignore=wrong why\n# more\nsearch = * | nosuch\n", []),
    "above the stanza": ("# check: ignore=wrong why\n[s]\ncron_schedule = x\nsearch = * | nosuch\n", []),
    "of the stanza alone": (
        "# check: ignore=wrong why\n[s]\nsearch = * | nosuch\n[t]\nsearch = * | nosuch\n",
        ["5 wrong"],
    ),
    "a setting of several lines": ("[s]\n# check: ignore=wrong why\nsearch = *\\\n| nosuch\\\n| where (\n", []),
    "several codes": ("[s]\n# check: ignore=wrong,unsupported why\nsearch = * | nosuch | fit x\n", []),
    "another code": ("[s]\n# check: ignore=wrong why\nsearch = * | fit x\n", ["2 ignore-unused", "3 unsupported"]),
    "without a reason": ("[s]\n# check: ignore=wrong\nsearch = * | nosuch\n", ["2 ignore-reason", "3 wrong"]),
    "nothing there": ("[s]\n# check: ignore=wrong why\nsearch = index=a\n", ["2 ignore-unused"]),
    "a lint": ("[s]\n# check: ignore=SPL107 why\nsearch = *\n", []),
    "a lint that finds nothing": ("[s]\n# check: ignore=SPL107 why\nsearch = index=a\n", ["2 ignore-unused"]),
    "a lint that is off": ("[s]\n# check: ignore=SPL106 why\nsearch = index=a\n", []),
    "in SPL": ("[s]\nsearch = * ```check: ignore=wrong why``` | nosuch\n", []),
    "in SPL of several lines": (
        "[s]\nsearch = * \\\n```check: ignore=wrong why``` | nosuch\\\n| nosuch2 \\\n| nosuch3\n",
        ["5 wrong"],
    ),
    "in a value it is none": ("[s]\ndescription = # check: ignore=wrong why\nsearch = * | nosuch\n", ["3 wrong"]),
}
YAML = {
    "above the search": ("name: a\n# check: ignore=wrong why\nsearch: |\n  *\n  | nosuch\n", []),
    "behind it": ("name: a\nsearch: '* | nosuch' # check: ignore=wrong why\n", []),
    "behind the block's sign": ("name: a\nsearch: |  # check: ignore=wrong why\n  *\n  | nosuch\n", []),
    "of another key": (
        "# check: ignore=wrong why\nname: a\nsearch: '* | nosuch'\n",
        ["1 ignore-unused", "3 wrong"],
    ),
    "in SPL": ("name: a\nsearch: |\n  * ```check: ignore=wrong why```\n  | nosuch\n  | nosuch2\n", ["5 wrong"]),
}


@pytest.fixture(scope="module")
def splunk():
    with Splunk() as made:
        yield made


@pytest.mark.parametrize(("text", "left"), CONF.values(), ids=CONF)
def test_in_conf_files(splunk, tmp_path, text, left):
    default = tmp_path / "own" / "default"
    default.mkdir(parents=True)
    (default / "app.conf").write_text("[ui]\nlabel = Own\n")
    (default / "savedsearches.conf").write_text(text)
    report = of_app(splunk, splunk.install(default.parent), default.parent)
    assert _shown(report) == left


@pytest.mark.parametrize(("text", "left"), YAML.values(), ids=YAML)
def test_in_yaml(splunk, tmp_path, text, left):
    (tmp_path / "a.yml").write_text(text)
    assert _shown(of_library(splunk, read_files(found(tmp_path).files))) == left


def test_in_lines(splunk, tmp_path):
    (tmp_path / "a.ndjson").write_text('{"search": "* ```check: ignore=wrong why``` | nosuch"}\n\n* | nosuch\n')
    assert _shown(of_library(splunk, read_files(found(tmp_path).files))) == ["3 wrong"]


def _shown(report):
    return sorted(f"{finding.line} {finding.rule}" for finding in report.findings)
