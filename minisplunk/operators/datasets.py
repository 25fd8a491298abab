"""How commands name datasets, and read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import Span
from ..spl import lexer
from ..spl.command import Context, PerRow
from ..spl.datasets import Dataset
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


def named(p: Parser) -> tuple[str, Span]:
    """A name with dots in it, of which parts may stand in quotes: `Model.Dataset`, `"Model"."Dataset"`."""
    token = lexer.value(p.source, p.position, p.end)
    if token is None or token.kind == "punctuation":
        raise p.error("Expected the name of a dataset.", token.span if token else None)
    parts, p.position = [token.text], token.span.end
    while (after := lexer.value(p.source, p.position, p.end)) is not None and after.span.start == p.position:
        if after.kind == "punctuation":
            break
        parts.append(after.text)
        p.position = after.span.end
    return "".join(parts), Span(token.span.start, p.position)


def model_and_dataset(name: str) -> tuple[str, str | None]:
    """`Model.Dataset` in two; a dataset may be named with those above it, `Model.Root.Child`."""
    model, _, dataset = name.partition(".")
    return model, dataset or None


NO_SUMMARIES = "summariesonly=true: "
"""How the message begins that says why nothing is found of a model that is not accelerated."""


def rows_of(dataset: Dataset, name: str, wanted: Fields, search: Context, *, summaries: bool) -> PerRow:
    """Events -> the rows of a dataset. With `summaries` only those of its summaries count, which are the same where it
    is accelerated; where it is not there are none, and the job says so (Search Reference, tstats, summariesonly)."""
    if not summaries or dataset.accelerated:
        return dataset.operator(wanted, search)
    search.message("WARN", f"{NO_SUMMARIES}the data model '{name}' is not accelerated, so nothing is found.")
    return _none


def _none(events: Iterable[Row]) -> Iterator[Row]:
    return iter(())
