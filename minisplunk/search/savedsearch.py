"""A stanza of savedsearches.conf and the arguments of the savedsearch command in; the text of the search out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..conf import Stanza
from ..errors import Span, SplError

_PLACEHOLDER = re.compile(r"\$([\w.:-]+)\$")


def replaced(stanza: Stanza, replacements: Mapping[str, str] | None, span: Span) -> str:
    """The search of a stanza, its `$key$` replaced; None leaves them as they stand.

    Raises SplError for a stanza without a search, and for a placeholder that is not replaced.
    """
    spl = stanza.get("search")
    if not spl:
        raise SplError(f"Error in 'savedsearch' command: The saved search '{stanza.name}' has no search.", span)
    if replacements is None:
        return spl

    def value(found: re.Match[str]) -> str:
        if found[1] in replacements:
            return replacements[found[1]]
        raise SplError(
            "Error in 'savedsearch' command: Encountered the following error while building a search for saved search "
            f"'{stanza.name}': Error while replacing variable name='{found[1]}'. "
            "Could not find variable in the argument map.",
            span,
        )

    return _PLACEHOLDER.sub(value, spl)
