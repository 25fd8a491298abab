"""A dataset as commands read it: the search terms of its events, and how these become its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ..dataclass import dataclass
from ..errors import PlacedError, Span
from ..spl.ast import SearchTerm
from ..spl.command import Command, Context, PerRow, Reducer
from ..spl.fields import Fields
from ..values import Row
from .tree import Node, Shape, other, planned, reader, supplied


@dataclass(frozen=True)
class Rows:
    """Implements spl.datasets.Dataset. `before`: the commands of a root's own search, which its events go through;
    `text`: the whole in SPL; `span`: where the user names the dataset; `faults`: what is left out of it."""

    root: Node
    shape: Shape
    base: SearchTerm
    before: tuple[Command, ...]
    accelerated: bool
    text: str
    span: Span
    faults: tuple[str, ...] = ()

    def supplies(self) -> frozenset[str] | None:
        return supplied(self.root, self.shape)

    def needs(self, wanted: Fields) -> Fields:
        needed = Fields.of(planned(self.root, wanted, self.shape).needs) | other(wanted, self.root, self.shape)
        for command in reversed(self.before):
            needed = command.needs(needed)
        return needed

    def operator(self, wanted: Fields, search: Context) -> PerRow:
        for fault in self.faults:
            search.message("WARN", fault)
        commands = [_per_row(command, search) for command in self.before]
        with self._placed():
            of_tree = reader(self.root, wanted, self.shape, search)

        def run(events: Iterable[Row]) -> Iterator[Row]:
            for command in commands:
                events = command(events)
            with self._placed():
                yield from of_tree(events)

        return run

    @contextmanager
    def _placed(self) -> Iterator[None]:
        """A place in the text of the model, or none, becomes the one where the user names the dataset."""
        try:
            yield
        except PlacedError as error:
            raise type(error)(error.message, self.span) from error

    def written(self) -> str:
        return self.text


def _per_row(command: Command, search: Context) -> PerRow:
    operator = command.operator(search)
    assert not isinstance(operator, Reducer)  # such a command is refused when the dataset is made
    return operator
