"""What a lookup is to add to rows in; a function that adds it to one row, out.

An automatic lookup and the lookup command follow the same rules. props.conf.spec, LOOKUP-<class>: OUTPUT overwrites
the fields, and clears them when a row has all match fields and nothing matches; OUTPUTNEW writes a field only where
there was none; without either, all columns but the match fields are output. The command has the same two clauses
(Search Reference, lookup). Several matching rows make multivalue fields. [unverified]: each value of a multivalue
match field is looked up, several such fields in all combinations; and for the command, too, OUTPUTNEW counts field by
field, where the Search Reference speaks of events that have the output fields.

They differ when a lookup does not exist or lacks a column: an automatic one is left out with a message on the job, the
command fails. So `fault` only says what is missing, and the caller decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from ..spl.environment import Lookup
from ..values import Row, multivalue, texts


class Pair(NamedTuple):
    """A column of the lookup table, and the row's field that it is matched with or written to: `column AS field`."""

    column: str
    field: str


@dataclass(frozen=True, slots=True)
class Enrichment:
    """`table` is the lookup's name. No `outputs`: all columns but those of `inputs`. `new`: OUTPUTNEW."""

    table: str
    inputs: tuple[Pair, ...]
    outputs: tuple[Pair, ...] = ()
    new: bool = False

    def fault(self, table: Lookup) -> str:
        """What is wrong when columns are named here that the table does not have; empty when it has all."""
        for kind, pairs in (("lookup", self.inputs), ("destination", self.outputs)):
            if missing := [pair.column for pair in pairs if pair.column not in table.fields]:
                named = f"'{self.table}' has no {', '.join(missing)}"
                return f"Could not find all of the specified {kind} fields in the lookup table: {named}."
        return ""

    def outputs_of(self, table: Lookup) -> tuple[Pair, ...]:
        """The columns that are output, and the fields that they become."""
        matched = {pair.column for pair in self.inputs}
        return self.outputs or tuple(Pair(column, column) for column in table.fields if column not in matched)

    def filler(self, table: Lookup) -> Callable[[Row], None]:
        """Changes a row in place. A row that lacks a match field stays as it is."""
        columns, fields = [pair.column for pair in self.inputs], [pair.field for pair in self.inputs]
        outputs, new = self.outputs_of(table), self.new

        def fill(row: Row) -> None:
            keys = [texts(row.get(field)) for field in fields]
            if not all(keys):
                return
            matches = [
                match for values in product(*keys) for match in table.match(dict(zip(columns, values, strict=True)))
            ]
            for column, field in outputs:
                if new and row.get(field) is not None:
                    continue
                value = multivalue([text for match in matches for text in texts(match.get(column))])
                if value is None:
                    row.pop(field, None)
                else:
                    row[field] = value

        return fill
