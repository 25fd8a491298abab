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

DIGEST = "4b16958180ad4e1ec641d8287d8d70fde67fa0b7a5ca698f561c7bf0e1d407c0"
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
    errors = jsonschema.Draft7Validator(schema).iter_errors({**definition, "layout": in_tabs(definition["layout"])})
    return [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in errors]


def in_tabs(layout: Any) -> Any:
    """The layout as Splunk has it since 9.4, which reads the form of older versions as one tab."""
    only = {key: value for key, value in layout.items() if key != "globalInputs"}
    tabs = {"items": [{"layoutId": "layout_1", "label": "New tab"}]}
    inputs = layout.get("globalInputs", [])
    return {"tabs": tabs, "layoutDefinitions": {"layout_1": only}, "globalInputs": inputs}
