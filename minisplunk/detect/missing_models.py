"""What searches say in; whether they lack a data model that minisplunk's own would have brought, out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..engine import CIM_APP

_NO_MODEL = re.compile(r"Data model '(\w+)' was not found")


def cim_has_it(messages: Iterable[str]) -> bool:
    missing = {found[1] for message in messages for found in _NO_MODEL.finditer(message)}
    return any((CIM_APP / "default/data/models" / f"{name}.json").is_file() for name in missing)
