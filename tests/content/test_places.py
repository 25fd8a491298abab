"""Where a character of a search stands in the file that the search is written in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.content import read

STYLES = {
    "literal": "name: a\nsearch: |\n  index=main x=1\n    | nosuch\n",
    "folded": "name: a\nsearch: >-\n  index=main\n  x=1\n\n  | nosuch\nother: 1\n",
    "plain": "name: a\nsearch: index=main x=1\n  | nosuch\n",
    "single quotes": "name: a\nsearch: 'index=main x=''1''\n  | nosuch'\n",
    "double quotes": 'name: a\nsearch: "index=main x=\\"1\\"\\\n  | nosuch"\n',
    "in the middle": "# one\n---\nname: a\n---\nname: b\nsearch: index=main | nosuch\n",
}


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_in_yaml(tmp_path, text):
    (search,) = _read(tmp_path, "d.yml", text).searches
    at = text.index("nosuch")
    place = (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    assert search.place(search.spl.index("nosuch")) == place


@pytest.mark.parametrize("ending", ["ndjson", "txt", "spl"])
def test_in_lines(tmp_path, ending):
    text = "  index=main | nosuch\n"
    if ending == "ndjson":
        text = json.dumps({"name": "a", "search": 'x="1" | nosuch'})
    (search,) = _read(tmp_path, f"d.{ending}", text).searches
    assert search.place(search.spl.index("nosuch")) == (1, text.index("nosuch") + 1)


@given(st.text(st.characters(max_codepoint=0x2FF, exclude_categories=["C", "Z"]), min_size=1, max_size=20), st.data())
def test_every_character_is_found_in_any_style_of_yaml(value, data):
    import yaml

    from minisplunk.content.documents import documents

    style = data.draw(st.sampled_from(["'", '"', "|"]))
    text = yaml.dump({"search": f"{value} | x"}, default_style=style, allow_unicode=True)
    (document,) = documents(text, "d.yml")
    search = document.search()
    line, column = search.place(len(value) + 1)
    assert text.split("\n")[line - 1][column - 1] == "|"


def _read(folder, name, text):
    (folder / name).write_text(text)
    return read(folder / name)
