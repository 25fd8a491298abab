"""Which indexes the roles of a search let it read."""

import pytest

from minisplunk.conf import home
from minisplunk.errors import UnsupportedConf
from minisplunk.search.access import Access

AUTHORIZE = """
[role_analyst]
importRoles = user
srchIndexesAllowed = aws*;_audit
srchIndexesDefault = aws;hidden
srchIndexesDisallowed = aws_secret;_internal

[role_filtered]
srchIndexesAllowed = *
srchFilter = sourcetype=x
"""


@pytest.fixture
def view(tmp_path):
    path = tmp_path / "system" / "local" / "authorize.conf"
    path.parent.mkdir(parents=True)
    path.write_text(AUTHORIZE)
    return home(tmp_path).context("search")


@pytest.mark.parametrize(
    ("roles", "index", "named", "unnamed"),
    [
        (["user"], "main", True, True),
        (["user"], "aws", True, False),
        (["user"], "_internal", False, False),
        (["admin"], "_internal", True, False),
        (["analyst"], "aws", True, True),
        (["analyst"], "hidden", True, True),
        (["analyst"], "aws_secret", False, False),
        (["analyst"], "_audit", True, False),
        (["analyst", "admin"], "_internal", False, False),
        (["none"], "main", False, False),
        ([], "main", False, False),
    ],
)
def test_an_index(view, roles, index, named, unnamed):
    access = Access.of(view, roles)
    assert access.test(named=True)({"index": index}) is named
    assert access.test(named=False)({"index": index}) is unnamed


def test_a_filter_of_a_role_is_never_passed_over(view):
    with pytest.raises(UnsupportedConf, match="srchFilter"):
        Access.of(view, ["filtered"])
