"""Entries in, the page of them that a request asks for out: count, offset, search, sort_key, sort_dir, sort_mode, f."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from ...values import fold, number
from ..http import HttpError, Request
from .arguments import whole_number
from .entry import Content, Entry, Feed
from .filtering import texts, wanted

PER_PAGE = 30
_SORTING = ("sort_key", "sort_dir", "sort_mode")


def paged(
    request: Request, title: str, entries: Iterable[Entry], *, links: Sequence[str] = (), newest_first: bool = False
) -> Feed:
    """A collection as the request wants to see it (REST API Reference, "Pagination and filtering parameters").

    `count` is 30 unless given, 0 is all. A direction or mode of sorting alone is about names; where the newest come
    first, as jobs do, it is about their age. Raises HttpError 400 for parameters that cannot be read.
    """
    test = wanted(request.get("search"))
    passing = _sorted(request, [entry for entry in entries if test(entry)], newest_first)
    count, offset = natural(request, "count", PER_PAGE), natural(request, "offset", 0)
    page = passing[offset : offset + count] if count else passing[offset:]
    return Feed(title, [_chosen(request, entry) for entry in page], total=len(passing), offset=offset, links=links)


def natural(request: Request, name: str, default: int) -> int:
    """A parameter that counts something; -1 is 0, which is all. HttpError 400 for anything else."""
    value = request.get(name).strip()
    if not value:
        return default
    if value == "-1":
        return 0
    return whole_number(name, value)


def _sorted(request: Request, entries: list[Entry], newest_first: bool) -> list[Entry]:
    name, direction = request.get("sort_key"), request.get("sort_dir", "asc")
    mode = request.get("sort_mode", "auto")
    if mode not in _SORT_MODES:
        raise HttpError(400, f"Invalid value for argument 'sort_mode': {mode!r} is none of {', '.join(_SORT_MODES)}.")
    if direction not in ("asc", "desc"):
        raise HttpError(400, f"Invalid value for argument 'sort_dir': {direction!r} is neither asc nor desc.")
    if not name and newest_first:
        return entries[::-1] if request.get("sort_dir") == "asc" else entries
    if not any(request.get(parameter) for parameter in _SORTING):
        return entries
    key = _SORT_MODES[mode]
    return sorted(entries, key=lambda entry: key(_value(entry, name or "name")), reverse=direction == "desc")


def _chosen(request: Request, entry: Entry) -> Entry:
    """The entry with the fields alone that `f` names; `*` is a wildcard."""
    patterns = request.params.get("f")
    if not patterns:
        return entry
    content = {key: value for key, value in entry.content.items() if any(fnmatchcase(key, p) for p in patterns)}
    return replace(entry, content=content)


def _value(entry: Entry, name: str) -> Content:
    return entry.name if name in ("name", "title") else entry.content.get(name)


def _text(value: Content) -> str:
    return " ".join(texts(value))


def _automatic(value: Content) -> tuple[Any, ...]:
    text = _text(value)
    numeric = number(text)
    return (1, fold(text)) if numeric is None else (0, numeric)


_SORT_MODES: dict[str, Callable[[Content], tuple[Any, ...]]] = {
    "auto": _automatic,
    "alpha": lambda value: (fold(_text(value)),),
    "alpha_case": lambda value: (_text(value),),
    "num": lambda value: (number(_text(value)) or 0,),
}
