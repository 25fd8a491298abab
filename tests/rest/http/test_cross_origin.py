"""Which origins may read answers, case by case, and what they are told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.rest.http.cross_origin import OriginPolicy

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "cross_origin.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_origins(case):
    policy = OriginPolicy.of(case["policy"], "")
    asked = [*case.get("allows", ()), *case.get("denies", ())]
    assert [origin for origin in asked if policy.allows(origin)] == case.get("allows", [])


def test_an_answer():
    policy = OriginPolicy.of("*", "Authorization, Content-Type")
    assert policy.answer({}) == {}
    assert policy.answer({"origin": "https://a"}) == {
        "Access-Control-Allow-Origin": "https://a",
        "Access-Control-Allow-Credentials": "true",
        "Vary": "Origin",
    }


@pytest.mark.parametrize(("headers", "told"), [("", None), ("Authorization", "Authorization"), ("*", "X-A, X-B")])
def test_a_preflight(headers, told):
    asked = {"origin": "https://a", "access-control-request-headers": "X-A, X-B"}
    answer = OriginPolicy.of("*", headers).answer(asked, "POST,OPTIONS")
    assert answer["Access-Control-Allow-Methods"] == "POST,OPTIONS"
    assert answer.get("Access-Control-Allow-Headers") == told


@given(st.text(), st.text())
def test_any_texts(policy, origin):
    OriginPolicy.of(policy, policy).answer({"origin": origin}, "GET")
