"""Findings in; a SARIF 2.1.0 log, which GitHub shows beside the lines that they are about, out.

OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; which properties count: GitHub Docs, "SARIF
support for code scanning".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .finding import ADVICE, UNSUPPORTED, Finding
from .rules import RULES, Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {ADVICE: "note", UNSUPPORTED: "warning"}
"""Of kinds of findings; all others are errors."""


def log(findings: Iterable[Finding], version: str, rules: Mapping[str, Rule] = RULES) -> dict[str, Any]:
    """`version`: of minisplunk; `rules`: those that findings may be of."""
    findings = list(findings)
    used = list(dict.fromkeys(finding.rule for finding in findings))
    driver = {
        "name": "minisplunk",
        "version": version,
        "rules": [_rule(name, rules.get(name, Rule(name, name))) for name in used],
    }
    results = [_result(finding, used.index(finding.rule)) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str, rule: Rule) -> dict[str, Any]:
    return {"id": name, "shortDescription": {"text": rule.short}, "help": {"text": rule.help}}


def _result(finding: Finding, number: int) -> dict[str, Any]:
    """A place without a line is shown at the first one."""
    region = {"startLine": max(finding.line, 1)} | ({"startColumn": finding.column} if finding.column else {})
    artifact = {"uri": _uri(finding.file)}
    return {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": _LEVELS.get(finding.kind, "error"),
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }


def _uri(file: str) -> str:
    return Path(file).as_uri() if Path(file).is_absolute() else quote(Path(file).as_posix())
