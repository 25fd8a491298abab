"""Whether what a search finds may depend on when it is run. Over files, that is the time of the newest event, which is
not known before all have been read; so it is only asked for where it matters."""

from __future__ import annotations

import re

from .. import lazy_re
from ..conf import View
from ..search import Prepared

_ASKING = lazy_re.compile(
    r"\b(?:now|reltime|relative_time|strptime|addinfo|timewrap|makeresults|gentimes|collect|earliest|latest)\b"
    r"|\btime\s*\(|_index_(?:earliest|latest)\b|\b(?:start|end)time\w*|\b\w+ago\b|\bsearchtimespan\w*",
    re.IGNORECASE,
)
"""Commands, functions and time modifiers that ask for it, and words that may be such."""


def asks_for_now(prepared: Prepared, view: View) -> bool:
    request = prepared.request
    if request.earliest or request.latest or _ASKING.search(prepared.text.text):
        return True
    if "`" not in request.spl:
        return False
    macros = view.conf("macros").stanzas.values()
    return any(macro.flag("iseval", strict=False) and _ASKING.search(macro.get("definition")) for macro in macros)
