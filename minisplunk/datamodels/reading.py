"""The JSON file of a data model in; the model out, with what was passed over.

The form is the one of the files that Splunk writes: `objects` with `objectName`, `parentName`, `fields`, `constraints`,
`calculations`, and the `baseSearch` of a root that is a search. An object or a calculation that cannot be read costs
itself, and what hangs on it; a file that is no JSON object costs the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

import orjson

from ..lookups.enrichment import Pair
from .model import COMMON, Calculation, Dataset, Eval, Field, GeoIp, Lookup, Model, Rex

EVENT, SEARCH, TRANSACTION = "BaseEvent", "BaseSearch", "BaseTransaction"
_BASES = {EVENT, SEARCH, TRANSACTION, "BaseInterface", "BaseImplements", ""}
Of = TypeVar("Of")
MAX_DEPTH = 50
"""Of datasets below each other; ours."""


class ModelError(ValueError):
    """A file, or a part of one, that is no data model."""


@lru_cache(maxsize=256)
def read(content: bytes, name: str) -> Model:
    """Raises ModelError, worded as splunkd words it, when there is no model at all."""
    try:
        document = orjson.loads(content)
    except ValueError as error:
        raise ModelError(f"JSON for model '{name}' is invalid.") from error
    if not isinstance(document, dict) or not isinstance(document.get("objects"), list):
        raise ModelError(f"JSON for model '{name}' is invalid: it has no list of objects.")
    faults: list[str] = []
    objects: dict[str, dict[str, Any]] = {}
    for place, written in enumerate(document["objects"]):
        if not isinstance(written, dict) or not isinstance(written.get("objectName"), str):
            faults.append(f"object {place + 1} has no objectName")
        elif written["objectName"] in objects:
            faults.append(f"the object '{written['objectName']}' is there twice")
        else:
            objects[written["objectName"]] = written
    below: dict[str, list[str]] = {}
    for child, written in objects.items():
        below.setdefault(_text(written, "parentName"), []).append(child)
    tree = _Tree(objects, below, faults)
    roots = tuple(tree.dataset(name, "", 0) for name, each in objects.items() if _text(each, "parentName") in _BASES)
    known = {dataset.name for root in roots for dataset in root.walk()}
    faults += [f"the object '{lost}' hangs on none of the roots" for lost in objects if lost not in known]
    if document["objects"] and not roots:
        raise ModelError(f"JSON for model '{name}' is invalid: it has no root.")
    return Model(name, roots, tuple(faults))


class _Tree:
    def __init__(
        self, objects: Mapping[str, dict[str, Any]], below: Mapping[str, list[str]], faults: list[str]
    ) -> None:
        self._objects, self._below, self._faults = objects, below, faults

    def dataset(self, name: str, parent: str, depth: int) -> Dataset:
        """An object with all that are below it."""
        written = self._objects[name]
        lineage = f"{parent}.{name}" if parent else name
        base = "" if parent else _text(written, "parentName")
        if depth >= MAX_DEPTH:
            self._faults.append(f"what is below '{name}' is more than {MAX_DEPTH} deep")
        children = self._below.get(name, ()) if depth < MAX_DEPTH else ()
        return Dataset(
            name,
            lineage,
            constraints=tuple(self._each(written, "constraints", name, _constraint)),
            fields=tuple(self._each(written, "fields", name, lambda field: _field(field, lineage))),
            calculations=tuple(
                self._each(written, "calculations", name, lambda calculation: _calculation(calculation, lineage))
            ),
            children=tuple(self.dataset(child, lineage, depth + 1) for child in children),
            search=_text(written, "baseSearch") if base == SEARCH else "",
            transaction=base == TRANSACTION,
        )

    def _each(self, written: Mapping[str, Any], key: str, name: str, read: Callable[[Any], Of]) -> Iterator[Of]:
        """What is read of each entry of a list; one that cannot be read is a fault."""
        entries = written.get(key) or []
        if not isinstance(entries, list):
            self._faults.append(f"{key} of '{name}' is no list")
            return
        for place, entry in enumerate(entries):
            yield from self._one(entry, f"{key} {place + 1} of '{name}'", read)

    def _one(self, entry: Any, called: str, read: Callable[[Any], Of]) -> Iterator[Of]:
        if not isinstance(entry, dict):
            self._faults.append(f"{called} is no object")
            return
        try:
            yield read(entry)
        except ModelError as error:
            self._faults.append(f"{called}: {error}")


def _text(written: Mapping[str, Any], key: str) -> str:
    value = written.get(key)
    return value if isinstance(value, str) else ""


def _required(written: Mapping[str, Any], key: str) -> str:
    value = _text(written, key)
    if not value.strip():
        raise ModelError(f"it has no {key}")
    return value


def _constraint(written: Mapping[str, Any]) -> str:
    return _required(written, "search")


def _field(written: Mapping[str, Any], lineage: str) -> Field:
    """Its owner says where it is defined; without one it is the object that it stands in."""
    name = _required(written, "fieldName")
    owner = _text(written, "owner") or lineage
    common = name in COMMON or owner in _BASES
    kind = _text(written, "type") or ("timestamp" if name == "_time" else "string")
    return Field(name, "" if common else owner, written.get("required") is True, kind)


def _calculation(written: Mapping[str, Any], lineage: str) -> Calculation:
    kind = _required(written, "calculationType")
    outputs = entries(written.get("outputFields"))
    fields = tuple(_field({"owner": written.get("owner"), **entry}, lineage) for entry in outputs)
    if not fields:
        raise ModelError("it has no outputFields")
    match kind.lower():
        case "eval" if len(fields) == 1:
            return Eval(fields, _required(written, "expression"))
        case "rex":
            return Rex(fields, _text(written, "inputField") or "_raw", _required(written, "expression"))
        case "lookup":
            inputs = tuple(_inputs(lookup_inputs(written)))
            if not inputs:
                raise ModelError("it has no lookupInputs")
            return Lookup(fields, _required(written, "lookupName"), inputs, _columns(outputs))
        case "geoip":
            return GeoIp(fields, _required(written, "inputField"), _columns(outputs))
    raise ModelError(f"a calculation of the type '{kind}' with {len(fields)} output fields")


def entries(listed: Any) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def lookup_inputs(written: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The inputs of a lookup. Splunk 6.0 had one, which stood in the calculation itself (splunk-sdk-javascript's data
    models are of that time)."""
    if "lookupInputs" in written or "inputField" not in written:
        return entries(written.get("lookupInputs"))
    return [{key: written[key] for key in ("lookupField", "inputField") if key in written}]


def _inputs(listed: Any) -> Iterator[Pair]:
    for entry in entries(listed):
        field = _required(entry, "inputField")
        yield Pair(_text(entry, "lookupField") or field, field)


def _columns(outputs: Iterable[Mapping[str, Any]]) -> tuple[Pair, ...]:
    names = ((_text(entry, "lookupOutputFieldName"), _text(entry, "fieldName")) for entry in outputs)
    return tuple(Pair(column or field, field) for column, field in names)
