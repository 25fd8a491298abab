"""Stricter changes of the detection's search than those of any search: spelling, order, alternatives, names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from minisplunk.commands.stats import Stats
from minisplunk.errors import Span
from minisplunk.mutation import Mutated
from minisplunk.mutation.written import Origins, Spot
from minisplunk.spl import lexer
from minisplunk.spl.ast import Comparison, conjuncts
from minisplunk.spl.lexer import Token
from minisplunk.spl.pipeline import Pipeline, Stage
from tests.mutate.app import Other, detection


def spelling(app: Mutated) -> Iterator[Other]:
    """Each value without its end, a longer one allowed, in other case; each field in other case; each operator `>`."""
    for clause, spot in _clauses(app):
        (value,) = clause.values
        for other in (value[:-1], f"{value}*", value.swapcase()):
            yield _instead(app, spot, f'{clause.field}{clause.op}"{other}"')
        yield _instead(app, spot, f'{clause.field.swapcase()}{clause.op}"{value}"')
        yield _instead(app, spot, f'{clause.field}>"{value}"')


def alternatives(app: Mutated) -> Iterator[Other]:
    """Each clause, the macro among them, joined to the next by OR."""
    origins, _ = _read(app)
    spots = [origins.calls()[0][0], *(spot for _, spot in _clauses(app))]
    for one, other in pairwise(spots):
        both = Spot(one.written, Span(one.span.start, other.span.end))
        yield _instead(app, both, f"{one.text} OR {other.text}")


def order(app: Mutated) -> Iterator[Other]:
    """Each field that is grouped by exchanged with the next."""
    words = _words(app)
    fields = words[[word.text for word in words].index("by") + 1 :]
    for one, other in pairwise(fields):
        yield _instead(app, _spot(app, Span(one.span.start, other.span.end)), f"{other.text} {one.text}")


def names(app: Mutated) -> Iterator[Other]:
    """Each aggregate under another name; the macros of time called for the other field."""
    for before, name in pairwise(_words(app)):
        if before.text == "as":
            yield _instead(app, _spot(app, name.span), f"{name.text}x")
    origins, _ = _read(app)
    for spot, _ in origins.calls():
        for one, other in (("firstTime", "lastTime"), ("lastTime", "firstTime")):
            if one in spot.text:
                yield _instead(app, spot, spot.text.replace(one, other))


def _read(app: Mutated) -> tuple[Origins, Pipeline]:
    stanza = detection(app)
    prepared = app.prepared(stanza)
    return app.origins(stanza, prepared), prepared.pipeline


def _clauses(app: Mutated) -> Iterator[tuple[Comparison, Spot]]:
    """The clauses that the search itself has, not those of macros."""
    origins, pipeline = _read(app)
    assert pipeline.base is not None
    for term in conjuncts(pipeline.base):
        spot = origins.spot(term.span)
        if isinstance(term, Comparison) and spot is not None and spot.written.conf == "savedsearches":
            yield term, spot


def _words(app: Mutated) -> list[Token]:
    """Those of its stats."""
    origins, pipeline = _read(app)
    (stage,) = (stage for stage in pipeline.stages if isinstance(stage.command, Stats))
    return list(_tokens(origins, stage))


def _tokens(origins: Origins, stage: Stage) -> Iterator[Token]:
    position = stage.span.start
    while (token := lexer.word(origins.source, position, stage.span.end)) is not None:
        yield token
        position = token.span.end


def _spot(app: Mutated, span: Span) -> Spot:
    spot = _read(app)[0].spot(span)
    assert spot is not None
    return spot


def _instead(app: Mutated, spot: Spot, new: str) -> Other:
    change = spot.changed(new)
    assert change.stanza == detection(app).name
    return Other(f"`{' '.join(spot.text.split())}`", f"`{new}`", change)
