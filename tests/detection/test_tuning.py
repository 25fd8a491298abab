"""Tuning as the UI does it: what docs/tuning.md advises, in local/, through an upgrade, and taken back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import NotFound, SplError
from minisplunk.testing.moments import moment
from tests.detection import guide
from tests.detection.guide import ADDRESS, EVENTS, LATE, LEFT, LOOKUP, SHARED, THROTTLING, USER
from tests.detection.staging import (
    APP,
    ES,
    FILTER,
    SEARCH,
    STAND_INS,
    dispatched,
    of_index,
    of_search,
    plain,
    prepared,
    run,
    staged,
)
from tests.detection.variants import copied, next_version

ONE = {"events": [{"record": "iam_user_failed_mfa"}]}


def users(splunk: Splunk) -> list[str]:
    return sorted(str(row["user_name"]) for row in dispatched(splunk).job.results)


def filtered(splunk: Splunk, definition: str | None) -> None:
    splunk.change(APP, "macros", FILTER, {"definition": definition})


def upload(splunk: Splunk, name: str, text: str, *, shared: bool = True) -> None:
    """A lookup file put into the app, as the UI does it, shared with all apps or not."""
    root = splunk.layers.app(APP).root
    (root / "lookups").mkdir(exist_ok=True)
    (root / "lookups" / name).write_text(text)
    if shared:
        (root / "metadata" / "local.meta").write_text("[lookups]\nexport = system\n\n[transforms]\nexport = system\n")
    splunk.reload()


def with_lookup(splunk: Splunk, *, shared: bool = True) -> None:
    (file,) = guide.blocks("csv")[LOOKUP]
    (definition,) = guide.blocks("ini")[LOOKUP]
    upload(splunk, "known_travellers.csv", file, shared=shared)
    splunk.change(APP, "transforms", "known_travellers", guide.settings(definition))


def test_the_guide_has_three_filters() -> None:
    assert list(guide.blocks("spl filter")) == [USER, ADDRESS, LOOKUP]


@pytest.mark.parametrize("heading", [USER, ADDRESS, LOOKUP])
def test_filter(heading: str, spl: Path) -> None:
    """It leaves the right rows; it lies in local/, lives through an upgrade, and taken away gives the rows back."""
    (definition,) = guide.blocks("spl filter")[heading]
    with prepared({"events": EVENTS}, spl) as splunk, TemporaryDirectory() as folder:
        with_lookup(splunk)
        before = (splunk.layers.app(APP).root / "default" / "macros.conf").read_bytes()
        everybody = users(splunk)
        assert len(everybody) == len(EVENTS)

        filtered(splunk, definition)
        assert users(splunk) == LEFT[heading]
        assert len(of_index(splunk, "risk")) == len(EVENTS) + len(LEFT[heading])
        app = splunk.layers.app(APP)
        assert (app.root / "default" / "macros.conf").read_bytes() == before
        assert (app.root / "local" / "macros.conf").read_text() == f"[{FILTER}]\ndefinition = {definition}\n"

        splunk.install(next_version(spl, Path(folder)))
        assert splunk.layers.app(APP).version == "9.9.9"
        assert users(splunk) == LEFT[heading]

        filtered(splunk, None)
        assert users(splunk) == everybody


def test_a_lookup_can_stand_in_a_subsearch_as_well(spl: Path) -> None:
    with prepared({"events": EVENTS}, spl) as splunk:
        with_lookup(splunk)
        filtered(splunk, "search NOT [| inputlookup known_travellers.csv | fields user_name]")
        assert users(splunk) == ["m.okafor", "mfa-monitor", "sign-in-test"]


@pytest.mark.parametrize("shared", [True, False])
def test_other_apps_run_the_search_only_with_a_shared_lookup(shared: bool, spl: Path) -> None:
    (definition,) = guide.blocks("spl filter")[LOOKUP]
    with prepared({"events": EVENTS}, spl) as splunk:
        with_lookup(splunk, shared=shared)
        filtered(splunk, definition)
        assert len(users(splunk)) == 4
        if shared:
            assert len(splunk.search(f'| savedsearch "{SEARCH}"', app=ES).results) == 4
        else:
            with pytest.raises(NotFound, match="known_travellers"):
                splunk.search(f'| savedsearch "{SEARCH}"', app=ES)


@pytest.mark.parametrize(
    ("definition", "message", "caret"),
    [
        ('search NOT user_name="dana.reyes', "Unbalanced quotes.", "search NOT user_name="),
        ("serch NOT user_name=dana.reyes", "Unknown search command 'serch'.", ""),
        ('where NOT cidrmatch("203.0.113.0/24")', "Error in 'where' command: ", "where NOT "),
        ("search NOT `travellers`", "The search specifies a macro 'travellers' that cannot be found.", "search NOT "),
    ],
)
def test_a_wrong_filter_is_an_error_with_its_place(definition: str, message: str, caret: str, spl: Path) -> None:
    with prepared(ONE, spl) as splunk:
        filtered(splunk, definition)
        with pytest.raises(SplError) as caught:
            dispatched(splunk)
    lines = caught.value.explain().splitlines()
    assert message in lines[0]
    assert lines[1].strip() == f"| `{FILTER}`"
    assert lines[3] == f"  in the macro `{FILTER}`:"
    assert lines[4] == f"  {definition}"
    assert lines[5].startswith(f"  {' ' * len(caret)}^")


# Throttling

ROOTS = [
    {"record": "root_failed_mfa", "set": {"eventID": account, "userIdentity.accountId": account}}
    for account in ("123456789012", "210987654321")
]


@pytest.mark.parametrize(
    ("fields", "accounts"), [(None, 2), ("user_name", 1)], ids=["as in the guide", "by user alone"]
)
def test_throttling_names_the_account_with_the_user(fields: str | None, accounts: int, spl: Path) -> None:
    settings = guide.settings(guide.blocks("ini")[THROTTLING][0])
    if fields is not None:
        settings["alert.suppress.fields"] = fields
    runs = [f"2026-03-03T09:{minute}:00Z" for minute in ("45", "46")]
    with staged({"settings": of_search(**settings)}, spl) as splunk:
        assert [len(done.job.results) for done in run(splunk, {"events": ROOTS, "runs": runs})] == [2, 2]
        assert len(of_index(splunk, "risk")) == accounts


def test_late_records_count_once_with_a_longer_window_and_throttling(spl: Path) -> None:
    settings = guide.settings(guide.blocks("ini")[LATE][0])
    late = {"record": "iam_user_failed_mfa", "delivered": "2026-03-03T10:05:00Z", "set": {"eventID": "late"}}
    events = [late, {"record": "iam_user_failed_mfa"}]
    hours = [f"2026-03-03T{hour:02}:00:00Z" for hour in range(10, 16)]
    with staged({"settings": of_search(**settings)}, spl) as splunk:
        found = [len(done.job.results) for done in run(splunk, {"events": events, "runs": hours})]
        assert found == [1, 2, 2, 2, 0, 0]
        risk = of_index(splunk, "risk")
    assert sorted(plain(row["eventID"]) for row in risk) == ["11111111-2222-4333-8444-555555555501", "late"]
    assert {plain(row["_time"]) for row in risk} == {str(int(moment(hour))) for hour in hours[:2]}


# What other searches have of the app's fields

CREATE_USER = {"record": "create_user"}
FAILED = ONE["events"][0]


def fields_of(splunk: Splunk, app: str, names: list[str]) -> list[list[object]]:
    rows = splunk.search("search sourcetype=aws:cloudtrail", app=app).results
    return [[plain(row.get(name)) for name in names] for row in rows]


@pytest.mark.parametrize(("add_on", "elsewhere"), [("aws_addon_8", "new.joiner"), (None, "dana.reyes")])
def test_elsewhere_the_add_ons_definition_is_used(add_on: str | None, elsewhere: str, spl: Path) -> None:
    """The add-on is one that names the target of IAM's user management, as it does."""
    with TemporaryDirectory() as folder:
        apps = []
        if add_on:
            apps = [copied(STAND_INS / add_on, Path(folder))]
            props = apps[0] / "default" / "props.conf"
            target = "EVAL-user_name = coalesce('requestParameters.userName', "
            props.write_text(props.read_text().replace("EVAL-user_name = coalesce(", target))
        with prepared({"events": [CREATE_USER], "apps": apps}, spl) as splunk:
            assert fields_of(splunk, APP, ["user_name"]) == [["dana.reyes"]]
            assert fields_of(splunk, "search", ["user_name"]) == [[elsewhere]]


def test_without_an_add_on_events_without_an_error_are_successes_everywhere(spl: Path) -> None:
    with prepared({"events": [CREATE_USER]}, spl) as splunk:
        names = ["src", "aws_account_id", "errorCode", "user_name"]
        assert fields_of(splunk, "search", names) == [["198.51.100.23", "123456789012", "success", "dana.reyes"]]


@pytest.mark.parametrize("add_on", ["aws_addon_8", None])
def test_fields_that_are_not_shared_are_in_this_app_alone(add_on: str | None, spl: Path) -> None:
    (unshared,) = guide.blocks("ini")[SHARED]
    arn = "arn:aws:iam::123456789012:user/dana.reyes"
    with prepared({"events": [FAILED], "apps": [add_on] if add_on else []}, spl) as splunk:
        assert fields_of(splunk, "search", ["userIdentity.arn"]) == [[arn]]
        (splunk.layers.app(APP).root / "metadata" / "local.meta").write_text(f"{unshared}\n")
        splunk.reload()
        assert fields_of(splunk, APP, ["userIdentity.arn"]) == [[arn]]
        assert fields_of(splunk, "search", ["userIdentity.arn"]) == [[None]]
        assert users(splunk) == ["dana.reyes"]
        assert splunk.search(f'| savedsearch "{SEARCH}"', app=ES).results == []


# Beside ESCU

ESCU = {**ONE, "apps": ["security_content"], "macros": {FILTER: 'search NOT user_name="dana.reyes"'}}


def test_beside_escu_other_apps_take_its_filter(spl: Path) -> None:
    with prepared(ESCU, spl) as splunk:
        assert dispatched(splunk).job.results == []
        assert len(splunk.search(f'| savedsearch "{SEARCH}"', app=ES).results) == 1
        splunk.change("DA-ESS-ContentUpdate", "macros", FILTER, {"definition": ESCU["macros"][FILTER]})
        assert splunk.search(f'| savedsearch "{SEARCH}"', app=ES).results == []
