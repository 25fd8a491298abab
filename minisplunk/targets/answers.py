"""An answer of splunkd's in JSON -> its entries, or its results."""

from __future__ import annotations

import json
from typing import Any

from splunklib.client import Service
from splunklib.results import JSONResultsReader

Rows = list[dict[str, Any]]


def entries(service: Service, path: str, **query: Any) -> list[dict[str, Any]]:
    """The entries of a path; `owner`, `app` and `sharing` are the namespace, all else goes into the query.

    None with status 204, which is that of a job that has not begun (splunk-sdk's Job.is_ready).
    """
    body = service.get(path, output_mode="json", **query)["body"].read()
    return list(json.loads(body)["entry"]) if body else []


def rows(stream: Any) -> Rows:
    """Results as splunkd gives them: each value a text, or a list of texts."""
    return [dict(item) for item in JSONResultsReader(stream) if isinstance(item, dict)]
