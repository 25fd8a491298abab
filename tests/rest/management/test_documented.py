"""Routes that are found, and requests that none answers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.rest.http import Response, Route
from minisplunk.rest.http.table import RouteTable
from minisplunk.rest.management.documented import documented, missing

FILE = yaml.safe_load((Path(__file__).parent / "cases" / "refusals.yaml").read_text())


def nothing(_door, _request):
    return Response(b"")


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["name"])
def test_refusal(case):
    served = RouteTable(Route(method, path, nothing) for method, path in FILE["served"])
    method, path = case["request"]
    assert served.find(method, path) is None
    error = missing(method, path, served)
    assert (error.status, error.message, error.kind) == (case["status"], case["text"], case.get("kind", "ERROR"))
    assert error.headers.get("Allow") == case.get("allow")


def test_the_most_literal_route_is_found():
    paths = ("a/{rest...}", "a/{x}/{y}", "a/{x}/b", "a/{x}", "a/c", "configs/conf-{file}/{stanza}")
    table = RouteTable(Route("GET", path, nothing) for path in paths)
    found = {path: table.find("GET", path) for path in ("a/c", "a/d", "a/d/b", "a/d/e", "a/d/e/f", "configs/conf-x/y")}
    assert {path: (match.route.path, match.args) for path, match in found.items()} == {
        "a/c": ("a/c", {}),
        "a/d": ("a/{x}", {"x": "d"}),
        "a/d/b": ("a/{x}/b", {"x": "d"}),
        "a/d/e": ("a/{x}/{y}", {"x": "d", "y": "e"}),
        "a/d/e/f": ("a/{rest...}", {"rest": "d/e/f"}),
        "configs/conf-x/y": ("configs/conf-{file}/{stanza}", {"file": "x", "stanza": "y"}),
    }


def test_a_placeholder_takes_one_segment_whatever_is_in_it():
    table = RouteTable([Route("GET", "a/{x}/b", nothing)])
    assert table.find("GET", "a/1\0002/b").args == {"x": "1/2"}
    assert table.find("GET", "a/1\n2/b").args == {"x": "1\n2"}
    assert table.find("GET", "a//b") is None
    assert table.find("GET", "a/1/2/b") is None


def test_every_group_of_splunkd_is_known():
    """The groups of the REST API Reference's list of endpoints."""
    groups = (
        "admin alerts apps auth authentication authorization catalog cluster configs data datamodel deployment "
        "kvstore licenser messages properties receivers saved scheduled search server shcluster storage workloads"
    )
    assert set(groups.split()) <= {route.path.partition("/")[0] for route in documented().routes}
