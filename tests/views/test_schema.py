"""The views are what the renderer's own schema allows.

The schema is Splunk's, so it is not kept here, only its digest: tests/dashboard dumps it from the published packages.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import jsonschema
import pytest

from tests.dashboard.renderer import SCHEMA
from tests.views.views import NAMES, View

DIGEST = "?"
"""SHA-256 of the schema of @splunk/dashboard-presets 29.6.0."""


@pytest.fixture(scope="module")
def schema() -> Any:
    if not SCHEMA.exists():
        pytest.skip("the schema is not there: make test-dashboard dumps it")
    text = SCHEMA.read_bytes()
    assert hashlib.sha256(text).hexdigest() == DIGEST, "an old dump: run make test-dashboard again"
    return json.loads(text)


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_takes_the_view(schema: Any, name: str) -> None:
    assert faults(schema, View.read(name).definition) == []


def test_the_schema_refuses_what_is_wrong(schema: Any) -> None:
    definition = json.loads(json.dumps(View.read("mfa_challenges").definition))
    definition["visualizations"]["viz_over_time"]["options"]["stackMode"] = "heaped"
    definition["visualizations"]["viz_risk"]["type"] = "splunk.tabel"
    assert len(faults(schema, definition)) == 2


def faults(schema: Any, definition: Any) -> list[str]:
    errors = jsonschema.Draft7Validator(schema).iter_errors(definition)
    return [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in errors]
