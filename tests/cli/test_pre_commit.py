"""The hook for other repositories' pre-commit: it runs the verb over the whole repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from package.contents import allowed, collect
from tests.docs.pages import blocks

ROOT = Path(__file__).parents[2]
HOOKS = ".pre-commit-hooks.yaml"


@pytest.fixture
def hook():
    (hook,) = yaml.safe_load((ROOT / HOOKS).read_text())
    return hook


def test_it_runs_over_the_repository(cli, hook, tmp_path):
    (tmp_path / "detections").mkdir()
    (tmp_path / "detections" / "a.yml").write_text("name: a\nsearch: '* | nosuch'\n")
    program, *arguments = [*hook["entry"].split(), *hook["args"]]
    assert program == "minisplunk"
    assert hook["pass_filenames"] is False
    done = cli(*arguments)
    assert done.code == 2
    assert done.out.startswith("detections/a.yml:2:14: wrong: Unknown search command 'nosuch'.\n")


def test_its_options_on_the_page_are_known(cli, hook, tmp_path):
    block = next(block.text for block in blocks(ROOT / "docs" / "check.md") if block.info.startswith("yaml"))
    (shown,) = yaml.safe_load(block)["repos"][0]["hooks"]
    assert shown["id"] == hook["id"]
    (tmp_path / "my_content").mkdir()
    (tmp_path / "my_content" / "a.spl").write_text("* | fit x")
    assert cli(*hook["entry"].split()[1:], *shown["args"]).code == 0


@pytest.mark.parametrize("name", ["default/savedsearches.conf", "detections/a.yml", "a.yaml", "a.spl", "a.ndjson"])
def test_it_is_for_files_that_are_checked(hook, name):
    assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "README.md")


def test_it_is_no_part_of_the_app():
    assert not allowed(HOOKS)
    assert HOOKS not in collect(ROOT)
