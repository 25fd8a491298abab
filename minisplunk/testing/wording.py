"""What msgspec says of a value that has not the type of the form in; the same for people who write YAML out."""

from __future__ import annotations

import re

_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]+)`(?P<bound> [<>]=? .*)?(?:, got `(?P<found>[^`]+)`)?$")
_MISSING = re.compile(r"Object missing required field `(?P<name>.*)`$")
_WORDS = {
    "object": "a mapping",
    "array": "a list",
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
}


def in_words(message: str) -> str:
    if missing := _MISSING.match(message):
        return f"the key '{missing['name']}' is missing"
    if message.startswith("Expected `str` of length >= 1"):
        return "is empty"
    expected = _EXPECTED.match(message)
    if expected is None:
        return message
    wanted = [_WORDS.get(name, name) for name in expected["wanted"].split(" | ") if name != "null"]
    said = f"expected {' or '.join(wanted)}{expected['bound'] or ''}"
    if expected["found"] is None:
        return said
    number = "str" in expected["wanted"] and expected["found"] in {"int", "float", "bool"}
    return f"{said}, not {_WORDS.get(expected['found'], expected['found'])}" + ("; put it in quotes" if number else "")
