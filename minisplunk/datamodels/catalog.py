"""The view of a context in; its data models, and their datasets as commands read them, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson

from .. import plain_files
from ..conf import View
from ..conf.files import MODELS
from ..conf.parser import Stanza
from ..errors import PIPELINE, PlacedError, Span, SplError, UnsupportedSpl
from ..fields.macros import expanded
from ..functions import Environment
from ..spl.ast import And, Comparison, SearchTerm, conjuncts, mapped, walk
from ..spl.command import Command
from ..spl.datasets import DatasetField, Naming
from ..spl.fields import Fields
from ..spl.parser import parse_terms
from ..spl.pipelines import Resolve, parse
from .calculations import Step, step
from .model import COMMON, Calculation, Dataset, Model
from .reading import ModelError, read
from .rows import Rows
from .tree import Node, Shape
from .written import written

PROCESSOR = "Error in 'DataModelEvaluator': "
"""Faults of models are not the command's own (github.com/PaloAltoNetworks/Splunk-Apps, issue 10)."""


class Catalog:
    """Implements spl.datasets.Models over the model files and the datamodels.conf that a context sees.

    A model of which a part cannot be read is there without it, and says so to the job of a search that reads it.
    """

    def __init__(self, view: View, commands: Resolve, environment: Environment) -> None:
        self._view, self._commands, self._environment = view, commands, environment

    def names(self) -> Sequence[str]:
        return sorted(self._view.files(MODELS))

    def json(self, model: str, dataset: str | None, span: Span) -> str:
        content = self._content(model, span)
        found = _read(content, model, span)
        if dataset is None:
            return content.decode(errors="replace")
        name = _chain(found, dataset, span)[-1].name
        objects: list[dict[str, Any]] = orjson.loads(content)["objects"]
        return orjson.dumps(next(each for each in objects if each.get("objectName") == name)).decode()

    def dataset(self, model: str, dataset: str | None, naming: Naming, span: Span, *, strict: bool = True) -> Rows:
        found = _read(self._content(model, span), model, span)
        chain = _chain(found, dataset, span)
        if naming is Naming.TREE and len(chain) > 1:
            message = f"tstats reads roots alone: write datamodel={model} where nodename={chain[-1].lineage}."
            raise UnsupportedSpl(message, span)
        made = _Made(self._view, self._commands, self._environment, span)
        try:
            return made.rows(found, chain, naming, strict)
        except ModelError as error:
            message = f"{PROCESSOR}The dataset '{chain[-1].lineage}' of data model '{model}': {error}"
            raise SplError(message, span, PIPELINE) from error

    def fields(self, model: str, dataset: str, span: Span) -> tuple[str, Sequence[DatasetField]]:
        chain = _chain(_read(self._content(model, span), model, span), dataset, span)
        return chain[-1].lineage, [*_fields(chain)]

    def _content(self, name: str, span: Span) -> bytes:
        found = self._view.files(MODELS).get(name)
        if found is None:
            message = f"{PROCESSOR}Data model '{name}' was not found."
            raise SplError.of_undefined(f"the data model '{name}'", message, span)
        try:
            return plain_files.read(found[1])
        except OSError as error:
            raise SplError(
                f"{PROCESSOR}Data model '{name}' cannot be read: {error.strerror}.", span, PIPELINE
            ) from error


def _read(content: bytes, name: str, span: Span) -> Model:
    try:
        return read(content, name)
    except ModelError as error:
        raise SplError(f"{PROCESSOR}{error}", span, PIPELINE) from error


def _chain(model: Model, dataset: str | None, span: Span) -> tuple[Dataset, ...]:
    """The datasets from the root to the one that is asked for, which is the first root where none is."""
    chain = model.roots[:1] if dataset is None else model.chain(dataset)
    if not chain:
        which = "" if dataset is None else f" '{dataset}'"
        raise SplError(f"{PROCESSOR}Data model '{model.name}' has no dataset{which}.", span, PIPELINE)
    return chain


def _fields(chain: tuple[Dataset, ...]) -> Iterator[DatasetField]:
    found = {name: DatasetField(name, name, "timestamp" if name == "_time" else "string") for name in COMMON}
    for dataset in chain:
        found.update(
            (field.name, DatasetField(field.name, field.qualified, field.type)) for field in dataset.all_fields()
        )
        found.setdefault(dataset.name, DatasetField(dataset.name, dataset.name, "objectCount"))
    yield from found.values()
    for child in chain[-1].children:
        for name in (f"is_{child.name}", f"is_not_{child.name}"):
            yield DatasetField(name, f"{chain[-1].lineage}.{name}", "childCount")


class _Made:
    """Makes what a search reads of a dataset; all places in it are the one where the user names it."""

    def __init__(self, view: View, commands: Resolve, environment: Environment, span: Span) -> None:
        self._view, self._commands, self._environment, self._span = view, commands, environment, span
        self._faults: list[str] = []

    def rows(self, model: Model, chain: tuple[Dataset, ...], naming: Naming, strict: bool) -> Rows:
        if any(each.transaction for each in chain):
            raise UnsupportedSpl(f"The dataset '{chain[0].name}' makes transactions of events.", self._span)
        settings = self._view.conf("datamodels").stanzas.get(model.name)
        self._faults += [f"{PROCESSOR}Data model '{model.name}': {fault}." for fault in model.faults]
        base, before = self._searched(chain[0])
        node = self._tree(chain[0]) if naming is Naming.TREE else self._path(chain)
        accelerated, strictly, tags = _settings(settings, base)
        return Rows(
            node,
            Shape(naming, strict and strictly, tags),
            base,
            before,
            accelerated or self._enforced(model.name),
            written(chain, naming),
            self._span,
            tuple(self._faults),
        )

    def _enforced(self, model: str) -> bool:
        """Whether Enterprise Security keeps a model accelerated, whatever datamodels.conf says: it has an input for
        that, "Data model acceleration enforcement" (Install and Upgrade Splunk Enterprise Security)."""
        stanza = self._view.conf("inputs").stanzas.get(f"dm_accel_settings://{model}")
        if stanza is None or stanza.flag("disabled", strict=False):
            return False
        return stanza.flag("acceleration", strict=False)

    def _tree(self, dataset: Dataset, *, root: bool = True) -> Node:
        """A dataset with all that is below it."""
        children = tuple(self._tree(child, root=False) for child in dataset.children)
        return self._node(dataset, children, required=root, root=root)

    def _path(self, chain: tuple[Dataset, ...], *, root: bool = True) -> Node:
        """A dataset with the next of the chain below it, the last with its children."""
        dataset, *below = chain
        if below:
            children: tuple[Node, ...] = (self._path(tuple(below), root=False),)
        else:
            children = tuple(self._node(child, (), required=False, root=False) for child in dataset.children)
        return self._node(dataset, children, required=True, root=root)

    def _node(self, dataset: Dataset, children: tuple[Node, ...], *, required: bool, root: bool) -> Node:
        term = None if root else self._terms(dataset)
        return Node(dataset, term, tuple(self._steps(dataset)), children, required)

    def _steps(self, dataset: Dataset) -> Iterator[Step]:
        return (made for calculation in dataset.calculations for made in self._step(calculation))

    def _step(self, calculation: Calculation) -> Iterator[Step]:
        try:
            yield step(calculation)
        except ModelError as error:
            names = ", ".join(field.qualified for field in calculation.outputs)
            self._faults.append(f"{PROCESSOR}The calculation of {names} is left out: {error}")

    def _searched(self, root: Dataset) -> tuple[SearchTerm, tuple[Command, ...]]:
        """What a root finds its events by, and the commands of its own search that they go through."""
        terms = self._terms(root)
        if not root.search:
            return terms, ()
        try:
            pipeline = parse(expanded(root.search, self._view, self._environment), self._commands)
        except PlacedError as error:
            raise type(error)(
                f"{PROCESSOR}The search of '{root.name}': {error.message}", self._span, PIPELINE
            ) from error
        base = pipeline.base
        if base is None:
            raise UnsupportedSpl(f"The dataset '{root.name}' is a search that does not begin with events.", self._span)
        for stage in pipeline.stages[1:]:
            if not stage.command.kind.streaming or any(stage.command.inner(Fields.ALL)):
                message = f"The dataset '{root.name}' is a search with the command '{stage.command.name}'."
                raise UnsupportedSpl(message, self._span)
        commands = tuple(stage.command for stage in pipeline.stages[1:])
        return And((*conjuncts(_at(base, self._span)), *conjuncts(terms)), self._span), commands

    def _terms(self, dataset: Dataset) -> SearchTerm:
        """All constraints of a dataset."""
        terms = [term for text in dataset.constraints for term in conjuncts(self._term(text, dataset))]
        return And(tuple(terms), self._span)

    def _term(self, text: str, dataset: Dataset) -> SearchTerm:
        """A constraint, in which fields may have their prefix."""
        try:
            term = _at(parse_terms(expanded(text, self._view, self._environment).text), self._span)
        except UnsupportedSpl as error:
            raise UnsupportedSpl(f"A constraint of '{dataset.lineage}': {error.message}", self._span) from error
        except PlacedError as error:
            raise ModelError(f"the constraint {text!r}: {error.message}") from error
        return mapped(term, lambda inner: _plain(inner, dataset))


def _settings(settings: Stanza | None, base: SearchTerm) -> tuple[bool, bool, frozenset[str] | None]:
    """Of datamodels.conf: acceleration, strict_fields, and the tags that a field may show, None for all.

    datamodels.conf.spec, tags_whitelist: those of the constraints always count.
    """
    if settings is None:
        return False, True, None
    listed = [tag.strip() for tag in settings.get("tags_whitelist").split(",") if tag.strip()]
    tags = frozenset((*listed, *_tags(base))) if listed else None
    return settings.flag("acceleration", strict=False), settings.flag("strict_fields", True, strict=False), tags


def _tags(term: SearchTerm) -> Iterator[str]:
    for inner in walk(term):
        if isinstance(inner, Comparison) and inner.field == "tag":
            yield from inner.values


def _at(term: SearchTerm, span: Span) -> SearchTerm:
    """A term whose places are all one."""
    return mapped(term, lambda inner: replace(inner, span=span))


def _plain(term: SearchTerm, dataset: Dataset) -> SearchTerm:
    if not isinstance(term, Comparison) or "." not in term.field:
        return term
    owner, _, name = term.field.rpartition(".")
    return replace(term, field=name) if f"{dataset.lineage}.".startswith(f"{owner}.") else term
