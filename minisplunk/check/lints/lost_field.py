"""SPL102: a command reads a field that an earlier one has left behind."""

from __future__ import annotations

from collections.abc import Iterator

from ...spl.ast import Binary, Call, Comparison, Expr, Field, SearchTerm, walk, walk_expression
from ...spl.fields import Fields
from .flow import Flow, ReadSearch, Step, listed
from .lint import Remark, SearchLint

_ABSENCE = frozenset({"coalesce", "isnull", "isnotnull", "mvappend", "nullif", "typeof"})
"""Functions that are asked about, or take, a field that may not be there."""
_EQUAL = ("=", "==", "!=")
_ELSEWHERE = ("tag", "eventtype", "earliest", "latest", "_index_earliest", "_index_latest")
"""What a search term names without being a field of the row."""


def find(search: ReadSearch) -> Iterator[Remark]:
    for flow in search.flows():
        for number, step in enumerate(flow.steps):
            if step.before is not None and (lost := _read(step) - step.before):
                yield from _remarks(search, flow, number, lost)
                break  # what follows is a consequence, or will show when this is mended


def _remarks(search: ReadSearch, flow: Flow, number: int, lost: frozenset[str]) -> Iterator[Remark]:
    step = flow.steps[number]
    assert step.before is not None
    for name in sorted(lost):
        message = (
            f"{step.command.name} reads '{name}', which no row has after {search.named(flow.loser(number, name))}; "
            f"there are {listed(step.before, name)}. {_fix(name, step)}"
        )
        yield Remark(message, search.place_of(name, step))


def _fix(name: str, step: Step) -> str:
    """What stands behind a sign of equality may well be meant as a text."""
    compared = (found for expression in step.command.expressions for found in walk_expression(expression))
    texts = (found.right for found in compared if isinstance(found, Binary) and found.op in _EQUAL)
    is_text = any(isinstance(text, Field) and text.name == name for text in texts)
    return f'Write "{name}" if it is a text.' if is_text else f"Keep '{name}' there, or use one of these."


def _read(step: Step) -> frozenset[str]:
    """The fields that the command names and reads, for what it adds to rows or to choose among them. Those without
    which it drops rows are another lint's, and a field that it would make itself need not be there."""
    command = step.command
    if any(inner.pipeline.over_results for inner in command.inner(Fields.ALL)):
        return frozenset()
    made = (step.after or frozenset()) - (step.before or frozenset())
    read = _compared(command.base) if command.base is not None else command.needs(Fields(made)).names
    asked = {name for expression in command.expressions for name in _tolerated(expression)}
    lacking = frozenset(read) - made - set(command.drops_null) - asked
    return frozenset(name for name in lacking if name in step.stage.text)


def _compared(term: SearchTerm) -> set[str]:
    """Words to look for are looked for in the text of events, which is another matter."""
    fields = {found.field for found in walk(term) if isinstance(found, Comparison)}
    return {name for name in fields if "*" not in name and not name.startswith(_ELSEWHERE)}


def _tolerated(expression: Expr) -> set[str]:
    """The fields that it asks whether they are there."""
    return {
        inner.name
        for found in walk_expression(expression)
        if isinstance(found, Call) and found.function.lower() in _ABSENCE
        for inner in walk_expression(found)
        if isinstance(inner, Field)
    }


LINT = SearchLint("SPL102", "field that an earlier command has left behind", find)
