"""docs/SUPPORTED.md and docs/lints.md say what the code's own tables say."""

import re

from package import lints, supported


def test_page_is_not_stale(root):
    written = (root / "docs" / "SUPPORTED.md").read_text()

    assert written == supported.render(), "the code has changed since: run `python -m package page`"


def test_page_of_lints_is_not_stale(root):
    written = (root / "docs" / "lints.md").read_text()

    assert written == lints.render(), "a lint has changed since: run `python -m package page`"


def test_every_command_stands_on_one_side(root):
    page = supported.render()
    done, refused = page.split("## Eval functions")[0].split("Splunk's, but not supported:")

    assert "`stats`" in done
    assert "`kmeans`" in refused
    names = [re.findall(r"`(\w+)`", line.split("|")[1]) for line in done.splitlines() if line.startswith("| `")]
    assert not {name for row in names for name in row} & set(re.findall(r"`(\w+)`", refused))
