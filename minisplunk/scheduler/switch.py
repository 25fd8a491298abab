"""Whether scheduled searches run at all: limits.conf.spec, [scheduler] saved_searches_disabled."""

from __future__ import annotations

from ..conf import View

LIMITS, STANZA, DISABLED = "limits", "scheduler", "saved_searches_disabled"
"""The conf file, the stanza and the setting."""


def is_disabled(view: View) -> bool:
    """A value that is neither true nor false leaves them on."""
    stanza = view.conf(LIMITS).stanzas.get(STANZA)
    return stanza is not None and stanza.flag(DISABLED, strict=False)
