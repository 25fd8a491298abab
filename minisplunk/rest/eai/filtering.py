"""The `search` parameter of a collection in, a test of its entries out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ...errors import PlacedError
from ...spl import matcher
from ...spl.ast import Comparison, Keyword
from ...spl.parser import parse_terms
from ...values import Row, Value, fold
from ..http import HttpError
from .entry import Content, Entry

EntryTest = Callable[[Entry], bool]
_BOOLEANS = {"true": "1", "t": "1", "false": "0", "f": "0"}
_ACL = "eai:acl."


def wanted(search: str) -> EntryTest:
    """The entries that a filter keeps (REST API Reference, "Pagination and filtering parameters").

    A word keeps those in which some field includes it, `field=value` looks at one field; AND, OR, NOT, != and * are as
    in a search.

    Raises HttpError 400 for a filter that cannot be read.
    """
    if not search.strip():
        return lambda entry: True
    try:
        test = matcher.combined(parse_terms(search), _test)
    except PlacedError as error:
        raise HttpError(400, error.message) from error
    return lambda entry: test(_row(entry))


def texts(value: Content) -> list[str]:
    """A value of an entry as the texts that a filter or a sort sees; booleans are 1 and 0."""
    if value is None:
        return []
    if isinstance(value, bool):
        return [str(int(value))]
    if isinstance(value, (str, int, float)):
        return [str(value)]
    items = value.values() if isinstance(value, Mapping) else value
    return [text for item in items for text in texts(item)]


def _test(term: Keyword | Comparison) -> matcher.Test:
    if isinstance(term, Comparison):
        return _comparison(term)
    text = fold(term.text.strip("*"))
    return lambda row: any(text in fold(value) for value in _all(row))


def _comparison(term: Comparison) -> matcher.Test:
    """`disabled=false` asks for the 0 that splunkd shows."""
    values = tuple(value for text in term.values for value in (text, _BOOLEANS.get(text.lower(), text)))
    return matcher.comparison_test(Comparison(term.field, term.op, values, term.span, term.case, term.whole))


def _row(entry: Entry) -> Row:
    about: dict[str, Content] = {
        **entry.content,
        "name": entry.name,
        "title": entry.name,
        f"{_ACL}app": entry.acl.app,
        f"{_ACL}owner": entry.acl.owner,
        f"{_ACL}sharing": entry.acl.sharing,
    }
    return {key: _value(texts(value)) for key, value in about.items()}


def _value(values: list[str]) -> Value:
    return values[0] if len(values) == 1 else values


def _all(row: Row) -> Iterator[str]:
    for key, value in row.items():
        if not key.startswith(_ACL):
            yield from value if isinstance(value, list) else [str(value)]
