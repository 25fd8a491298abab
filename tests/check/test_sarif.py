"""SARIF: what the standard and GitHub ask of a log, checked by hand, since the standard's schema is not at hand."""

from __future__ import annotations

from minisplunk.check import Finding
from minisplunk.check.sarif import log

FINDINGS = [
    Finding("my content/a.yml", 3, "wrong", "Unknown search command 'x'.", "", "", 7),
    Finding("my content/a.yml", 0, "unsupported", "no"),
    Finding("/elsewhere/b.yml", 1, "advice", "hm", "", "SPL101"),
    Finding("my content/c.yml", 2, "missing", "the macro"),
    Finding("my content/c.yml", 4, "wrong", "again"),
]


def test_what_is_required():
    made = log(FINDINGS, "1.0.0")
    assert made["version"] == "2.1.0"
    assert made["$schema"].endswith("sarif-2.1.0.json")
    (run,) = made["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("minisplunk", "1.0.0")
    assert [rule["id"] for rule in driver["rules"]] == ["wrong", "unsupported", "SPL101", "missing"]
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region.get("startColumn", 1) >= 1
        assert "\\" not in location["physicalLocation"]["artifactLocation"]["uri"]


def test_places_and_levels():
    (run,) = log(FINDINGS, "1.0.0")["runs"]
    shown = []
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        shown.append((result["level"], place["artifactLocation"]["uri"], place["region"]))
    assert shown == [
        ("error", "my%20content/a.yml", {"startLine": 3, "startColumn": 7}),
        ("warning", "my%20content/a.yml", {"startLine": 1}),
        ("note", "file:///elsewhere/b.yml", {"startLine": 1}),
        ("error", "my%20content/c.yml", {"startLine": 2}),
        ("error", "my%20content/c.yml", {"startLine": 4}),
    ]
