"""What `minisplunk btool --json` prints: stanza -> setting -> its value, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from ...conf import Stanza
from ...errors import shown_place
from .parts import Document, says


class Setting(Document):
    """A setting as it counts."""

    value: Annotated[str, says("The value.")]
    file: Annotated[str, says("The file that sets it, from `etc/` or `system/` on.")]
    line: Annotated[int, says("The line in that file.")]


Stanzas = dict[str, dict[str, Setting]]
DOCUMENTS = (Stanzas,)


def document(stanzas: Mapping[str, Stanza]) -> Stanzas:
    return {
        name: {key: Setting(s.value, shown_place(s.file), s.line) for key, s in stanza.settings.items()}
        for name, stanza in stanzas.items()
    }
