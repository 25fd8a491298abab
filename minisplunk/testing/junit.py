"""Verdicts in; a report in JUnit's form, which CI servers read, out.

The form is the one that Jenkins and GitLab document: https://llg.cubic.org/docs/junit/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from ..documents.characters import allowed
from .report import also_fired, lines
from .verdict import Verdict

_KIND: Mapping[str, str] = {"failed": "failure", "wrong": "error", "unsupported": "error", "skipped": "skipped"}


def junit(verdicts: Sequence[Verdict], faults: Sequence[str] = ()) -> bytes:
    """XML in UTF-8: a suite for each file, a test case for each case; `faults`, what could not be read, are errors."""
    suites = ElementTree.Element("testsuites")
    for file in dict.fromkeys(verdict.file for verdict in verdicts):
        _suite(suites, file, [verdict for verdict in verdicts if verdict.file == file])
    if faults:
        suite = ElementTree.SubElement(
            suites, "testsuite", name="case files", tests=str(len(faults)), errors=str(len(faults))
        )
        for fault in faults:
            case = ElementTree.SubElement(suite, "testcase", name=allowed(fault), classname="case files")
            ElementTree.SubElement(case, "error", message=allowed(fault))
    ElementTree.indent(suites)
    written: bytes = ElementTree.tostring(suites, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _suite(suites: ElementTree.Element, file: str, verdicts: Sequence[Verdict]) -> None:
    counts = Counter(_kind(one) for one in verdicts)
    suite = ElementTree.SubElement(
        suites,
        "testsuite",
        name=allowed(file),
        tests=str(len(verdicts)),
        failures=str(counts["failure"]),
        errors=str(counts["error"]),
        skipped=str(counts["skipped"]),
        time=f"{sum(one.elapsed for one in verdicts):.3f}",
    )
    for one in verdicts:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            name=allowed(one.name),
            classname=allowed(file),
            file=allowed(file),
            line=str(one.line),
            time=f"{one.elapsed:.3f}",
        )
        if kind := _kind(one):
            told = [allowed(line) for line in (*lines(one), *also_fired(one))]
            result = ElementTree.SubElement(case, kind, message=told[0] if told else one.outcome)
            result.text = "\n".join(told)


def _kind(verdict: Verdict) -> str:
    """What is told of it; empty for a case that has passed. One on which another search fired has not, as `--cross`
    ends with 1."""
    return _KIND.get(verdict.outcome) or ("failure" if also_fired(verdict) else "")
