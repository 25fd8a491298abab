"""What is read of the data, by the options that several verbs share; and `run` over a folder of events."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ROOT / "tests" / "data" / "attack_data" / "aws_failed_mfa"


def name(day: str) -> str:
    return f"CloudTrail/us-east-1/{day}/1_CloudTrail_us-east-1_{day.replace('/', '')}T1200Z_x.json.gz"


@pytest.fixture
def tree(tmp_path: Path) -> str:
    for day in ("2026/03/01", "2026/03/03", "2026/03/05"):
        file = tmp_path / "trail" / name(day)
        file.parent.mkdir(parents=True)
        record = {"eventTime": f"{day.replace('/', '-')}T11:00:00Z", "user": "bob", "eventName": "A"}
        file.write_bytes(gzip.compress(json.dumps({"Records": [record]}).encode()))
    (tmp_path / "trail" / "broken.json").write_text('{"Records":[')
    return "trail:aws:cloudtrail"


@pytest.fixture
def app(make_app):
    return make_app({"s": {"search": "user=bob", "dispatch.earliest_time": "-1h", "dispatch.latest_time": "now"}})


CHOSEN = {
    ("--exclude", "broken.json"): (0, 3),
    ("--include", "*.gz"): (0, 3),
    ("--include", "CloudTrail/*/2026/03/03/*"): (0, 1),
    ("--exclude", "CloudTrail"): (2, None),
    ("--earliest", "2026-03-03T00:00:00", "--latest", "03/03/2026:23:59:59", "--exclude", "broken.json"): (0, 1),
    ("--earliest", "-50h", "--exclude", "broken.json"): (0, 2),
    (): (4, 3),
    ("--strict",): (2, None),
}


@pytest.mark.parametrize(("options", "expected"), CHOSEN.items(), ids=map(" ".join, CHOSEN))
def test_which_files_are_read(cli, app, tree, options, expected):
    code, count = expected
    searched = cli("search", "* | stats count", "--data", tree, "--json", *options)
    assert (searched.code, searched.lines) == (code, [] if count is None else [{"count": str(count)}])
    run = cli("run", "--app", app, "--data", tree, "--json", *options)
    assert (run.code, run.out and len(run.json["results"])) == (code, "" if count is None else count)
    explained = cli("explain", "*", "--data", tree, "--json", *options)
    assert (explained.code, explained.out and explained.json["results"]) == (code, "" if count is None else count)
    if not any(option.startswith("--ear") for option in options):
        stored = cli("replay", tree, "--data-dir", "store", "--json", *options)
        assert (stored.code, stored.out and stored.json["events"]) == (code, "" if count is None else count)


def test_run_over_a_folder_of_events(cli, app, data):
    """The same as over the files; the folder stays as it was."""
    cli("replay", OURS, "--data-dir", "store")
    before = cli("search", "index=* OR index=_* | stats count by index", "--data-dir", "store").out
    over_folder, over_files = (
        cli("run", "--app", ROOT, *place, "--json").json for place in (("--data-dir", "store"), ("--data", OURS))
    )
    for found in (over_folder, over_files):
        for key in ("elapsed_seconds", "silent_events", "risk_events"):
            found[key] = len(found[key]) if isinstance(found[key], list) else None
    assert over_folder == over_files
    assert cli("search", "index=* OR index=_* | stats count by index", "--data-dir", "store").out == before
    every = cli("run", "--app", app, "--data-dir", "store", "--all", "--json")
    assert (every.code, every.json["events"]) == (1, over_files["events"])


def test_results_come_in_the_order_of_their_times(cli):
    found = cli("run", "--app", ROOT, "--data", OURS, "--json").json
    times = [result["firstTime"] for result in found["results"]]
    assert times == sorted(times)
    silent = [one["event"]["_time"] for one in found["silent_events"]]
    assert silent == sorted(silent)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--data-dir", "store", "--data", "x.json"), "either --data or --data-dir"),
        (("--data-dir", "store", "--strict"), "--strict goes with --data: the events of --data-dir have theirs"),
        (("--data-dir", "nowhere"), "nowhere holds no events"),
        (("--data", "x.json", "--window", "saved", "--earliest", "-1h"), "either --window saved, or --earliest and"),
        (("--data", "x.json", "--earliest", "soon"), "Invalid value \"soon\" for time term 'earliest'"),
        (("--data-dir", "store", "--splunk", "https://x:8089"), "--data-dir is for the embedded Splunk"),
    ],
)
def test_wrong_use_of_run(cli, app, data, tmp_path, arguments, message):
    (tmp_path / "x.json").write_bytes(data.read_bytes())
    done = cli("run", "--app", app, *arguments)
    assert done.code == 2
    assert message in done.err


@pytest.fixture
def place() -> Iterator[str]:
    filesystem = pytest.importorskip("fsspec").filesystem("memory")
    for file in sorted(OURS.glob("*.json")):
        filesystem.pipe(f"/cli/{file.name}", file.read_bytes())
    yield "memory://cli"
    filesystem.rm("/cli", recursive=True)


def test_a_place_is_read_by_each_verb(cli, app, place):
    assert cli("search", "* | stats count", "--data", place, "--json").lines == [{"count": "27"}]
    assert cli("run", "--app", app, place, "--json").json["events"] == 27
    stored = cli("replay", f"{place}:aws:cloudtrail", "--data-dir", "store", "--json").json
    assert stored["sources"] == {"memory:///cli/cloudtrail.json": 27} or list(stored["sources"].values()) == [27]
    assert cli("replay", place, "--data-dir", "store", "--json").json["events"] == 0
    refused = cli("mcp", "--app", app, "--data", place)
    assert (refused.code, "files of this machine alone" in refused.err) == (2, True)
    missing = cli("search", "*", "--data", "memory://nowhere")
    assert (missing.code, missing.err) == (2, "Error: There is nothing at memory://nowhere\n")
