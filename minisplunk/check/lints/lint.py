"""What a lint is: its number, what it finds in a few words, and the function that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ...dataclass import dataclass
from ...errors import Place
from ..finding import Finding
from .flow import ReadSearch
from .installed import Installed


class Remark(NamedTuple):
    """What a lint has to say of a search: what and how to mend it, and the place in the text that the user wrote."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class SearchLint:
    """One of a search, be it of an app or of a library: SPL1xx.

    `name`: what is found, in a few words; `on`: whether it is looked for unless somebody says otherwise; `eventtypes`:
    whether the searches of event types are looked at, too.
    """

    code: str
    name: str
    find: Callable[[ReadSearch], Iterator[Remark]]
    on: bool = True
    eventtypes: bool = False


@dataclass(frozen=True, slots=True)
class AppLint:
    """One of an installed app, such as of the settings of its saved searches: SPL2xx. What it finds gets its code from
    here."""

    code: str
    name: str
    find: Callable[[Installed], Iterator[Finding]]
    on: bool = True


Lint = SearchLint | AppLint
