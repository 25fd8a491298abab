"""The text of a GitHub workflow in; its jobs and steps, and what the repository has that they name, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
CI = ROOT / ".github" / "workflows" / "ci.yml"


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow, as its text and as its document. In YAML 1.1 the key `on` reads as True."""

    text: str
    document: Mapping[Any, Any]

    @property
    def jobs(self) -> Mapping[str, Mapping[str, Any]]:
        return self.document["jobs"]

    @property
    def triggers(self) -> Mapping[str, Any]:
        return self.document[True]

    def steps(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(job, step) for each step of each job."""
        for name, job in self.jobs.items():
            for step in job["steps"]:
                yield name, step

    def uses(self, action: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(job, inputs) of each step that uses an action, by its name without the version."""
        for job, step in self.steps():
            if step.get("uses", "").partition("@")[0] == action:
                yield job, step.get("with", {})

    def targets(self) -> Iterator[tuple[str, str]]:
        """(job, make target) for each target that a step makes; variables such as SPLUNK=docker are none."""
        for job, step in self.steps():
            for words in re.findall(r"\bmake\b([^|;&\n]*)", step.get("run", "")):
                yield from ((job, word) for word in words.split() if "=" not in word)


def read(text: str) -> Workflow:
    return Workflow(text, yaml.safe_load(text))


def make_targets() -> frozenset[str]:
    """What the Makefile can make by name."""
    return frozenset(re.findall(r"^([a-z][a-z-]*):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))


def lowest_python() -> str:
    """The lowest Python that pyproject.toml takes: 3.10."""
    (found,) = re.findall(r'^requires-python = ">=(3\.\d+)"$', _pyproject(), re.MULTILINE)
    return found


def classified_pythons() -> list[str]:
    """The Pythons that pyproject.toml's classifiers name, lowest first."""
    return re.findall(r'^    "Programming Language :: Python :: (3\.\d+)",$', _pyproject(), re.MULTILINE)


def _pyproject() -> str:
    # tomllib came with Python 3.11
    return (ROOT / "pyproject.toml").read_text()
