"""Every eval function and operator: one YAML file per theme, one case per rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from minisplunk.errors import PlacedError, UnsupportedSpl
from minisplunk.functions import FUNCTIONS, THEMES, Environment, check, compile_expr
from minisplunk.spl.parser import parse_expression
from minisplunk.values import text
from tests.case_files import LOADER

NOW = 1767323045.25
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.load(file.read_text("utf-8"), LOADER)
]


def shown(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, list)) else text(value)


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    messages: list[str] = []
    env = Environment(NOW, ZoneInfo(case.get("zone", "UTC")), lambda kind, text: messages.append(text))
    expr = parse_expression(case["expr"])
    if "value" not in case:
        with pytest.raises(PlacedError) as caught:
            check(expr)
        assert caught.value.message == case.get("error", case.get("unsupported"))
        assert isinstance(caught.value, UnsupportedSpl) is ("unsupported" in case)
        return
    boolean = check(expr)
    value = compile_expr(expr, env)(case.get("row", {}))
    assert shown(value) == case["value"]
    assert boolean or not isinstance(value, bool)
    assert [case["message"] in message for message in messages] == [True] * ("message" in case)


def test_a_faults_span_is_its_own_part_of_the_text() -> None:
    written = 'if(x = 1, match(y, "("), 2)'
    with pytest.raises(PlacedError) as caught:
        check(parse_expression(written))
    span = caught.value.span
    assert written[span.start : span.end] == '"("'


def test_compiling_checks_too() -> None:
    with pytest.raises(PlacedError):
        compile_expr(parse_expression("foo(1)"), Environment(NOW, ZoneInfo("UTC")))


def test_a_match_limit_without_a_receiver_of_messages_is_an_error() -> None:
    run = compile_expr(parse_expression('match(x, "^(a+)+$")'), Environment(NOW, ZoneInfo("UTC")))
    with pytest.raises(Exception, match="match_limit"):
        run({"x": "a" * 60 + "b"})


def test_chains_of_hundreds_are_one_level() -> None:
    for written in ("+".join(["1"] * 200), " OR ".join(["x=1"] * 200)):
        expr = parse_expression(written)
        check(expr)
        compile_expr(expr, Environment(NOW, ZoneInfo("UTC")))({"x": "2"})


def test_every_function_has_a_case() -> None:
    written = " ".join(param.values[0]["expr"].lower() for param in CASES)  # type: ignore[index, union-attr]
    trigonometry = {"acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cosh", "sin", "sinh", "tan", "tanh"}
    assert [name for name in FUNCTIONS if f"{name}(" not in written and name not in trigonometry] == []


def test_every_theme_file_is_listed() -> None:
    import minisplunk.functions as package

    folder = Path(package.__file__).parent
    defining = {file.stem for file in folder.glob("*.py") if "@scalar(" in file.read_text("utf-8")}
    assert defining <= {theme.__name__.rpartition(".")[2] for theme in THEMES}
