"""The page in Chromium: search, explain, tune; hostile events; by keyboard, at phone width, and read aloud."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

WIDTHS = (1280, 360)
ALL = {"earliest": "0", "app": "tuned"}
VISITS = {"q": "index=main sourcetype=visits | stats count by status", **ALL}


def expect(thing):
    from playwright.sync_api import expect as expected

    return expected(thing)


def told(page, text):
    page.locator("main").get_by_text(text).first.wait_for()


def wrong(page):
    return page.get_by_role("group", name="What is wrong with the search")


def texts(page, role):
    return [found.inner_text() for found in page.get_by_role(role).all()]


# Signing in


def test_a_wrong_password_is_told(chrome, served):
    context = chrome.new_context()
    page = context.new_page()
    page.goto(served.beside)
    page.get_by_label("User name").fill("admin")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("do not go together"))
    assert context.cookies() == []
    context.close()


def test_cookies_as_a_browser_keeps_them(signed_in, served):
    page = signed_in()
    port = int(served.beside.rpartition(":")[2])
    kept = {cookie["name"]: (cookie["httpOnly"], cookie["sameSite"]) for cookie in page.context.cookies()}
    assert kept == {f"splunkd_{port}": (True, "Strict"), f"splunkweb_csrf_token_{port}": (False, "Strict")}
    page.wait_for_load_state("networkidle")  # each answer brings the cookie again
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("User name").wait_for()
    assert page.context.cookies() == []


def test_a_session_that_has_ended_asks_again(signed_in, served):
    page = signed_in()
    page.get_by_label("Search (SPL)").fill("| makeresults")
    expect(page.locator(".editor .command")).to_have_count(1)
    served.splunkd.sessions.end_of("admin")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_have_text("Your session has ended. Sign in again.")


# Search


def test_a_link_and_a_reload_show_the_same(signed_in):
    page = signed_in("search", **VISITS)
    expect(page.get_by_role("row")).to_have_count(4)
    assert texts(page, "columnheader") == ["status", "count"]
    page.reload()
    expect(page.get_by_role("row")).to_have_count(4)
    assert page.get_by_label("Search (SPL)").input_value() == VISITS["q"]


def test_a_link_does_not_run_what_writes(signed_in, served):
    page = signed_in("search", q="index=main sourcetype=visits | outputlookup stolen.csv", **ALL)
    told(page, "so it runs when you say so")
    assert not list(served.splunk.etc.rglob("stolen.csv"))
    page.get_by_role("button", name="Run").click()
    told(page, "300 results")
    assert list(served.splunk.etc.rglob("stolen.csv"))


def test_the_way_back(signed_in):
    page = signed_in("search", **VISITS)
    expect(page.get_by_role("row")).to_have_count(4)
    page.get_by_label("Search (SPL)").fill("| makeresults | eval a=1 | table a")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("row")).to_have_count(4)


def test_explain_takes_over_the_search_as_it_stands(signed_in):
    page = signed_in("search", **VISITS)
    expect(page.get_by_role("row")).to_have_count(4)
    page.get_by_label("Search (SPL)").fill("index=main status=404 | stats count")
    page.get_by_role("link", name="Explain").click()
    expect(page.locator(".flow")).to_have_count(2)
    assert page.get_by_label("Search (SPL)").input_value() == "index=main status=404 | stats count"
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page.locator(".flow")).to_have_count(2)


def test_a_table_of_raw_texts_is_a_table(signed_in):
    page = signed_in("search", q="index=main sourcetype=visits | table _raw", **ALL)
    expect(page.locator("tbody tr")).to_have_count(100)


def test_a_long_search_scrolls_with_its_colours(signed_in):
    page = signed_in()
    text = page.get_by_label("Search (SPL)")
    text.fill("| eval a=1\n" * 100)
    text.evaluate("element => { element.scrollTop = element.scrollHeight }")
    page.wait_for_function("() => document.querySelector('.editor pre').scrollTop > 100")
    tops = [page.locator(f".editor {name}").evaluate("element => element.scrollTop") for name in ("pre", "textarea")]
    assert tops[0] == tops[1]


def test_spl_is_coloured(signed_in):
    page = signed_in()
    page.get_by_label("Search (SPL)").fill('a=1 `m(2)` | stats avg(x) by y ```why``` | eval b="|" | nosuch')
    expect(page.locator(".editor .command")).to_have_text(["stats", "eval"])
    expect(page.locator(".editor .function")).to_have_text(["avg"])
    expect(page.locator(".editor .macro")).to_have_text(["`m(2)`"])
    expect(page.locator(".editor .string")).to_have_text(['"|"'])
    expect(page.locator(".editor .comment")).to_have_text(["```why```"])
    expect(page.locator(".editor .pipe")).to_have_text(["|", "|", "|"])
    assert page.locator(".editor pre").inner_text().strip() == page.get_by_label("Search (SPL)").input_value()


@pytest.mark.parametrize(
    ("spl", "line", "caret"),
    [
        ("index=main\n| eval a = nosuch(b)", "Line 2, column 12:", "| eval a = nosuch(b)\n           ^^^^^^^^^"),
        ("😀 | nosuch", "Line 1, column 6:", "😀 | nosuch\n     ^^^^^^"),
        ("| stats count by", None, None),
    ],
)
def test_an_error_has_its_caret(signed_in, spl, line, caret):
    page = signed_in("search", q=spl, **ALL)
    expect(wrong(page)).to_have_text(re.compile("Error"))
    assert page.get_by_label("Search (SPL)").get_attribute("aria-invalid") == "true"
    if caret is not None:
        assert page.locator(".where").inner_text() == line
        assert page.locator(".caret").inner_text() == caret
        assert page.locator(".editor .wrong").count() >= 1


def test_an_error_within_a_macro_names_it(signed_in):
    page = signed_in("search", q="index=main | `broken`", **ALL)
    expect(wrong(page)).to_have_text(re.compile("In the macro `broken`, line 1, column 8"))
    expect(page.locator(".editor .wrong")).to_have_text(["`broken`"])


def test_an_error_goes_when_it_is_mended(signed_in):
    page = signed_in("search", q="| nosuch", **ALL)
    expect(wrong(page)).to_have_text(re.compile("Error"))
    page.get_by_label("Search (SPL)").fill("| makeresults")
    expect(wrong(page)).to_have_text("")


def test_what_only_a_run_shows(signed_in):
    page = signed_in("search", q="| makeresults count=0 | require", **ALL)
    expect(wrong(page)).to_have_text(re.compile("There are no events or results before it"))


def test_pages_of_results(signed_in):
    page = signed_in("search", q="index=main sourcetype=visits | table bytes", **ALL)
    expect(page.locator("tbody tr")).to_have_count(100)
    page.get_by_role("button", name="Next").click()
    told(page, "101–200 of 300")
    page.get_by_role("button", name="Next").click()
    told(page, "201–300 of 300")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    expect(page.get_by_role("button", name="Previous")).to_be_focused()


@pytest.mark.parametrize(
    ("spl", "label"),
    [
        ("timechart span=1m count by status", "Chart over time of 200, 404, 500. The table below has its values."),
        ("timechart span=1m count", "Chart over time of count. The table below has its values."),
        ("chart count over user by status", "Bar chart by user. The table below has its values."),
        ("top user", "Bar chart by user. The table below has its values."),
        ("stats count by status", "Bar chart by status. The table below has its values."),
        ("stats count avg(bytes) by user", "Bar chart by user. The table below has its values."),
    ],
)
def test_a_chart_is_drawn(signed_in, spl, label):
    page = signed_in("search", q=f"index=main sourcetype=visits | {spl}", **ALL)
    page.get_by_role("img", name=label).locator("canvas").wait_for()
    colours = page.locator("canvas").evaluate(
        "canvas => new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)"
        ".data.buffer)).size"
    )
    assert colours > 10
    expect(page.get_by_role("table")).to_be_visible()


@pytest.mark.parametrize(
    "spl",
    ["| makeresults | eval a=1 | table a", "index=main sourcetype=visits", "index=main | stats count by status user"],
)
def test_no_chart_where_there_is_none_to_draw(signed_in, spl):
    page = signed_in("search", q=spl, **ALL)
    told(page, re.compile(r"^\d+ results? of"))
    page.locator(".events, table").first.wait_for()
    assert page.locator("canvas").count() == 0


def test_a_search_is_cancelled(signed_in, served):
    page = signed_in()
    page.get_by_label("Search (SPL)").fill("| makeresults count=100000000 | eval a=random() | stats dc(a)")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Cancel").click()
    page.locator(".outcome").get_by_text("Cancelled.").wait_for()
    assert all(job.is_done for job in served.splunk.jobs.all())


# What somebody logged


def test_hostile_events_are_text(signed_in):
    page = signed_in("search", q="index=main sourcetype=hostile", **ALL)
    expect(page.locator(".events > li")).to_have_count(7)
    shown = page.locator(".raw > bdi").all_inner_texts()
    assert shown[0].startswith("<script>alert('raw')</script>")
    assert shown[1].startswith("<img src=x onerror=alert('raw')>")
    assert shown[3].startswith(r"terminal \x01\x07\x1b[31mred")
    assert shown[4].startswith(r"turned \u202egpj.exe\u2066")
    assert len(shown[6]) < 2000
    for summary in page.locator("summary").all():
        summary.click()
    expect(page.locator(".events")).to_contain_text('"user": "</pre><script>alert(1)</script>"')
    assert page.locator("main script, main img, main svg, main b b").count() == 0
    page.locator(".raw").get_by_role("button", name="Show all 1,000,005 characters").click()
    assert len(page.locator(".raw > bdi").last.inner_text()) == 1_000_005


@pytest.mark.parametrize(
    "spl",
    [
        "stats count by user",
        "timechart count by user",
        'eval _time=_time, "<img src=x onerror=alert(1)>"=user | table _time "<img src=x onerror=alert(1)>" user',
        'stats values(user) as "<script>alert(1)</script>" by host',
    ],
)
def test_hostile_tables_and_charts_are_text(signed_in, spl):
    page = signed_in("search", q=f"index=main sourcetype=hostile | {spl}", **ALL)
    page.get_by_role("table").wait_for()
    assert page.locator("main script, main img, main svg").count() == 0


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"q": "<img src=x onerror=alert(1)>"}, "src"),
        ({"q": "index=main", "earliest": "<script>alert(1)</script>"}, "Invalid earliest_time"),
        ({"q": "index=main", "app": "<b>", "earliest": "0"}, "307 results"),
    ],
)
def test_hostile_addresses_are_text(signed_in, fields, shown):
    page = signed_in("search", **fields)
    told(page, shown)
    assert page.locator("main img, main script, main b b").count() == 0


# Explain


def test_the_funnel(signed_in):
    spl = "index=main sourcetype=visits status>=404 | where status=500 AND bytes>1000 | stats count by user nosuch"
    page = signed_in("explain", q=spl, **ALL)
    expect(page.locator(".flow")).to_have_text(["307 in, 150 out", "150 in, 50 out", "50 in, 0 out 50 lost to null"])
    told(page, "`stats` dropped 50 of 50 rows")
    expect(page.locator(".dropped summary")).to_have_text(
        [
            re.compile(r"fails status>=404: status is 200"),
            "A row that it dropped",
            "A row that it dropped (null: nosuch)",
        ]
    )
    expect(page.locator(".dropped").nth(1)).to_contain_text("404")
    expect(page.locator(".dropped").nth(2)).to_contain_text("null")
    page.get_by_role("table", name=re.compile("Events that the base search leaves out")).wait_for()


def test_hostile_look_alikes_are_text(signed_in):
    page = signed_in("explain", q="index=main sourcetype=hostile user=nosuch", **ALL)
    page.get_by_role("table", name=re.compile("Events that the base search leaves out")).wait_for()
    assert page.locator("main script, main img, main svg").count() == 0


# Tune


def test_a_saved_search_is_run(signed_in):
    page = signed_in("tune")
    page.get_by_role("button", name="Run Failures").click()
    page.get_by_role("table").wait_for()
    expect(page.locator("tbody tr")).to_have_text([re.compile("404"), re.compile("500")])
    page.get_by_role("button", name="Explain Failures").click()
    page.locator(".funnel").wait_for()
    assert page.get_by_label("Search (SPL)").input_value() == "index=main `failed` | stats count by status"


def test_a_long_list_is_narrowed_by_a_word(signed_in, served):
    for number in range(120):
        served.splunk.change("tuned", "macros", f"many_{number}", {"definition": "*"})
    page = signed_in("tune")
    told(page, "The first 100 of ")
    page.get_by_label("Filter macros").fill("many_11")
    expect(page.locator(".names button")).to_have_count(11)
    expect(page.get_by_role("status")).to_have_text("11 macros.")


def test_rows_before_and_after_and_then_saved(signed_in, served):
    page = signed_in("tune")
    page.get_by_role("button", name="failed").click()
    definition = page.get_by_label("Definition of failed")
    assert definition.input_value() == "status>=400"
    definition.fill("status>=500 OR status=200")
    page.get_by_role("button", name="Compare").click()
    told(page, "2 before, 2 after. 1 disappear, 1 appear.")
    expect(page.get_by_role("table", name="Rows that disappear").locator("tbody tr")).to_have_text([re.compile("404")])
    expect(page.get_by_role("table", name="Rows that appear").locator("tbody tr")).to_have_text([re.compile("200")])
    written = served.splunk.etc / "apps/tuned/local/macros.conf"
    assert not written.exists()
    page.get_by_role("button", name="Save").click()
    told(page, "Saved, in tuned.")
    assert "definition = status>=500 OR status=200" in written.read_text()


def test_who_may_not_write_may_compare(signed_in):
    page = signed_in("tune", user="bob", macro="tuned/failed")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    told(page, "You may not save it: of this macro that may admin.")
    page.get_by_label("Definition of failed").fill("status=500")
    page.keyboard.press("Control+Enter")
    told(page, "2 before, 1 after. 1 disappear, 0 appear.")


def test_a_definition_that_is_wrong(signed_in):
    page = signed_in("tune", macro="tuned/failed")
    page.get_by_label("Definition of failed").fill("* | nosuch")
    page.keyboard.press("Control+Enter")
    told(page, "Unknown search command 'nosuch'")


# For everybody


def test_the_keyboard_alone(signed_in):
    page = signed_in()
    expect(page.get_by_label("Search (SPL)")).to_be_focused()
    page.keyboard.type("index=main sourcetype=visits | stats count by status")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Time range")).to_be_focused()
    page.keyboard.type("All")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.get_by_role("status")).to_have_text("3 results of 300 events.")
    page.get_by_role("link", name="Tune").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Run Failures").focus()
    page.keyboard.press("Enter")
    page.get_by_role("table").wait_for()
    page.get_by_role("button", name="failed").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Definition of failed")).to_be_focused()


STATES = {
    "events": ("search", {"q": "index=main sourcetype=hostile", **ALL}, ".events"),
    "chart": ("search", VISITS, "canvas"),
    "many columns": (
        "search",
        {"q": "index=main sourcetype=visits | timechart count by user limit=0", **ALL},
        "canvas",
    ),
    "error": ("search", {"q": "index=main | eval a=nosuch(b)", **ALL}, ".caret"),
    "explain": (
        "explain",
        {"q": "index=main status>=404 | where status=500 | stats count by user nosuch", **ALL},
        ".funnel",
    ),
    "tune": ("tune", {"macro": "tuned/failed"}, ".macro textarea"),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_as_wide_as_the_window(signed_in, state, width, scheme):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed: pip install -e .[browser]"
    )
    tab, fields, there = STATES[state]
    page = signed_in(tab, width=width, scheme=scheme, **fields)
    page.locator(there).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_to_sign_in_is_accessible(chrome, served, scheme):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed: pip install -e .[browser]"
    )
    context = chrome.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    page.goto(served.beside)
    page.get_by_label("User name").wait_for()
    found = axe.Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()
