"""A YAML file of changes that no case need notice in; the reason for each out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .. import plain_files
from ..errors import ConfError
from .hunt import Hunted
from .mutant import Mutant


@dataclass(frozen=True, slots=True)
class Accepted:
    """`reasons`: by the ids of mutants, or by the name of a saved search or macro for all of its."""

    reasons: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Accepted:
        """Of each saved search or macro the reason for all its mutants, or `<Mutant.change>: <reason>` for each. Raises
        ConfError, with the line where it is known."""
        try:
            read = yaml.safe_load(plain_files.read(file))
        except OSError as error:
            raise ConfError(f"cannot be read: {error.strerror or error}", file) from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = None if mark is None else mark.line + 1
            raise ConfError(f"is no YAML: {getattr(error, 'problem', None) or error}", file, line) from error
        return cls(dict(_reasons(read or {}, file)))

    def reason(self, mutant: Mutant) -> str:
        """Empty for one that is not accepted."""
        return self.reasons.get(mutant.id) or self.reasons.get(mutant.subject.name, "")

    def stale(self, hunted: Sequence[Hunted], cut: Sequence[str] = ()) -> list[str]:
        """What is accepted and need not be: mutants that a case notices, and those that there are not.

        `cut`: the saved searches and macros of which some mutants were left out, so that nothing is known of these.
        """
        killed = {each.mutant.id: each.killer for each in hunted if each.killer}
        known = {each.mutant.id for each in hunted} | {each.mutant.subject.name for each in hunted if not each.killer}
        unknown = [name for name in self.reasons if name not in known and not name.startswith(tuple(cut))]
        return [
            *(f"{name}: is noticed, by {killed[name]}" for name in self.reasons if name in killed),
            *(f"{name}: nothing of this name goes unnoticed" for name in unknown),
        ]


def _reasons(read: Any, file: Path) -> Iterator[tuple[str, str]]:
    for name, said in _mapping(read, file, "saved searches or macros"):
        if isinstance(said, str):
            yield name, _reason(name, said, file)
        else:
            for change, reason in _mapping(said, file, f"changes of {name}"):
                yield f"{name}: {change}", _reason(change, reason, file)


def _mapping(read: Any, file: Path, of: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(read, dict):
        raise ConfError(f"is no mapping of {of} to reasons", file)
    return ((str(name), said) for name, said in read.items())


def _reason(name: str, said: Any, file: Path) -> str:
    if not isinstance(said, str) or not said.strip():
        raise ConfError(f"gives no reason for: {name}", file)
    return " ".join(said.split())
