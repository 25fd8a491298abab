"""The drilldowns of a detection in, with what it has found; those of them that are no searches out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..errors import MinisplunkError
from ..spl.quoting import quoted
from ..values import Row, texts
from .staging import Staged
from .verdict import Difference

_ORIGINAL = "%original_detection_search%"
_TOKEN = re.compile(r"\$([\w.{}:-]+)\$")


def drilldown_faults(staged: Staged, rows: Sequence[Row]) -> Iterator[Difference]:
    """Each is read as Enterprise Security would run it from the first result, and not run."""
    first: Mapping[str, object] = rows[0] if rows else {}
    for name, written in staged.case.drilldowns:
        spl = _TOKEN.sub(lambda token: _value(first, token[1]), written).replace(_ORIGINAL, staged.search.spl)
        try:
            staged.on.splunk.read(staged.on.splunk.request(spl, app=staged.search.app))
        except MinisplunkError as error:
            yield Difference("drilldown_searches", f"{name}: {error.explain()}")


def _value(row: Mapping[str, object], field: str) -> str:
    """A value as it is put between the quotes of a search; of a field that is not there, any word."""
    found = texts(row.get(field))  # type: ignore[arg-type]  # any value of a row
    return quoted(found[0])[1:-1] if found else "x"
