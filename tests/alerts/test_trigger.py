"""Runs cases/conditions.yaml: settings and results in, whether they are an alert out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk import errors

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "conditions.yaml").read_text())
MACROS = "[many]\ndefinition = search n>3\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, alerting):
    splunk = alerting({"search": case.get("source", "| makeresults"), **case["settings"]}, macros=MACROS)
    if "error" in case:
        kind, _, message = case["error"].partition(": ")
        with pytest.raises(errors.MinisplunkError) as caught:
            splunk.dispatch("alert", app="own")
        assert type(caught.value).__name__ == kind
        assert getattr(caught.value, "reason", caught.value.message) == message
        return
    found = []
    for count, _ in case["runs"]:
        if "source" not in case:
            spl = f"| makeresults count={count}" if count else "| makeresults | where 1=2"
            splunk.change("own", "savedsearches", "alert", {"search": spl})
        done = splunk.dispatch("alert", app="own")
        found.append([len(done.job.results), done.triggered])
    assert found == case["runs"]
    if "results" in case:
        assert [{name: row.get(name) for name in case["results"][0]} for row in done.job.results] == case["results"]


def test_a_wrong_condition_is_shown_with_its_own_text(alerting):
    splunk = alerting({"alert_condition": "search n=1 | where m ("})
    with pytest.raises(errors.SplError) as caught:
        splunk.dispatch("alert", app="own")
    assert caught.value.place.text == "search n=1 | where m ("


def test_a_wrong_value_has_file_and_line(alerting):
    splunk = alerting({"counttype": "number of events", "relation": "less than", "quantity": "few"})
    with pytest.raises(errors.ConfError) as caught:
        splunk.dispatch("alert", app="own")
    assert (str(caught.value.file).rsplit("/", 1)[1], caught.value.line) == ("savedsearches.conf", 5)
