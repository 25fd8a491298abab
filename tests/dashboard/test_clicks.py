"""What a person does with the page: choose a time, an account, a user; switch the filter off; click; press keys."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser import WAIT
from tests.dashboard.page import ShownView
from tests.detection.staging import APP
from tests.views.views import View

CLICKS = {
    "risk": 3,  # dana.reyes has failed three times by now, and each counts
    "followed": 5,  # all that t.nakamura did
    "top_users": 5,
    "top_addresses": 7,
    "findings": 1,
    "prompt_rows": 2,  # of s.lindqvist; the sign-in came from elsewhere
}
"""Tables with a drilldown, and how many events it leads to from the first row."""


@pytest.fixture(scope="module")
def splunk(addresses):
    return addresses("full").splunk


def test_a_row_leads_to_its_events(show, splunk) -> None:
    shown = show("mfa_challenges")
    found = {}
    for table in CLICKS:
        with shown.page.context.expect_page(timeout=WAIT) as opened:
            shown.panel(table).locator('[data-test="cell"]').first.click()
        address = urlsplit(opened.value.url)
        assert address.path == f"/app/{APP}/search"
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        found[table] = len(
            splunk.search(asked["q"], app=APP, earliest=asked["earliest"], latest=asked["latest"]).results
        )
    assert found == CLICKS


def test_every_drilldown_is_clicked() -> None:
    items = View.read("mfa_challenges").definition["visualizations"].items()
    assert {name.removeprefix("viz_") for name, item in items if "eventHandlers" in item} == set(CLICKS)


def test_the_filter_is_switched_off(show) -> None:
    shown = show("mfa_challenges", "filtered")
    assert shown.value("challenges") == "5"
    choose(shown, "input_filter", "Off: show what it hides")
    assert (shown.value("challenges"), shown.value("elsewhere")) == ("12", "2")
    assert shown.value("filter") == "tuned"


def test_an_account_is_chosen(show) -> None:
    shown = show("mfa_challenges")
    choose(shown, "input_account", "210987654321")
    assert shown.value("challenges") == "1"
    assert [row["User"] for row in shown.rows("top_users")] == ["dana.reyes"]
    assert shown.value("prompts") == "0"


def test_a_user_is_typed(show) -> None:
    shown = show("mfa_challenges")
    box = shown.page.locator("#input_user")
    box.fill("t.*")
    box.press("Enter")
    shown.settle()
    assert shown.value("challenges") == "3"
    box.fill('a" OR user_name="*')
    box.press("Enter")
    shown.settle()
    assert shown.value("challenges") == "0", "what is typed is a value, not a piece of the search"
    assert shown.complaints == []


def test_a_time_range_is_chosen(show) -> None:
    shown = show("mfa_challenges")
    shown.page.locator('[data-input-id="input_time"] [data-test="time-range-dropdown"]').click()
    shown.page.get_by_text("Last 24 hours", exact=True).click()
    shown.settle()
    assert shown.value("challenges") == "3"
    assert (shown.asked["challenges"]["earliest_time"], shown.asked["challenges"]["latest_time"]) == ("-24h@h", "now")
    assert (shown.asked["health"]["earliest_time"], shown.asked["health"]["latest_time"]) == ("-7d", "now")


@pytest.mark.parametrize("view", ["mfa_challenges", "get_started"])
def test_searches_are_shared_and_bounded(show, view: str) -> None:
    shown = show(view)
    sources = View.read(view).definition["dataSources"]
    assert set(shown.asked) == {name for name, source in sources.items() if source["type"] == "ds.search"}
    assert all(form["earliest_time"] not in ("", "0") for form in shown.asked.values())


def test_the_keyboard_reaches_what_the_mouse_does(show) -> None:
    shown = show("mfa_challenges")
    reached = set()
    for _ in range(400):
        shown.page.keyboard.press("Tab")
        where = shown.page.evaluate(
            "() => { const at = document.activeElement; const place = at.closest('[data-input-id], [data-id]');"
            " return place && (place.dataset.inputId || place.dataset.id) }"
        )
        reached.add(where)
    inputs = set(View.read("mfa_challenges").definition["inputs"])
    assert {*inputs, "viz_note", *(f"viz_{table}" for table in CLICKS)} <= reached


def test_a_row_is_opened_by_a_key(show) -> None:
    shown = show("mfa_challenges")
    cell = shown.panel("findings").locator('[data-test="cell"]').first
    cell.focus()
    with shown.page.context.expect_page(timeout=WAIT) as opened:
        shown.page.keyboard.press("Enter")
    assert "eventID" in parse_qs(urlsplit(opened.value.url).query)["q"][0]


def choose(shown: ShownView, name: str, label: str) -> None:
    shown.page.locator(f'[data-input-id="{name}"] [role="combobox"]').click()
    shown.page.get_by_role("option", name=label).click()
    shown.settle()
