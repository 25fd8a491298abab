"""A copy of the repository, in which the commands of the pages are run."""

from __future__ import annotations

import pytest

from tests.docs.commands import Folder, copied


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return copied(tmp_path_factory.mktemp("docs") / "repository")
