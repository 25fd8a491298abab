"""Secrets: nothing in the app looks like a key, a password or a token. The findings do not repeat it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..finding import Finding
from ..unpacked import Unpacked
from .text import texts

NAMES = "password|passwd|pass4symmkey|secret|(?:access|api|auth|hec|session)_?(?:key|token)"
"""What things are called that hold a secret. (A bare `token` is a variable of a dashboard.)"""

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an AWS access key id", re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("an AWS secret key", re.compile(r"(?i)secret_?(?:access_?)?key\W{1,5}[A-Za-z0-9/+]{40}\b")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY")),
    ("a GitHub token", re.compile(r"\b(?:gh[pousr]_|github_pat_)\w{20,}")),
    ("a Slack token", re.compile(r"\bxox[abeoprs]-[\w-]{10,}")),
    ("a web token", re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.")),
    ("a value that splunkd encrypted", re.compile(r"\$[17]\$[\w+/=]{8,}")),
    ("credentials in an address", re.compile(r"\w://[^\s/:@]+:[^\s/:@]+@")),
    ("credentials in a header", re.compile(r"(?i)authorization\W{1,4}(?:splunk|bearer|basic) +[\w+/=-]{8,}")),
    ("a password", re.compile(rf"(?i)(?:{NAMES})\w*[\"']?\s*[=:]\s*([\"'])\S{{4,}}\1")),
)
"""What it looks like -> the pattern, tried on each line of every text file."""

SECRET_KEY = re.compile(rf"(?i).*(?:{NAMES}|token)")
"""Conf keys that take a secret: they end so."""


def nothing_looks_like_a_secret(app: Unpacked) -> Iterator[Finding]:
    for name, data in texts(app):
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            for what, pattern in PATTERNS:
                if pattern.search(line):
                    yield Finding(name, number, f"holds what looks like {what}", "all who install the app have it")


def no_conf_key_holds_a_secret(app: Unpacked) -> Iterator[Finding]:
    """Settings for secrets are empty in default/; storage/passwords is their place."""
    for _, _, setting in app.settings():
        if SECRET_KEY.fullmatch(setting.key) and setting.value:
            yield Finding.at(setting, f"{setting.key} has a value", "all who install the app have it")
