"""Runs the cases of xml/*.yaml, and compares the reader with a plain walk over documents of any shape, and with expat
where that can read them; and what reads some fields with what reads all."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from minisplunk.documents.datapath import at_path
from minisplunk.documents.xml import MOST_LEVELS, Reader, flatten

FOLDER = Path(__file__).parent / "xml"


def cases(name):
    found = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    return pytest.mark.parametrize("case", found, ids=[case["name"] for case in found])


@cases("flatten")
def test_flatten(case):
    found = flatten(case["document"])

    assert found == case["fields"]
    assert list(found) == list(case["fields"])


@cases("flatten")
def test_some_fields(case):
    expected = case["fields"]

    for name, value in expected.items():
        assert Reader({name}).fields(case["document"]) == {name: value}
    assert Reader(expected).fields(case["document"]) == expected
    assert Reader({"no.such", "a{@no}"}).fields(case["document"]) == {}


@cases("paths")
def test_at_path(case):
    assert at_path(case["document"], case["path"]) == case["value"]


# Documents as trees: a name, attributes, and a text or further elements.

NAMES = st.sampled_from(["a", "b", "ab", "a.b", "a-b", "s:a"])
TEXTS = st.sampled_from(["", "x", " x ", "<", "&", 'a="1"', "é", "1\n2", "]]>", "<b>", "&lt;"])
ATTRIBUTES = st.dictionaries(NAMES.filter(lambda name: ":" not in name), TEXTS, max_size=2)
ELEMENTS = st.recursive(
    st.tuples(NAMES, ATTRIBUTES, TEXTS),
    lambda inner: st.tuples(NAMES, ATTRIBUTES, st.lists(inner, min_size=1, max_size=4)),
    max_leaves=10,
)
WAYS = st.sampled_from(["plain", "cdata", "comment", "blanks"])


def written(element, way):
    name, attributes, content = element
    blank = "\n " if way == "blanks" else ""
    start = name + "".join(f" {key}{blank}={quoteattr(value, {chr(10): '&#10;'})}" for key, value in attributes.items())
    if isinstance(content, list):
        inner = blank.join(written(child, way) for child in content)
    elif way == "cdata" and "]]>" not in content:
        inner = f"<![CDATA[{content}]]>"
    else:
        inner = escape(content)
    if way == "comment":
        inner = f"<!-- <a>{name}</a> -->{inner}<?x </a> ?>"
    return f"<{start}{blank}>{blank}{inner}{blank}</{name}{blank}>" if inner else f"<{start}/>"


def walked(element, before=""):
    """Names and values, in the order of the document."""
    name, attributes, content = element
    whole = before + name
    for key, value in attributes.items():
        yield f"{whole}{{@{key}}}", value
    if isinstance(content, list):
        for child in content:
            yield from walked(child, f"{whole}.")
    elif content.strip():
        yield whole, content.strip()


def fields_of(roots):
    found = {}
    for root in roots:
        for name, value in walked(root):
            found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


@given(roots=st.lists(ELEMENTS, max_size=3), way=WAYS, header=st.sampled_from(["", "Jan 1 <13> x: ", "\n"]))
def test_fields_are_those_of_the_document(roots, way, header):
    text = header + "".join(written(root, way) for root in roots)

    found = flatten(text)

    assert found == fields_of(roots)


@given(root=ELEMENTS, way=WAYS)
def test_expat_reads_the_same(root, way):
    document = written(root, way).replace("<s:", "<").replace("</s:", "</")

    def read(element, before=""):
        whole = before + element.tag
        yield from ((f"{whole}{{@{key}}}", value) for key, value in element.attrib.items())
        for child in element:
            yield from read(child, f"{whole}.")
        if not len(element) and (element.text or "").strip():
            yield whole, element.text.strip()

    expected = {}
    for name, value in read(ElementTree.fromstring(document)):
        expected.setdefault(name, []).append(value)

    assert {name: texts_of(value) for name, value in flatten(document).items()} == expected


SOUP = """
<a> <b> <ab> <a.b> <a.b.c> </a> </b> </ab> </a.b> </b_> <a/> <b/> <b/ <a_x='1'> <ab>1</ab> <b>2</b_> <a></a> </c>
1 x < > & &lt; <!-- --> <![CDATA[ ]]> <? ?> <!DOCTYPE [ ]> " ' / = <b_y="<"> </ <1> _
"""
PIECES = [piece.replace("_", " ") for piece in SOUP.split()]
SOUPS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
WAYS_OF_SOUPS = ["a", "b", "a.b", "a.b.c", "a.a", "a.ab", "b.a.b", "a{@x}", "b.b{@y}", "ab.b", "a.a.b.ab", "b{@y}"]
WANTED = st.sampled_from(WAYS_OF_SOUPS)


@given(soup=SOUPS, names=st.sets(WANTED, max_size=5))
@example(soup="<a><a><b>1</b></a><b>2</b>", names={"a.b", "a.a.b"})
def test_some_fields_of_any_text_are_what_they_are_among_all(soup, names):
    whole = flatten(soup)

    there = names | set(list(whole)[:3])

    assert Reader(there).fields(soup) == {name: value for name, value in whole.items() if name in there}


@given(root=ELEMENTS, way=WAYS)
def test_a_path_finds_what_the_field_holds(root, way):
    document = written(root, way).replace("a.b", "c")

    for name, value in flatten(document).items():
        found = at_path(document, name)
        missing = {*texts_of(value)} - {*texts_of(found)}
        assert missing <= {""}  # an empty attribute, beside others


def texts_of(value):
    return value if isinstance(value, list) else [value]


@given(text=st.text(st.sampled_from("<>/!?-[]CDAT&;#x1\"'= \nab\x00é\ud800"), max_size=60))
def test_no_text_breaks_the_reader(text):
    assert isinstance(flatten(text), dict)
    at_path("<" + text, "a.b{1}.c{@x}")
    Reader({"a.b", "b{@a}"}).fields(text)


@pytest.mark.parametrize("levels", [MOST_LEVELS - 1, MOST_LEVELS, 100_000])
def test_levels_beyond_the_most_are_not_read(levels):
    document = "<a>" * levels + "<b>1</b>" + "</a>" * levels

    assert flatten(document) == ({"a." * levels + "b": "1"} if levels < MOST_LEVELS else {})
    assert Reader({"a.a.b"}).fields(document) == {}
    assert at_path(document, "a.a.b") is None


HOSTILE = {
    "tags that are not closed": "<a>" * 20_000,
    "tags of many names that are not closed": "".join(f"<a{number}>" for number in range(20_000)),
    "tags that are closed": "<a><a></a></a>" * 20_000,
    "elements with children": "<a><b><c>1</c></b></a>" * 10_000,
    "starts of tags": "<a " * 50_000,
    "quotes that are not closed": "<a x='" * 30_000,
    "many attributes": "<a " + " ".join(f"x{number}='1'" for number in range(20_000)) + "/>",
    "document types": "<!DOCTYPE a [" * 20_000,
    "comments that are not closed": "<!--" * 50_000,
    "CDATA that is not closed": "<![CDATA[" * 20_000,
    "end tags": "</a>" * 50_000,
    "a long name": f"<{'a' * 200_000}",
    "references": "<a>" + "&#65;" * 50_000 + "</a>",
    "names that begin alike": "<a><b/>" + "<ab></ab>" * 20_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_read_through(text):
    """They would take hours if time grew with the square of their length."""
    whole = flatten(text)
    names = {"a.b", "a", "b.a", "a.b.c", "a{@x}", *list(whole)[:1]}

    assert Reader(names).fields(text) == {name: value for name, value in whole.items() if name in names}
    at_path(text, "a.b{2}.c")
