"""What is checked before a commit is what `make lint` checks."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.workflows.workflow import make_targets

CONFIG = Path(__file__).parents[2] / ".pre-commit-config.yaml"
NEEDED = {"id", "name", "entry", "language"}
"""Of a hook whose repository is `local` (pre-commit.com, "Repository local hooks")."""


def test_a_commit_is_checked_as_make_lint_does() -> None:
    """Over all files, as a file that is deleted can break another; `make lint` takes no names."""
    ((repository,),) = yaml.safe_load(CONFIG.read_text("utf-8")).values()
    (hook,) = repository["hooks"]
    assert (repository["repo"], hook["entry"]) == ("local", "make lint")
    assert "lint" in make_targets()
    assert hook.keys() >= NEEDED
    assert (hook["pass_filenames"], hook["always_run"]) == (False, True)
