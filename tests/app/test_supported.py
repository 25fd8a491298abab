"""docs/SUPPORTED.md says what the code's own tables say."""

from package import supported


def test_page_is_not_stale(root):
    written = (root / "docs" / "SUPPORTED.md").read_text()

    assert written == supported.render(), "the code has changed since: run `python -m package page`"


def test_every_command_stands_on_one_side(root):
    page = supported.render()
    done, refused = page.split("## Eval functions")[0].split("Splunk's, but not supported:")

    assert "`stats`" in done
    assert "`transaction`" in refused
    assert not set(done.split("## Commands")[1].split(", ")) & set(refused.split(", "))
