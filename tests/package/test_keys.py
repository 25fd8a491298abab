"""docs/json.md: its tables are those of the schemas, and no document is without one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from minisplunk.cli import VERBS
from minisplunk.cli.documents import schema
from minisplunk.testing import form
from package.errors import PackageError
from package.keys import CASES, JSON, render, write

ROOT = Path(__file__).parents[2]
LINES = ("search",)
"""Verbs whose documents have no keys of their own."""
WITHOUT = ("mcp",)
"""Verbs without --json."""


@pytest.mark.parametrize("page", [JSON, CASES], ids=str)
def test_the_page_is_up_to_date(page):
    text = (ROOT / page).read_text()
    assert text == render(text), "make page"


def test_each_document_is_on_it():
    marks = set(re.findall(r"<!-- keys: ([\w.]+) -->", (ROOT / JSON).read_text()))
    wanted = set()
    for verb in VERBS.keys() - set(WITHOUT):
        whole = schema(verb)
        documents = [one.get("$ref", "").rpartition("/")[2] for one in whole.get("anyOf", [whole])]
        wanted |= {f"{verb}.{name}" if name else verb for name in documents if verb not in LINES}
    assert marks == wanted


def test_each_part_of_a_case_file_is_on_its_page():
    marks = re.findall(r"<!-- keys: case.(\w+) -->", (ROOT / CASES).read_text())
    kinds = [kind for kind in vars(form).values() if isinstance(kind, type) and issubclass(kind, form.Struct)]
    assert sorted(marks) == sorted(kind.__name__ for kind in kinds if kind.__struct_fields__)


def test_a_table():
    table = render("# Keys\n\n<!-- keys: run.RunAll -->\n\n| old |\n| --- |\n\nMore.\n")
    assert table.startswith("# Keys\n\n<!-- keys: run.RunAll -->\n\n| Key | Value | It is |\n| --- | --- | --- |\n")
    assert table.endswith("|\n\nMore.\n")
    for row in (
        "| `splunk` | `embedded` | It is the embedded Splunk. |",
        "| `app.id` | text | The app's folder name. |",
        "| `searches[].window` | object or null | The time range that was searched. Null where it could not be run. |",
        "| `searches[].window.latest` | number or null | Epoch seconds, exclusive; null where it is open. |",
        "| `searches[].messages[].text` | text | A sentence. |",
        "| `notes` | list of text | Sentences on the data, and on what was done to run the searches. |",
    ):
        assert f"{row}\n" in table
    assert "| old |" not in table


def test_without_the_page(tmp_path):
    with pytest.raises(PackageError, match=r"json\.md"):
        write(tmp_path, JSON)
