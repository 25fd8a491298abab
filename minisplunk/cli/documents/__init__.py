"""What the verbs print with --json: a file for each verb, with the types of its documents and how they are made.

A verb's output, its JSON schema (`--json-schema`) and its tables in docs/json.md all come from these types, so none of
them can say something else than the others. `DOCUMENTS` of such a file are the types of which the verb prints one.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import msgspec

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(verb: str) -> dict[str, Any]:
    """The JSON schema of what a verb prints; it allows no key that the types do not have."""
    documents = import_module(f"{__name__}.{verb}").DOCUMENTS
    said, definitions = msgspec.json.schema_components(documents)
    which = said[0] if len(said) == 1 else {"anyOf": list(said)}
    return {"$schema": DIALECT, "title": f"minisplunk {verb} --json", **which, "$defs": definitions}
