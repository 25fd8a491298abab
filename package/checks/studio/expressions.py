"""Options that are worked out, `> primary | seriesByName("count") | lastPoint()`: what they are made of is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...finding import Finding
from ...unpacked import Unpacked
from .dashboard import Dashboard, dashboards
from .document import Value
from .names import names, options_of

WORD = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<name>[A-Za-z_][\w.]*)|(?P<sign>[()|])|.""", re.DOTALL
)
SCOPES = frozenset({"context", "datasources", "options", "themes"})
"""A name may begin with where it is looked up."""
GIVEN = frozenset({"footer", "false", "null", "true", "undefined"})
"""Literals; and the totals of a table, which the format of a column may read."""


class Step(NamedTuple):
    """What stands between two pipes. `called`: it is a function, with what its parentheses hold."""

    name: str
    called: bool
    strings: tuple[str, ...]
    names: tuple[str, ...]


def expressions(item: Value) -> Iterator[tuple[Value, list[Step]]]:
    """Those of an item's options and context."""
    for part in ("options", "context"):
        for at in item.at(part).texts():
            if at.text.lstrip().startswith(">"):
                yield at, steps(at.text)


def steps(text: str) -> list[Step]:
    """An expression, which begins with >, step by step."""
    found: list[Step] = []
    words: list[tuple[str, str]] = []
    depth = 0
    for match in WORD.finditer(text.lstrip().removeprefix(">") + "|"):
        sign = match["sign"] or ""
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth <= 0:
            found += [_step(words)] if words else []
            words = []
        elif match.lastgroup:
            words.append((match.lastgroup, match[0]))
    return found


def expressions_are_sound(app: Unpacked) -> Iterator[Finding]:
    """A data source, an option or a function that is not there makes the option nothing, in silence."""
    for view in dashboards(app):
        for name, item in view.items.items():
            for at, way in expressions(item):
                yield from _faults(view, name, item, at, way)


def _faults(view: Dashboard, name: str, item: Value, at: Value, way: list[Step]) -> Iterator[Finding]:
    kind = item.at("type").text
    known = {*item.at("dataSources").members, *item.at("options").members, *options_of(kind)}
    known |= {*item.at("context").members, *names()["context"].get(kind, ()), *SCOPES, *GIVEN}
    for step in way:
        if step.called and step.name not in names()["functions"]:
            yield view.finding(at, f"{name} calls {step.name}, which is no function", "the option is then nothing")
        for used in (*(() if step.called else (step.name,)), *step.names):
            if used.partition(".")[0] not in known:
                what = f"{name} reads {used}, which is no data source, option or context of it"
                yield view.finding(at, what, "the option is then nothing")


def _step(words: list[tuple[str, str]]) -> Step:
    called = ("sign", "(") in words
    (_, name), *rest = words
    return Step(
        name,
        called,
        tuple(re.sub(r"\\(.)", r"\1", word[1:-1]) for kind, word in rest if kind == "string"),
        tuple(word for kind, word in rest if kind == "name"),
    )
