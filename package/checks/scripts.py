"""Scripts: what is in bin/ is Python that Splunk's own interpreters can read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Finding
from ..unpacked import Unpacked

OLDEST = (3, 9)
"""Splunk 9.3 to 10.0 run scripts with Python 3.9 (alert_actions.conf.spec, python.version and python.required)."""


def scripts_parse_on_the_oldest_python(app: Unpacked) -> Iterator[Finding]:
    """AppInspect parses with the Python that it runs on itself, so newer syntax passes it."""
    for name, data in app.under("bin"):
        fault = _fault(data)
        if fault is not None:
            line, message = fault
            version = ".".join(map(str, OLDEST))
            yield Finding(name, line, f"is no Python {version}: {message}", "Splunk runs the script with that version")


def _fault(source: bytes) -> tuple[int, str] | None:
    try:
        ast.parse(source, feature_version=OLDEST)
    except SyntaxError as error:
        return error.lineno or 0, error.msg
    except ValueError as error:  # a null byte, up to Python 3.11
        return 0, str(error)
    return None
