"""The documentation page: it is what the conf says, whole, and a broken conf gives an error with its place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from minisplunk.errors import ConfError, MinisplunkError, SplError
from package import page

SECTIONS = [
    "Description",
    "Annotations",
    "Search",
    "Macros",
    "Required fields",
    "How To Implement",
    "Known False Positives",
    "Next steps",
    "Associated Analytic Story",
    "RBA",
    "Reference",
    "Test Dataset",
]
NAME = "aws_console_login_failed_during_mfa_challenge.md"


@pytest.fixture
def app(root, tmp_path) -> Path:
    """A copy of the app's confs, to be spoilt."""
    shutil.copytree(root / "default", tmp_path / "default")
    return tmp_path


def edit(app: Path, conf: str, old: str, new: str) -> int:
    """Replace text in a conf, once, and say in which line it was."""
    file = app / "default" / f"{conf}.conf"
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


def test_page_is_not_stale(root):
    written = (root / "docs" / NAME).read_bytes().decode("ascii")

    assert written == page.render(root), "the conf has changed since: run `python -m package page`"


def test_sections_in_their_order(root):
    assert re.findall(r"(?m)^## (.+)$", page.render(root)) == SECTIONS


def test_no_link_of_the_page_is_dead_within_the_repository(root):
    links = re.findall(r"\]\(([^)]+)\)", (root / "docs" / NAME).read_text())
    local = [link for link in links if not link.startswith("https://")]

    assert local == ["../default/props.conf"]
    assert all((root / "docs" / link).is_file() for link in local)


def test_page_has_no_liquid_or_jekyll_in_it(root):
    text = page.render(root)

    assert not text.startswith("---")
    assert "{:" not in text
    assert "{{" not in text


def test_tokens_are_code_since_github_takes_dollars_for_mathematics(root):
    plain = re.sub(r"`[^`]*`", "", page.render(root))

    assert "$" not in plain


def test_write_says_where(app):
    written = page.write(app)

    assert written == app / "docs" / NAME
    assert written.read_text() == page.render(app)
    assert [file.name for file in written.parent.iterdir()] == [NAME]


@pytest.mark.parametrize(
    ("conf", "old", "new"),
    [
        ("savedsearches", "Finds sign-ins to the", "Finds logins to the"),
        ("savedsearches", '"confidence":80', '"confidence":70'),
        ("savedsearches", "cron_schedule = 0 * * * *", "cron_schedule = 5 * * * *"),
        ("macros", "definition = sourcetype=aws:cloudtrail", "definition = index=aws sourcetype=aws:cloudtrail"),
        ("props", "EVAL-src = ", "EVAL-source_address = "),
    ],
)
def test_page_follows_the_conf(app, conf, old, new):
    before = page.render(app)

    edit(app, conf, old, new)

    assert page.render(app) != before


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('{"data":"1. Open', '{"data":1. Open', "action.notable.param.next_steps is no JSON"),
        ('next_steps = {"data":', 'next_steps = {"text":', "next_steps is no JSON object with data"),
        ('annotations = {', 'annotations = [{', "annotations is no JSON"),
        ('product = ["Splunk Enterprise"', 'product = [1', "action.escu.product is no JSON list of strings"),
        ('"threat_object_field"', '"threat_field"', "no JSON list with an object of threat_object_field"),
        ("[Threat - ", "Threat - ", "is neither a [stanza] nor key = value"),
        ("allow_skew = 100%", "disabled = 0", "disabled is set twice"),
    ],
)  # fmt: skip
def test_fault_in_the_stanza_is_named_with_file_and_line(app, old, new, says):
    line = edit(app, "savedsearches", old, new)

    with pytest.raises(ConfError) as caught:
        page.render(app)

    assert str(caught.value).startswith(f"{app / 'default/savedsearches.conf'}:{line}: ")
    assert says in str(caught.value)


def test_missing_key_is_named_with_the_stanza_s_line(app):
    edit(app, "savedsearches", "action.escu.author = Bhavin Patel, Splunk\n", "")

    with pytest.raises(ConfError, match=r"savedsearches\.conf:\d+: .* says nothing under action\.escu\.author"):
        page.render(app)


def test_search_without_its_macro(app):
    edit(app, "macros", "[cloudtrail]", "[cloud_trail]")

    with pytest.raises(SplError, match="a macro 'cloudtrail' that cannot be found"):
        page.render(app)


def test_app_without_a_detection(app):
    edit(app, "savedsearches", "action.correlationsearch.enabled = 1", "action.correlationsearch.enabled = 0")

    with pytest.raises(ConfError, match=r"savedsearches\.conf: 0 stanzas set"):
        page.render(app)


def test_folder_that_is_no_app(tmp_path):
    with pytest.raises(ConfError, match=r"savedsearches\.conf: cannot be read: No such file"):
        page.write(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_docs_that_is_no_folder_is_one_line(app):
    (app / "docs").write_text("in the way")

    with pytest.raises(MinisplunkError, match=rf"{NAME}: cannot be written") as caught:
        page.write(app)

    assert "\n" not in str(caught.value)
