"""A YAML file of changes that no case need notice in; the reason for each out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from ..dataclass import dataclass
from ..testing.reading import document
from ..testing.yaml_document import Document
from .hunt import Hunted
from .mutant import Mutant


@dataclass(frozen=True, slots=True)
class Accepted:
    """`reasons`: by the ids of mutants, or by the name of a saved search or macro for all of its."""

    reasons: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Accepted:
        """Of each saved search or macro the reason for all its mutants, or `<Mutant.change>: <reason>` for each. Raises
        DataError, with file and line."""
        return cls(dict(_reasons(document(file, str(file)))))

    def reason(self, mutant: Mutant) -> str:
        """Empty for one that is not accepted."""
        return self.reasons.get(mutant.id) or self.reasons.get(mutant.subject.name, "")

    def stale(self, hunted: Sequence[Hunted], cut: Sequence[str] = ()) -> list[str]:
        """What is accepted and need not be: mutants that a case notices, and those that there are not.

        `cut`: the saved searches and macros of which some mutants were left out, so that nothing is known of these.
        """
        killed = {each.mutant.id: each.killer for each in hunted if each.killer}
        known = {each.mutant.id for each in hunted} | {each.mutant.subject.name for each in hunted if not each.killer}
        of_cut = tuple(f"{name}: " for name in cut)
        unknown = [name for name in self.reasons if name not in (*known, *cut) and not name.startswith(of_cut)]
        return [
            *(f"{name}: is noticed, by {killed[name]}" for name in self.reasons if name in killed),
            *(f"{name}: nothing of this name goes unnoticed" for name in unknown),
        ]


def _reasons(read: Document) -> Iterator[tuple[str, str]]:
    for name, said in _mapping(read, {} if read.value is None else read.value, "saved searches or macros"):
        if isinstance(said, str):
            yield name, _reason(read, said, name)
        else:
            for change, reason in _mapping(read, said, f"changes of {name}", name):
                yield f"{name}: {change}", _reason(read, reason, name, change)


def _mapping(read: Document, said: Any, of: str, *keys: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(said, dict):
        raise read.fault(f"is no mapping of {of} to reasons", read.line(*keys))
    return said.items()


def _reason(read: Document, said: Any, *keys: str) -> str:
    if not isinstance(said, str) or not said.strip():
        raise read.fault(f"gives no reason for: {keys[-1]}", read.line(*keys))
    return " ".join(said.split())
