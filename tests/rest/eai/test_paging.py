"""Pages of a collection: filtered, sorted, cut, and reduced to some fields."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import MinisplunkError
from minisplunk.rest.eai import Acl, Entry
from minisplunk.rest.eai.paging import paged
from minisplunk.rest.http import Request
from minisplunk.rest.http.faults import fault

FILE = yaml.safe_load((Path(__file__).parent / "cases" / "paging.yaml").read_text())
ENTRIES = [Entry(e["name"], e["content"], Acl("search", e.get("owner", "nobody"))) for e in FILE["collection"]]


def asked(params):
    return Request("GET", "apps/local", params={name: [value] for name, value in params.items()})


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["name"])
def test_case(case):
    request = asked(case.get("params", {}))
    if "error" in case:
        with pytest.raises(MinisplunkError) as raised:
            paged(request, "localapps", ENTRIES)
        assert fault(raised.value).status == 400
        assert case["error"] in str(raised.value)
        return
    feed = paged(request, "localapps", ENTRIES, links=("create",), newest_first=case.get("newest_first", False))
    assert [entry.name for entry in feed.entries] == case["names"]
    assert (feed.total, feed.offset) == (case.get("total", len(case["names"])), case.get("offset", 0))
    assert (feed.title, feed.links) == ("localapps", ("create",))


def test_f_chooses_fields():
    request = Request("GET", "apps/local", params={"f": ["label", "dis*"], "count": ["1"]})
    (entry,) = paged(request, "localapps", ENTRIES).entries
    assert entry.content == {"label": "Home", "disabled": False}


def test_thirty_entries_are_a_page():
    feed = paged(asked({}), "x", [Entry(str(number), {}, Acl("search")) for number in range(31)])
    assert (len(feed.entries), feed.total) == (30, 31)


@given(st.text(), st.text(), st.sampled_from(["search", "sort_key", "sort_mode", "sort_dir", "count", "offset", "f"]))
def test_any_parameter_is_understood_or_refused(text, other, name):
    try:
        feed = paged(asked({"sort_key": other, name: text}), "localapps", ENTRIES)
    except MinisplunkError as error:
        assert fault(error).status in (400, 501)
    else:
        assert {entry.name for entry in feed.entries} <= {entry.name for entry in ENTRIES}
