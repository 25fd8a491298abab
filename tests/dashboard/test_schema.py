"""Splunk's own schema finds nothing to say of the views; it is dumped for `make test`, which has no renderer."""

from __future__ import annotations

import hashlib

from tests.dashboard import renderer
from tests.views.test_schema import DIGEST


def test_the_schema_is_the_one_that_is_known(show) -> None:
    schema = renderer.canonical(show("get_started").page.evaluate("() => window.schema()"))
    renderer.SCHEMA.write_bytes(schema)
    assert hashlib.sha256(schema).hexdigest() == DIGEST
