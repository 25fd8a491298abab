"""The contract of datasets: what a command that reads one knows of it, and of the models that there are."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from ..dataclass import dataclass
from ..errors import Span, UnsupportedSpl
from .ast import SearchTerm
from .fields import Fields

if TYPE_CHECKING:
    from .command import Context, PerRow


class Naming(Enum):
    """How the fields of a dataset's rows are named."""

    TREE = "tree"
    """`All_Traffic.src`, for the root and all that is below it, with `nodename`: as tstats reads a model."""
    LINEAGE = "lineage"
    """`All_Traffic.src`, for one dataset and what it inherits; `is_<child>` of its children."""
    FLAT = "flat"
    """As LINEAGE, without what stands before the field's own name."""


@dataclass(frozen=True, slots=True)
class DatasetField:
    """`shown`: its name in rows of LINEAGE; `type`: string, number, boolean, ipv4, timestamp; objectCount for what
    counts the dataset's rows, childCount for what says whether one is of a child."""

    name: str
    shown: str
    type: str


class Dataset(Protocol):
    """A dataset of a data model as a source of rows: events that search terms find, each taken through its steps."""

    @property
    def base(self) -> SearchTerm | None:
        """The terms of the events that it reads; None for one whose rows are the results of a search."""

    @property
    def accelerated(self) -> bool: ...

    def supplies(self) -> frozenset[str] | None:
        """The fields that its rows may have; None where they keep the other fields of events."""

    def needs(self, wanted: Fields) -> Fields:
        """The fields that events must have for rows with the `wanted` ones."""

    def operator(self, wanted: Fields, search: Context) -> PerRow:
        """Events -> rows that have those of the wanted fields that there are. It may change the events."""

    def written(self) -> str:
        """The dataset as a search, in SPL."""


class Models(Protocol):
    """The data models that the app context of a search has."""

    def names(self) -> Sequence[str]: ...

    def json(self, model: str, dataset: str | None, span: Span) -> str:
        """What the data model command shows of a model, or of a dataset of it. Raises SplError as `dataset` does."""

    def dataset(self, model: str, dataset: str | None, naming: Naming, span: Span, *, strict: bool = True) -> Dataset:
        """A dataset, by default the first root of its model. Without `strict` its rows keep the other fields of events.

        Raises SplError for one that there is not, or that is not as it should be; UnsupportedSpl for a transaction.
        """

    def fields(self, model: str, dataset: str, span: Span) -> tuple[str, Sequence[DatasetField]]:
        """The lineage of a dataset and its fields, with those that it inherits. Raises SplError as `dataset` does."""


class NoModels:
    """For who reads a search outside of an app context: whether there is a model is not known."""

    def names(self) -> Sequence[str]:
        return ()

    def json(self, model: str, dataset: str | None, span: Span) -> str:
        raise _unknown(span)

    def dataset(self, model: str, dataset: str | None, naming: Naming, span: Span, *, strict: bool = True) -> Dataset:
        raise _unknown(span)

    def fields(self, model: str, dataset: str, span: Span) -> tuple[str, Sequence[DatasetField]]:
        raise _unknown(span)


def _unknown(span: Span) -> UnsupportedSpl:
    return UnsupportedSpl("A data model cannot be read here: no app is known that has it.", span)
