"""What a person writes for data, FILE or FILE:SOURCETYPE -> the file and its source type.

A path may have colons itself, and so may a source type (aws:cloudtrail): the longest beginning that names something
counts, up to a colon or to the end.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .. import lazy_re
from ..dataclass import dataclass
from ..ingest.places import is_place, split_place
from .remote import is_url

STANDARD_INPUT = Path("-")
"""What a user writes for it; the source of its events is `stdin`."""
_URL = lazy_re.compile(r"(https?://[^/?#]*/(?:[^/?:]*/)*[^/?:]*[.#][^/?:]*):(.*)", re.IGNORECASE | re.DOTALL)
"""One whose last part has an ending or a hash, up to the first colon after that; %3A is one that is part of it."""


@dataclass(frozen=True, slots=True)
class Data:
    """`path`: a file, a folder, or STANDARD_INPUT; `sourcetype`: the one that the user says with it, empty for none;
    `place`: the URL of a place such as s3://bucket/prefix in place of the path, empty for none."""

    path: Path
    sourcetype: str = ""
    place: str = ""

    @classmethod
    def of(cls, text: str) -> Data:
        name, sourcetype = split(text)
        return cls(Path(), sourcetype, name) if is_place(name) else cls(Path(name), sourcetype)


def split(text: str) -> tuple[str, str]:
    """The name of something that is there, or of a URL, and the source type after it; all of a text that names nothing
    is a name."""
    if is_place(text):
        return split_place(text)
    if is_url(text):
        match = _URL.fullmatch(text)
        return (text, "") if match is None else (match[1], match[2])
    end = next((end for end in _ends(text) if _is_there(text[:end])), len(text))
    return text[:end], text[end + 1 :]


def names(text: str) -> bool:
    """Whether it names something that is there, with or without a source type."""
    return is_place(text) or any(_is_there(text[:end]) for end in _ends(text))


def missing(name: str) -> str:
    """What is said of a name that names nothing."""
    beside = ", nor one that ends before a colon of it" if ":" in name else ""
    return f"There is no file or folder {name}{beside}"


def set_apart(given: Iterable[Data]) -> frozenset[Path]:
    """Files that are given with a source type, so that they are not read once more as files of a folder."""
    return frozenset(
        data.path.resolve() for data in given if data.sourcetype and not data.place and data.path.is_file()
    )


def _is_there(name: str) -> bool:
    return name == str(STANDARD_INPUT) or os.path.exists(name)  # noqa: PTH110 - Path.exists raises for long names


def _ends(text: str) -> Iterator[int]:
    """Where a name may end, the longest first. The colon after the letter of a drive ends none."""
    yield len(text)
    yield from (place for place in range(len(text) - 1, 0, -1) if text[place] == ":" and not _of_drive(text, place))


def _of_drive(text: str, place: int) -> bool:
    return place == 1 and text[0].isalpha() and text[2:3] in ("/", "\\")
