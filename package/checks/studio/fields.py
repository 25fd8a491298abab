"""Fields that panels name: the data source outputs them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...finding import Finding
from ...unpacked import Unpacked
from .dashboard import dashboards
from .document import Value
from .expressions import Step, expressions, steps
from .queries import output
from .tokens import CLICKED, tokens

PRIMARY = "primary"
BY_NAME = frozenset({"frameBySeriesNames", "frameBySeriesNamesOrIndexes", "frameWithoutSeriesNames", "seriesByName"})
RENAMING = frozenset({"frame", "prepend", "renameSeries"})
"""After these, names are others than those of the data source."""
FIELD_OPTIONS = (
    "additionalTooltipFields", "categoryField", "durationField", "labelField", "overlayFields", "sizeField",
    "valueField", "xField", "y2Fields", "yField", "yFields",
)  # fmt: skip
"""Options whose value is a field, or a list of them, in an array or between commas."""
KEYED_OPTIONS = ("lineDashStylesByField", "seriesColorsByField", "stepPositionsByField")
"""Options whose names are fields."""
KEYED_BY_FIELD = frozenset({"splunk.area", "splunk.bar", "splunk.column", "splunk.line"})
"""Of others, such as splunk.pie, the names there are values."""
IN_ENCODING = re.compile(r"(?P<source>\w+)\.(?P<field>.+)")


def shown_fields_are_output(app: Unpacked) -> Iterator[Finding]:
    """Known where the last commands of a search say what it outputs, as `stats` and `table` do."""
    for view in dashboards(app):
        for name, item in view.items.items():
            sources = {key: output(app, view, at.text) for key, at in item.at("dataSources").members.items()}
            for at, source, field in _named(item):
                known = sources.get(source)
                if known is not None and field not in known:
                    what = f"{name} names the field {field}, which its data source does not output"
                    yield view.finding(at, what, f"it outputs {', '.join(sorted(known))}")


def _named(item: Value) -> Iterator[tuple[Value, str, str]]:
    """(where, the data source's role, the field) for each field that an item names."""
    kind, options = item.at("type").text, item.at("options")
    table = steps(options.at("table").text)
    shown = "" if any(step.name in RENAMING for step in table) else table[0].name if table else PRIMARY
    for at, way in expressions(item):
        yield from ((at, shown if source == "table" else source, field) for source, field in _in_expression(way))
    yield from ((column, shown, field) for field, column in options.at("columnFormat").members.items())
    for option in FIELD_OPTIONS:
        yield from ((at, PRIMARY, field) for at, field in _fields(options.at(option)))
    if kind in KEYED_BY_FIELD:
        for option in KEYED_OPTIONS:
            yield from ((at, PRIMARY, field) for field, at in options.at(option).members.items())
    for at in item.at("encoding").texts():
        if found := IN_ENCODING.fullmatch(at.text):
            yield at, found["source"], found["field"]
    for handler in item.at("eventHandlers").items:
        yield from ((at, PRIMARY, field) for at, field in _clicked(handler))


def _in_expression(way: list[Step]) -> Iterator[tuple[str, str]]:
    for step in way[1:]:
        if step.name in RENAMING:
            return
        if step.name in BY_NAME:
            yield from ((way[0].name, field) for field in step.strings)


def _fields(value: Value) -> Iterator[tuple[Value, str]]:
    for at in value.items or (value,):
        if at.text and not at.text.startswith((">", "$")):
            yield from ((at, field.strip()) for field in at.text.split(","))


def _clicked(handler: Value) -> Iterator[tuple[Value, str]]:
    """The fields of the row that a click is on: `$row.<field>.value$`, as a key without its dollars."""
    options = handler.at("options")
    yield from ((at, at.text) for at in options.at("fields").items if at.text != "any")
    named = [(at, at.text) for token in options.at("tokens").items for at in (token.at("key"), token.at("value"))]
    named += [(at, token.name) for at in options.texts() for token in tokens(at.text)]
    for at, name in named:
        clicked = CLICKED.fullmatch(name)
        if clicked and clicked["field"]:
            yield at, clicked["field"]
