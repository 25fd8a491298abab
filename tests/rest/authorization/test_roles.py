"""What the roles of a user let searches read, from the roles' endpoint to the rows."""

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import SplError, UnsupportedConf


@pytest.fixture
def splunk():
    with Splunk() as made:
        for index in ("main", "_internal"):
            made.ingest([(1_000_000, index)], index=index, sourcetype="x", source="s", host="h")
        yield made


def rows(splunk, spl, *roles):
    return [row["_raw"] for row in splunk.search(spl, user="bob", roles=roles).results]


def test_indexes(splunk):
    splunk.change(
        "system", "authorize", "role_internal", {"srchIndexesAllowed": "_*", "srchIndexesDefault": "_internal"}
    )
    assert rows(splunk, "search x OR sourcetype=x", "user") == ["main"]
    assert rows(splunk, "search index=* OR index=_*", "user") == ["main"]
    assert rows(splunk, "search index=_internal", "admin") == ["_internal"]
    assert rows(splunk, "search sourcetype=x", "internal") == ["_internal"]
    assert rows(splunk, "search index=main", "internal") == []


def test_macros_that_a_role_may_not_read(splunk):
    splunk.change("search", "macros", "secret", {"definition": "eval n=1"})
    splunk.update(lambda layers: layers.with_rules("search", ("macros", "secret"), {"access": "read : [ power ]"}))
    assert splunk.search("| makeresults | `secret`", roles=("power",)).results
    assert splunk.search("| makeresults | `secret`").results
    with pytest.raises(SplError, match="read"):
        splunk.search("| makeresults | `secret`", roles=("user",))


def test_a_filter_that_would_be_passed_over(splunk):
    splunk.change("system", "authorize", "role_filtered", {"srchIndexesAllowed": "*", "srchFilter": "host=h"})
    with pytest.raises(UnsupportedConf, match="srchFilter"):
        rows(splunk, "search index=main", "filtered")
