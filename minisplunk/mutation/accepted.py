"""A YAML file of mutants that no case need notice in; the reason for each out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .. import plain_files
from ..errors import ConfError


@dataclass(frozen=True, slots=True)
class Accepted:
    """`reasons`: by the id of the mutant."""

    reasons: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Accepted:
        """`<id of a mutant>: <reason>` for each. ConfError, with the line where it is known."""
        try:
            read = yaml.safe_load(plain_files.read(file))
        except OSError as error:
            raise ConfError(f"cannot be read: {error.strerror or error}", file) from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = None if mark is None else mark.line + 1
            raise ConfError(f"is no YAML: {getattr(error, 'problem', None) or error}", file, line) from error
        if read is None:
            return cls()
        if not isinstance(read, dict):
            raise ConfError("is no mapping of mutants to reasons", file)
        for name, reason in read.items():
            if not (isinstance(name, str) and isinstance(reason, str) and reason.strip()):
                raise ConfError(f"gives no reason for {name!r}: write `{name}: the reason`", file)
        return cls({name: " ".join(reason.split()) for name, reason in read.items()})

    def stale(self, killed: Mapping[str, str], known: Iterable[str]) -> list[str]:
        """What is accepted and need not be: mutants that a case kills, and those that are none."""
        return [
            *(f"{name}: is noticed, by {killed[name]}" for name in self.reasons if name in killed),
            *(f"{name}: there is no such mutant" for name in sorted(self.reasons.keys() - set(known))),
        ]
