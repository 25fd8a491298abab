"""The operators: those of any app, for the detection and its macros, and those that are special to this app."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from minisplunk.mutation import Mutant, Mutated, all_mutants
from minisplunk.mutation import mutants as of_any
from minisplunk.mutation.mutant import numbered
from tests.mutate import fields, search, settings
from tests.mutate.app import Other, detection, named

Operator = Callable[[Mutated], Iterator[Other]]

SPECIAL: dict[str, Operator] = {
    "spelling": search.spelling,
    "alternative": search.alternatives,
    "order": search.order,
    "name": search.names,
    "field": fields.fields,
    "branch": fields.branches,
    "value": fields.values,
    "macro": settings.macros,
    "window": settings.window,
    "schedule": settings.schedule,
    "trigger": settings.trigger,
    "risk": settings.risk,
    "export": settings.exports,
}


def mutants(app: Mutated) -> list[Mutant]:
    """All of them, by operator; no two are the same change."""
    name = detection(app).name
    any_app = [mutant for mutant in all_mutants(of_any(app)) if name in mutant.subject.searches]
    special = [mutant for operator, others in SPECIAL.items() for mutant in named(operator, app, others(app))]
    found = list(numbered([*any_app, *special]))
    operators = dict.fromkeys(mutant.operator for mutant in found)
    return [mutant for operator in operators for mutant in found if mutant.operator == operator]
