"""An event with tables in, its fields so far, and how its tables are read in; events of the tables' rows out.

props.conf.spec, KV_MODE: multi is as the multikv command; multi:<name> as it is with a stanza of multikv.conf, which
Splunk's own add-ons write as multi_<name> too (Splunk_TA_vmware). They calculate fields of each row then, so rows are
made before aliases and calculations. [unverified]: a row has its line as raw text, in which the search's words are not
looked for again, though its comparisons are; the names of columns that are found are cleaned; an event without a
table stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..conf import View
from ..documents.table import Detection, TableRow
from ..errors import NotFound
from ..functions.regex import MatchLimit
from ..spl.fields import Fields
from .default import Event
from .names import clean, keeper
from .sections import layout_of
from .stage import Rows

Read = Callable[[str], Iterator[TableRow]]
"""Reads the rows of the tables in a text. MatchLimit when a regular expression of multikv.conf goes too far."""


def detecting(how: Detection) -> Read:
    """Finds tables by how they look."""

    def read(text: str) -> Iterator[TableRow]:
        return (TableRow(line, {clean(name): value for name, value in cells.items()}) for line, cells in how.rows(text))

    return read


def reader(view: View, name: str) -> Read:
    """As a stanza of multikv.conf says. Raises NotFound and ConfError."""
    stanza = view.conf("multikv").stanzas.get(name)
    if stanza is None:
        raise NotFound(f"There is no stanza [{name}] in multikv.conf.")
    return layout_of(stanza).rows


def rows_of(read: Read, wanted: Fields, told: Callable[[MatchLimit], None]) -> Rows:
    """Makes an event of each row, with the wanted ones of its fields."""
    keep = keeper(wanted)

    def rows(event: Event, raw: str) -> list[tuple[Event, str]]:
        try:
            return [(row(event, found), found.text) for found in read(raw)]
        except MatchLimit as error:
            told(error)
            return []

    def row(event: Event, found: TableRow) -> Event:
        made = {**event, **{name: value for name, value in found.cells.items() if keep(name)}}
        if "_raw" in made:
            made["_raw"] = found.text
        if "linecount" in made:
            made["linecount"] = "1"
        return made

    return rows
