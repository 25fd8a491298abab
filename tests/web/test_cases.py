"""Requests to the page's port, one after the other, and what each is answered.

A step has `do`: method and target, `with`: a form, `as`: whose browser (admin), `headers` in place of the browser's own
(null: without). It is answered with `status` (200), `headers` (null: not there), `holds`: texts of the body, `lacks`:
texts that are not in it, `json`: parts of the document, `text`: the one message. `keep`: values of the document that
later steps call $name; `ended`: jobs that the step waits for first. $PORT and $VERSION stand for what they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.web.static_files import static_files

KEYS = {"do", "with", "as", "headers", "status", "answers", "holds", "lacks", "json", "text", "keep", "ended"}
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text())
]


@pytest.mark.parametrize("case", CASES)
def test_case(case, people):
    texts = {"PORT": str(people["admin"].port), "VERSION": static_files().version}
    for number, step in enumerate(case["steps"]):
        assert step.keys() <= KEYS, step.keys() - KEYS
        step = filled(step, texts)  # noqa: PLW2901
        browser = people[step.get("as", "admin")]
        for sid in step.get("ended", ()):
            browser.ended(sid)
        method, target = step["do"].split(" ", 1)
        reply = browser.ask(method, target, step.get("with"), step.get("headers"))
        where = f"step {number}: {step['do']}: {reply.status} {reply.body[:2000]!r}"
        assert reply.status == step.get("status", 200), where
        for name, value in step.get("answers", {}).items():
            assert reply.headers.get(name) == value, f"{name}: {where}"
        body = reply.body.decode()
        assert all(text in body for text in step.get("holds", ())), where
        assert not any(text in body for text in step.get("lacks", ())), where
        if "text" in step:
            assert [message["text"] for message in reply.json["messages"]] == [step["text"]], where
        if "json" in step:
            assert parts(reply.json, step["json"]) == step["json"], where
        texts |= {name: str(reply.json[name]) for name in step.get("keep", ())}


def filled(value: Any, texts: Mapping[str, str]) -> Any:
    """With the values of what is called by a name in capitals or small letters."""
    if isinstance(value, str):
        return re.sub(r"\$(\w+)", lambda match: texts.get(match[1], match[0]), value)
    if isinstance(value, dict):
        return {key: filled(inner, texts) for key, inner in value.items()}
    return [filled(inner, texts) for inner in value] if isinstance(value, list) else value


def parts(document: Any, wanted: Any) -> Any:
    """What a document has of the parts that are wanted of it."""
    if isinstance(wanted, dict) and isinstance(document, dict):
        return {key: parts(document.get(key), inner) for key, inner in wanted.items()}
    if isinstance(wanted, list) and isinstance(document, list) and len(wanted) == len(document):
        return [parts(one, inner) for one, inner in zip(document, wanted, strict=True)]
    return document


def test_parts():
    assert parts(json.loads('{"a": [{"b": 1, "c": 2}]}'), {"a": [{"b": 1}]}) == {"a": [{"b": 1}]}
