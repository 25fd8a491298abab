"""`minisplunk run --splunk`: the same detection on another Splunk, here a served minisplunk."""

from __future__ import annotations

import pytest

from tests.cli.test_run import KEYS
from tests.targets.somebody import DATA as OURS
from tests.targets.somebody import ROOT, serving


@pytest.fixture
def url(monkeypatch):
    with serving(monkeypatch) as somebody:
        yield somebody.address.management


def test_what_it_finds_there(cli, url):
    done = cli("run", "--app", ROOT, "--splunk", url, "--insecure", OURS)
    assert done.code == 0
    assert f"DA-ESS-AwsConsoleMfa on {url}, Splunk 10.4.0" in done.out
    assert "Fired: 7 results" in done.out
    assert "27 events sent" in done.out
    assert "searched in the window 2026-03-03 09:02:11 UTC to 2026-03-03 09:52:40 UTC" in done.out
    assert "is disabled there: it does not run until it is enabled." in done.out
    assert done.err == f"The certificate of {url} is NOT checked (--insecure): whoever sits in between reads all.\n"


def test_as_json(cli, url):
    done = cli("run", "--app", ROOT, "--splunk", url, "--insecure", "--window", "saved", "--json", OURS)
    found = done.json
    assert (done.code, found["splunk"], found["fired"], found["events"]) == (0, url, True, 27)
    assert found.keys() == KEYS
    assert found["app"] == {"id": "DA-ESS-AwsConsoleMfa", "version": "1.0.0"}
    assert found["window"] == {"earliest": 1772532180 - 70 * 60, "latest": 1772532180 - 10 * 60}
    assert len(found["results"]) == 7
    assert found["risk_events"] is None
    untold = ("events_in_window", "stages", "reasons", "findings", "silent_events", "silent_events_left_out")
    assert {found[key] for key in untold} == {None}


def test_nothing_there_is_no_success(cli, url):
    done = cli("run", "--app", ROOT, "--splunk", url, "--insecure", "--read-only")
    assert done.code == 1
    assert "Did not fire" in done.out
    assert "Its newest event: none in the last 7 days: it may point elsewhere" in done.out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--write-risk"], "--write-risk has a meaning on another Splunk alone: see --splunk"),
        (["--insecure"], "--insecure has a meaning on another Splunk alone: see --splunk"),
        (["--splunk", "https://splunk", "--no-es"], "--es: on another Splunk, Enterprise Security is installed or not"),
        (
            ["--splunk", "https://splunk", "--cim"],
            "--cim: on another Splunk, the Common Information Model is installed",
        ),
        (["--splunk", "https://splunk", "--app", ROOT], "--app: on another Splunk the apps beside this one are those"),
        (["--splunk", "https://splunk", "--read-only"], "--data has no meaning with --read-only"),
    ],
)
def test_options_that_would_be_ignored_are_refused(cli, options, says):
    done = cli("run", "--app", ROOT, *options, OURS)
    assert done.code == 2
    assert says in done.err


def test_an_index_has_no_meaning_where_nothing_is_sent(cli):
    done = cli("run", "--app", ROOT, "--splunk", "https://splunk", "--read-only", "--index", "aws")
    assert done.code == 2
    assert "--index has no meaning with --read-only" in done.err
