"""SPL103: a field whose name has a dot, without the single quotes that eval and where need."""

from __future__ import annotations

from collections.abc import Iterator

from ...fields.default import DEFAULT
from ...spl.ast import Binary, Comparison, Expr, Field, walk, walk_expression
from ...spl.fields import Fields
from .flow import Flow, ReadSearch, Step
from .lint import Remark, SearchLint


def find(search: ReadSearch) -> Iterator[Remark]:
    flows = list(search.flows())
    for flow in flows:
        for number, step in enumerate(flow.steps):
            chains = [found for expression in step.command.expressions for found in _outermost(expression)]
            names = [(found, name) for found in chains if (name := _dotted(found, search))]
            named = _fields(flows, flow, number) if names else frozenset()
            for found, name in names:
                if _means_one(found, name, step, named):
                    yield _remark(search, name, step, found)


def _remark(search: ReadSearch, name: str, step: Step, found: Expr) -> Remark:
    message = (
        f"{name} joins the values of several fields, as the dot does in {step.command.name}; the field is '{name}'."
    )
    return Remark(message, search.place(found.span))


def _outermost(expression: Expr) -> Iterator[Binary]:
    """Chains of dots, each as a whole: `a.b.c` holds `a.b`."""
    found = [e for e in walk_expression(expression) if isinstance(e, Binary) and e.op == "."]
    inner = {id(part) for each in found for part in (each.left, each.right)}
    return (each for each in found if id(each) not in inner)


def _dotted(found: Expr, search: ReadSearch) -> str:
    """The name as it is written; empty where blanks, quotes or other operands stand in the chain."""
    written = search.text.text[found.span.start : found.span.end]
    parts = list(_parts(found))
    return written if written == ".".join(parts) and all(parts) else ""


def _parts(found: Expr) -> Iterator[str]:
    match found:
        case Binary(op=".", left=left, right=right):
            yield from _parts(left)
            yield from _parts(right)
        case Field(name=name):
            yield name
        case _:
            yield ""


def _fields(flows: list[Flow], flow: Flow, number: int) -> frozenset[str]:
    """What the search calls fields around a command. Those that the command itself makes, and what reads them later, do
    not speak for fields before it."""
    step = flow.steps[number]
    elsewhere = {name for other in flows if other is not flow for each in other.steps for name in _read(each)}
    before = {name for each in flow.steps[:number] for name in (*_read(each), *_made(each))}
    later = {name for each in flow.steps[number + 1 :] for name in _read(each)}
    return frozenset(elsewhere | before | (later - _made(step)) | set(_read(step)))


def _means_one(found: Expr, name: str, step: Step, named: frozenset[str]) -> bool:
    """Whether the name is that of one field: where fields are known by what is there, else by what the search calls
    fields elsewhere. Values are joined often enough."""
    parts = set(_parts(found))
    if step.before is not None:
        return name in step.before or not parts & step.before
    return name in named or not parts & (named | DEFAULT)


def _made(step: Step) -> frozenset[str]:
    return step.command.supplies(frozenset()) or frozenset()


def _read(step: Step) -> Iterator[str]:
    """The fields that a command reads, but not by the expressions in which a dot may be meant either way."""
    command = step.command
    for expression in command.expressions:
        chains = {id(part) for chain in _outermost(expression) for part in walk_expression(chain)}
        yield from (e.name for e in walk_expression(expression) if isinstance(e, Field) and id(e) not in chains)
    if command.base is not None:
        yield from (found.field for found in walk(command.base) if isinstance(found, Comparison))
    elif not command.expressions:
        yield from command.needs(Fields()).names


LINT = SearchLint("SPL103", "field with a dot in its name, without quotes", find)
