"""A data model as somebody writes it in; the file that is kept of it, and all that Splunk says of it, out.

Splunk shows a dataset with what it inherits, and with what it makes by itself: a field that counts it, fields that say
whether an event is of a child, searches. A file has none of these, so that a model that was shown can be written back.
The form is that of the models in the tests of splunk-sdk-javascript, which splunkd has shown. [unverified]: the texts
of searches, which are minisplunk's own, and how the ids of made calculations are found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha1
from typing import Any

import orjson

from ..errors import shortened
from ..spl.datasets import Naming
from ..spl.quoting import quoted
from .model import COMMON, Dataset, chains
from .reading import EVENT, SEARCH, TRANSACTION, ModelError, entries, lookup_inputs, read
from .written import Chain, calculated, found, named, renamed

Written = Mapping[str, Any]
_KINDS = {EVENT: "Event-Based", TRANSACTION: "Transaction-Based", SEARCH: "Search-Based"}
_MADE = ("objectSearch", "objectSearchNoFields", "previewSearch", "autoextractSearch", "tsidxNamespace", "lineage")
_OF_ROOT = ("baseSearch", "groupByFields", "objectsToGroup", "transactionMaxTimeSpan", "transactionMaxPause")
MOST_SHOWN = 20_000
"""Of fields, calculations and constraints of all datasets together, each with those that it inherits; ours. It takes a
second to say so much."""
_LISTS = ("fields", "calculations", "constraints")
_COUNTS, _FLAGS = "objectCount", "childCount"
"""The types of the fields that Splunk makes."""
_TYPES = {"_time": "timestamp", "duration": "number", "eventcount": "number"}


def stored(text: str, name: str) -> bytes:
    """The file of a new model. Raises ModelError, and says why, for what is none, and for one of which Splunk would
    pass over a part."""
    try:
        document = orjson.loads(text)
    except ValueError as error:
        raise ModelError(f"JSON for model '{name}' is invalid: {error}.") from error
    if isinstance(document, dict):
        document = {key: value for key, value in document.items() if key not in ("objectSummary", "objectNameList")}
        document = {"modelName": "", "displayName": name, "description": "", **document}
        document["modelName"] = name
        if isinstance(document.get("objects"), list):
            document["objects"] = [*_own(document["objects"])]
    content = orjson.dumps(document, option=orjson.OPT_INDENT_2)
    model = read(content, name)
    if model.faults:
        raise ModelError(f"JSON for model '{name}' is invalid: {shortened('; '.join(model.faults))}.")
    if sum(map(_shown, chains(model))) > MOST_SHOWN:
        raise ModelError(f"The data model '{name}' is too large: with what they inherit, its datasets have too much.")
    return content


def _shown(chain: Chain) -> int:
    """How much there is to say of the last dataset of a chain, its common fields too."""
    return len(COMMON) + sum(len(each.fields) + len(each.calculations) + len(each.constraints) for each in chain)


def empty(name: str) -> bytes:
    """The file of a model that has no dataset yet."""
    return stored('{"objects": []}', name)


def _own(objects: list[Any]) -> Iterator[Any]:
    """Objects without what they have from their parents, or from Splunk."""
    by_name = {each["objectName"]: each for each in entries(objects) if isinstance(each.get("objectName"), str)}
    children = _children(by_name.values())
    for written in objects:
        if not isinstance(written, dict) or not isinstance(written.get("objectName"), str):
            yield written
            continue
        parent: Written = by_name.get(str(written.get("parentName")), {})
        kept = {key: value for key, value in written.items() if key not in _MADE}
        for key in _LISTS:
            if isinstance(kept.get(key), list):
                inherited = entries(parent.get(key))
                kept[key] = [each for each in kept[key] if each not in inherited and not _made(each, written)]
        yield {**kept, "children": children.get(written["objectName"], [])}


def _made(entry: Any, of: Written) -> bool:
    if not isinstance(entry, dict):
        return False
    outputs = entries(entry.get("outputFields"))
    counts = entry.get("type") == _COUNTS and entry.get("fieldName") == of["objectName"]
    return counts or (bool(outputs) and all(output.get("type") == _FLAGS for output in outputs))


def _children(objects: Iterable[Written]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for each in objects:
        children.setdefault(str(each.get("parentName")), []).append(each["objectName"])
    return children


@lru_cache(maxsize=64)
def described(content: bytes, name: str, *, concise: bool = False) -> dict[str, Any]:
    """All that Splunk says of a model, or, `concise`, of its datasets only what they are called. Raises ModelError.
    Nobody changes it."""
    model, document = read(content, name), orjson.loads(content)
    by_name = {chain[-1].name: chain for chain in chains(model)}
    objects = {each["objectName"]: each for each in reversed(entries(document["objects"])) if each.get("objectName")}
    names = [each["objectName"] for each in entries(document["objects"]) if each.get("objectName") in by_name]
    bases = Counter(_base(objects, by_name[each]) for each in names)
    return {
        "modelName": name,
        "displayName": _text(document, "displayName"),
        "description": _text(document, "description"),
        "objectSummary": {kind: bases[base] for base, kind in _KINDS.items()},
        **({} if concise else {"objects": [_object(objects, by_name[each]) for each in dict.fromkeys(names)]}),
        "objectNameList": [*dict.fromkeys(names)],
    }


def _base(objects: Mapping[str, Written], chain: Chain) -> str:
    base = _text(objects[chain[0].name], "parentName")
    return base if base in _KINDS else EVENT


def _object(objects: Mapping[str, Written], chain: Chain) -> dict[str, Any]:
    dataset, root = chain[-1], objects[chain[0].name]
    written = objects[dataset.name]
    return {
        "objectName": dataset.name,
        "displayName": _text(written, "displayName") or dataset.name,
        "parentName": _text(written, "parentName") or EVENT,
        "comment": _text(written, "comment"),
        **{key: root[key] for key in _OF_ROOT if key in root},
        "fields": [*_fields(objects, chain)],
        "calculations": [*_calculations(objects, chain)],
        "constraints": [
            {"search": text, "owner": each.lineage} for each in chain for text in each.constraints
        ],
        "lineage": dataset.lineage,
        "children": [child.name for child in dataset.children],
        "tsidxNamespace": "",
        **_searches(chain),
    }  # fmt: skip


def _searches(chain: Chain) -> dict[str, str]:
    """None for transactions, which minisplunk does not make."""
    if chain[0].transaction:
        return dict.fromkeys(("autoextractSearch", "previewSearch", "objectSearchNoFields", "objectSearch"), "")
    base, steps = found(chain[:1]), calculated(chain)
    fields = [*named(chain, Naming.LINEAGE)]
    return {
        "autoextractSearch": _piped(base),
        "previewSearch": _piped([*base, *steps]),
        "objectSearchNoFields": _piped([*base, *steps, *renamed(chain)]),
        "objectSearch": _piped([*base, *steps, *fields]),
    }


def _piped(commands: list[str]) -> str:
    first, *rest = commands
    if not first.lstrip().startswith("|"):
        first = f"| {first}" if first.split(None, 1)[0] == "search" else f"| search {first}"
    return " | ".join((first, *rest))


def _fields(objects: Mapping[str, Written], chain: Chain) -> Iterable[dict[str, Any]]:
    """What comes from the base, then what each dataset defines, an own one in place of an inherited one."""
    base, dataset = _base(objects, chain), chain[-1]
    inherited = {EVENT: COMMON, TRANSACTION: ("_time", "duration", "eventcount"), SEARCH: ()}[base]
    fields = {each: _field({"fieldName": each, "editable": False}, base) for each in inherited}
    for each in chain:
        own = entries(objects[each.name].get("fields"))
        fields.update((field["fieldName"], _field(field, each.lineage)) for field in own if field.get("fieldName"))
    title = _text(objects[dataset.name], "displayName") or dataset.name
    count = {"fieldName": dataset.name, "displayName": title, "type": _COUNTS, "editable": False}
    fields.setdefault(dataset.name, _field(count, dataset.lineage))
    return fields.values()


def _field(written: Written, owner: str) -> dict[str, Any]:
    name, required = str(written["fieldName"]), written.get("required") is True
    return {
        "fieldName": name,
        "owner": _text(written, "owner") or owner,
        "type": _text(written, "type") or _TYPES.get(name, "string"),
        "fieldSearch": f"{name}=* " if required else "",
        "required": required,
        "multivalue": written.get("multivalue") is True,
        "hidden": written.get("hidden") is True,
        "editable": written.get("editable") is not False,
        "displayName": _text(written, "displayName") or name,
        "comment": _text(written, "comment"),
        **{key: written[key] for key in ("lookupOutputFieldName",) if key in written},
    }


def _calculations(objects: Mapping[str, Written], chain: Chain) -> Iterator[dict[str, Any]]:
    for each in chain:
        for written in entries(objects[each.name].get("calculations")):
            yield _calculation(written, each.lineage)
    for child in chain[-1].children:
        yield from _flags(chain[-1], child)


def _calculation(written: Written, lineage: str) -> dict[str, Any]:
    owner = _text(written, "owner") or lineage
    shown = {
        "calculationID": _text(written, "calculationID") or _id(orjson.dumps(written).decode()),
        "calculationType": _text(written, "calculationType"),
        "owner": owner,
        "editable": written.get("editable") is not False,
        "comment": _text(written, "comment"),
        "outputFields": [
            _field(field, owner) for field in entries(written.get("outputFields")) if field.get("fieldName")
        ],
        **{key: written[key] for key in ("expression", "inputField", "lookupName") if key in written},
    }
    return {**shown, "lookupInputs": lookup_inputs(written)} if "lookupName" in written else shown


def _flags(parent: Dataset, child: Dataset) -> Iterator[dict[str, Any]]:
    """Whether an event is of a child, and whether it is not."""
    terms = f" {' '.join(f'({text})' for text in child.constraints)} "
    for name, search in ((f"is_{child.name}", terms), (f"is_not_{child.name}", f"NOT({terms})")):
        expression = f"if(searchmatch({quoted(search)}),1,0)"
        field = {"fieldName": name, "type": _FLAGS, "editable": False}
        made = {"calculationID": _id(f"{parent.lineage}.{name}"), "calculationType": "Eval", "expression": expression}
        yield _calculation({**made, "editable": False, "outputFields": [field]}, parent.lineage)


def _id(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


def _text(written: Written, key: str) -> str:
    value = written.get(key)
    return value if isinstance(value, str) else ""
