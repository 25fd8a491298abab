"""Definitions of Dashboard Studio, whatever they are: they are read with their lines, and no check breaks on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf.parser import Conf
from package.checks.studio import document
from package.checks.studio.document import Value
from package.unpacked import Unpacked, read_confs
from package.vet import CHECKS

VIEW = "default/data/ui/views/sign_ins.xml"
BEFORE, DEFINITION, AFTER = (
    (Path(__file__).parent / "sign_ins.xml").read_text().replace("]]>", "<![CDATA[").split("<![CDATA[")
)
STUDIO = [check for check in CHECKS if check.__module__.startswith("package.checks.studio")]
CONF = {"default/app.conf": b"[package]\nid = DA-ESS-Sample\n[launcher]\nversion = 1.2.3\n"}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
ODD = st.one_of(
    JSON, st.sampled_from(["$a$", "> ", "> primary | seriesByName(", "> a(b", "ds_users", "//", "http://[", "$"])
)


def plain(value: Value) -> Any:
    """What json.loads makes of it."""
    if value.members:
        return {name: plain(member) for name, member in value.members.items()}
    return [plain(item) for item in value.items] if isinstance(value.content, tuple) else value.content


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """(container, key) of each value within a value."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


def app(definition: str) -> Unpacked:
    view = f'<dashboard version="2"><label>A</label><definition><![CDATA[{definition}]]></definition></dashboard>'
    files = {**CONF, VIEW: view.encode()}
    return Unpacked(Path("sample.spl"), "DA-ESS-Sample", files, read_confs(files), Conf())


@given(JSON, st.sampled_from([None, 1, "\t"]))
def test_a_text_is_read_as_json_reads_it(value: Any, indent: Any) -> None:
    assert plain(document.read(json.dumps(value, indent=indent), 1).value) == value


def test_every_value_knows_its_line() -> None:
    read = document.read('\n{\n"a":\n [1,\n2], "b"\n: {"c"\t:"x\\ny",\n"d": []}}', 10)
    assert read.faults == ()
    a, b = read.value.at("a"), read.value.at("b")
    assert (read.value.line, a.line, [item.line for item in a.items]) == (11, 12, [13, 14])
    assert (b.line, b.at("c").line, b.at("d").line, b.at("e", "f").line) == (14, 15, 16, 14)


@given(st.data())
def test_no_check_breaks_on_what_is_odd(data: st.DataObject) -> None:
    definition = json.loads(DEFINITION)
    container, key = data.draw(st.sampled_from(list(places(definition))))
    container[key] = data.draw(ODD)
    odd = app(json.dumps(definition))
    for check in STUDIO:
        list(check(odd))


def test_a_definition_that_is_nested_too_deep() -> None:
    check = next(check for check in STUDIO if check.__name__ == "definitions_are_json")
    what = "its definition is nested too deep - Splunk Web cannot show the view"
    assert [str(finding) for finding in check(app("[" * 100_000 + "]" * 100_000))] == [f"{VIEW}:1: {what}"]
