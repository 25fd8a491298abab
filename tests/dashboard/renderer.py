"""Splunk's published Dashboard framework in; one script that draws views with it out."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from minisplunk.errors import MinisplunkError

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent / "renderer"
BUILT = ROOT / "dist" / "dashboard"
SCRIPT, STYLE, AXE = BUILT / "dashboard.js", BUILT / "dashboard.css", HERE / "node_modules" / "axe-core" / "axe.min.js"
SCHEMA = BUILT / "schema.json"
"""The schema of the framework, as the tests have dumped it last."""
_STAMP = BUILT / "made-of"
_SOURCES = ("package-lock.json", "page.jsx", "build.mjs")


class NoRenderer(MinisplunkError):
    """Node.js is missing, or what is to be installed cannot be."""


def ready() -> bool:
    """Whether the script is there, and was made of the files as they are now."""
    return SCRIPT.exists() and _STAMP.exists() and _STAMP.read_text() == _digest()


def make() -> None:
    """Install the framework, which takes half a minute, and bundle it. Raises NoRenderer."""
    if ready():
        return
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise NoRenderer(f"{program} is missing: install Node.js 20 or later, then run this again.")
    BUILT.mkdir(parents=True, exist_ok=True)
    _run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
    _run("node", "build.mjs", str(BUILT))
    _STAMP.write_text(_digest())


def canonical(schema: Any) -> bytes:
    """The schema as bytes that are the same for the same schema."""
    return json.dumps(schema, sort_keys=True, separators=(",", ":")).encode()


def _digest() -> str:
    return hashlib.sha256(b"".join((HERE / name).read_bytes() for name in _SOURCES)).hexdigest()


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoRenderer(f"`{' '.join(command)}` failed in {HERE}:\n{(done.stderr or done.stdout).strip()[-2000:]}")
