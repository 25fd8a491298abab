"""datamodel: what data models there are, as JSON; or the events of a dataset, with its fields.

[unverified]: which names the fields of children have, and that `acceleration_search` finds what `search` does. A mode
in place of a dataset is taken, as public searches have it, for that of the first root of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..dataclass import dataclass
from ..operators.datasets import rows_of
from ..spl.arguments import Reader, boolean
from ..spl.ast import SearchTerm
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.datasets import Dataset, Naming
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row

_OPTIONS: dict[str, Reader] = {
    "strict_fields": boolean,
    "summariesonly": boolean,
    "allow_old_summaries": boolean,  # there are no summaries, so none is old
}
_MODES = {"search": Naming.LINEAGE, "flat": Naming.FLAT, "acceleration_search": Naming.LINEAGE}
_STRING = "_string"


@dataclass(frozen=True, slots=True)
class Datamodel(Command):
    """`shown`: texts that it gives, without reading events; else the rows of `dataset`, whose `model` has that name."""

    name = "datamodel"
    kind = Kind.GENERATING
    takes = _OPTIONS

    shown: tuple[Row, ...] = ()
    dataset: Dataset | None = None
    model: str = ""
    summaries: bool = False
    wanted: Fields = Fields.ALL

    @classmethod
    def parse(cls, p: Parser) -> Datamodel:
        """`[<model> [<dataset> [<mode>]]] [<option>...]` (searchbnf.conf, datamodel-command)."""
        options: dict[str, Any] = {}
        words: list[str] = []
        place = p.rest()
        while (token := p.peek()) is not None:
            if p.option(_OPTIONS, options):
                continue
            if len(words) == 3 or token.kind == "punctuation" or p.at_option():
                raise p.invalid(token)
            place = p.next().span
            words.append(token.text)
        models = p.around.models()
        if not words:
            shown: list[Row] = [{"_raw": models.json(name, None, place), "modelName": name} for name in models.names()]
            return cls(tuple(shown))
        if len(words) == 2 and words[1].lower().removesuffix(_STRING) in _MODES:
            words.insert(1, "")
        model, dataset = words[0], (words[1] if len(words) > 1 else None) or None
        if len(words) < 3:
            return cls(({"_raw": models.json(model, dataset, place)},))
        mode = words[2].lower()
        naming = _MODES.get(mode.removesuffix(_STRING))
        if naming is None:
            raise p.error(f"Invalid mode: '{words[2]}'.", place)
        found = models.dataset(model, dataset, naming, place, strict=options.get("strict_fields", True))
        if mode.endswith(_STRING):
            return cls(({mode: found.written()},))
        return cls((), found, model, options.get("summariesonly", False))

    @property
    def base(self) -> SearchTerm | None:
        return None if self.dataset is None else self.dataset.base

    def needs(self, wanted: Fields) -> Fields:
        return Fields() if self.dataset is None else self.dataset.needs(wanted)

    def columns(self, before: Columns | None) -> Columns | None:
        return None

    def narrowed(self, wanted: Fields) -> Datamodel:
        return replace(self, wanted=wanted)

    def operator(self, search: Context) -> PerRow:
        if self.dataset is None:
            return self._show
        return rows_of(self.dataset, self.model, self.wanted, search, summaries=self.summaries)

    def _show(self, rows: Iterable[Row]) -> Iterator[Row]:
        return (dict(row) for row in self.shown)
