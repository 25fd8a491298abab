"""What the page is told in JSON: documents, rows of results, errors with their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo
from functools import partial
from typing import Any

from ..errors import MinisplunkError, Place, PlacedError, UnsupportedSpl, shortened
from ..jobs.reading import failure
from ..rest.http import Response
from ..rest.search.moments import iso
from ..rest.search.result_formats import JSON, dumped
from ..rest.search.result_page import ShownRow, as_shown
from ..search import unformatted
from ..values import Row


def document(content: Mapping[str, Any], status: int = 200, cookies: Sequence[str] = ()) -> Response:
    return Response(dumped(dict(content)), status, JSON, cookies=cookies)


def shown_row(row: Row, zone: tzinfo, fields: Iterable[str] | None = None) -> ShownRow:
    """A row as the REST API shows it, with these fields of it."""
    return as_shown(row, row if fields is None else fields, partial(iso, zone=zone), unformatted)


def fault(error: Exception, shown: Callable[[str], str]) -> dict[str, Any]:
    """An error of a search: its message as users are `shown` it, whether minisplunk lacks something, and where in the
    search it lies."""
    place = error.place if isinstance(error, PlacedError) else None
    return {
        "text": shown(failure(error)) if isinstance(error, MinisplunkError) else "Internal error.",
        "unsupported": isinstance(error, UnsupportedSpl),
        "place": None if place is None else _span(place),
        "inside": [] if place is None else [_inside(macro, at) for macro, at in place.inside],
    }


def _span(place: Place) -> dict[str, int]:
    """Characters of the search's text, and line and column for people."""
    return {"start": place.span.start, "end": place.span.end, "line": place.line, "column": place.column}


def _inside(macro: str, place: Place) -> dict[str, Any]:
    return {"macro": shortened(macro), "line": place.line, "column": place.column, "caret": place.caret()}
