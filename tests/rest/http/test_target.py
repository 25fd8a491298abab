"""Targets of requests to endpoints, namespaces and parameters."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.rest.eai.links import quoted
from minisplunk.rest.http import HttpError, Namespace
from minisplunk.rest.http.target import SLASH, form, target

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "target.yaml").read_text())
NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    if "error" in case:
        with pytest.raises(HttpError) as raised:
            target(case["target"])
        assert (raised.value.status, raised.value.message) == (400, case["error"])
        return
    read = target(case["target"])
    assert read.params == case.get("params", {})
    if case.get("outside"):
        assert read.path.startswith(SLASH)
    else:
        assert read.path == case["path"]
        assert read.namespace == Namespace(*case.get("namespace", (None, None)))


@given(NAMES.filter(lambda name: "%2f" not in name.lower()))
def test_any_name_survives_the_way_that_splunk_sdk_and_its_links_write_it(name):
    once, twice = quote_plus(name), quote(name, safe="").replace("%2F", "%252F")
    for written in (once, twice):
        assert target(f"/services/saved/searches/{written}").path == "saved/searches/" + name.replace("/", SLASH)


@given(NAMES | st.text("%25fF/a", min_size=1))
def test_the_link_of_any_name_leads_to_it(name):
    assert target(f"/services/saved/searches/{quoted(name)}").path == "saved/searches/" + name.replace("/", SLASH)


@given(st.text())
def test_any_target_is_read_or_refused(text):
    try:
        read = target(text)
    except HttpError as error:
        assert error.status == 400
    else:
        assert "/" not in (read.namespace.owner or "")


def test_a_form_has_only_so_many_fields():
    assert len(form("a=1&" * 9_999 + "a=1")["a"]) == 10_000
    with pytest.raises(HttpError) as raised:
        form("a=1&" * 10_001)
    assert raised.value.status == 400
