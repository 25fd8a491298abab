"""`--cim`: our data models, on each verb that searches."""

from __future__ import annotations

import json

import pytest

SPL = "index=main user=al `cim_Web_indexes`"
SEARCHES = {"s": {"search": SPL, "counttype": "number of events", "relation": "greater than", "quantity": "0"}}
MISSING = "The search specifies a macro 'cim_Web_indexes' that cannot be found."


@pytest.mark.parametrize("verb", ["search", "explain"])
def test_a_search_over_files(cli, data, verb):
    without, with_ = (cli(verb, SPL, "--data", data, *more) for more in ([], ["--cim"]))
    assert without.code == 2
    assert MISSING in without.err
    assert (with_.code, with_.err) == (0, "")


def test_over_a_folder_it_is_there_for_one_search(cli, data, tmp_path):
    cli("replay", data, "--data-dir", "store")
    assert cli("search", SPL, "--data-dir", "store", "--cim", "--json").code == 0
    assert not (tmp_path / "store/etc/apps").exists()
    assert MISSING in cli("search", SPL, "--data-dir", "store").err


def test_a_search_runs_in_the_user_s_own_app(cli, make_app):
    assert cli("search", "| makeresults | `mine`", "--cim").code == 2
    app = make_app({}, macros="[mine]\ndefinition = eval a=1\n")
    assert cli("search", "| makeresults | `mine`", "--app", app, "--cim", "--json").lines[0]["a"] == "1"


def test_the_searches_of_an_app(cli, make_app):
    app = make_app(SEARCHES)
    without = cli("check", "--app", app, "--json")
    assert [finding["kind"] for finding in without.json["findings"]] == ["missing"]
    assert MISSING in without.json["findings"][0]["message"]
    assert cli("check", "--app", app, "--cim", "--json").json["findings"] == []


@pytest.mark.parametrize("more", [[], ["--no-es"]])
def test_a_detection(cli, make_app, data, more):
    app = make_app(SEARCHES)
    done = cli("run", "--app", app, "--data", data, "--cim", "--json", *more)
    assert (done.code, done.json["fired"]) == (0, True)
    assert cli("run", "--app", app, "--data", data, "--json", *more).code == 2


def test_tags_of_values(cli, tmp_path):
    """The tags of CIM itself: a search by one finds the events that have the value."""
    file = tmp_path / "tags.ndjson"
    records = [{"n": 1, "action": "failure"}, {"n": 2, "action": "success", "user_category": "privileged"}]
    file.write_text("".join(json.dumps({"eventTime": "2026-03-03T09:00:00Z", **each}) + "\n" for each in records))
    found = {
        tag: [each["n"] for each in cli("search", f"tag={tag} | table n", "--data", file, "--cim", "--json").lines]
        for tag in ("failure", "privileged", "default")
    }
    assert found == {"failure": ["1"], "privileged": ["2"], "default": []}


@pytest.mark.parametrize(("model", "advised"), [("Endpoint.Processes", True), ("Splunk_Audit", False)])
def test_who_lacks_a_data_model_is_told_of_it(cli, make_app, data, tmp_path, model, advised):
    app = make_app({"s": {"search": f"| tstats count from datamodel={model}"}})
    (tmp_path / "library.txt").write_text(f"| tstats count from datamodel={model}\n")
    verbs = (
        ["run", "--app", app, "--data", data],
        ["check", "--app", app],
        ["check", "library.txt", "--no-cim"],
    )
    for done in (cli(*verb) for verb in verbs):
        assert done.code == 2
        assert ("With --cim, the data models of the Common Information Model are there.\n" in done.err) is advised
