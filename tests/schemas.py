"""A verb's JSON held to the schema that the verb prints itself."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from minisplunk.cli.documents import schema


@cache
def validator(verb: str) -> Draft202012Validator:
    return Draft202012Validator(schema(verb))


def hold(verb: str, document: Any) -> None:
    """Raises jsonschema.ValidationError for a key that is missing, is not documented, or has another kind of value."""
    validator(verb).validate(document)
