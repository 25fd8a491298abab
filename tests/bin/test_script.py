"""What bin/ is made of, and that alert_actions.conf gives it room."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path

import pytest
import splunkd as rest
from alert_payload import INDEX

from minisplunk.conf.parser import read

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "bin").glob("*.py"))
SECONDS = {"s": 1, "m": 60}


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_standard_library_alone(path):
    siblings = {script.stem for script in SCRIPTS}

    assert imported(path) <= sys.stdlib_module_names | siblings


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_hides_a_module_of_the_standard_library(path):
    assert path.stem not in sys.stdlib_module_names


@pytest.fixture(scope="module")
def action():
    stanzas = read(ROOT / "default" / "alert_actions.conf").stanzas
    assert list(stanzas) == ["mfa_challenge_risk"]
    return stanzas["mfa_challenge_risk"]


@pytest.mark.parametrize(
    ("key", "value"),
    {
        "is_custom": "1",
        "payload_format": "json",
        "python.version": "python3",
        "python.required": "3.9, 3.13",
        "maxresults": "500000",
        "param.index": INDEX,
    }.items(),
)
def test_setting(action, key, value):
    assert action.get(key) == value


def test_the_script_ends_before_splunkd_ends_it(action):
    number, unit = re.fullmatch(r"(\d+)([sm])", action.get("maxtime")).groups()

    assert int(number) * SECONDS[unit] > rest.DEADLINE + rest.TIMEOUT


def test_the_saved_search_switches_it_on(root_search):
    assert root_search.get("action.mfa_challenge_risk") == "1"
    assert root_search.get("action.risk") == "1"


@pytest.fixture(scope="module")
def root_search():
    """The detection; the reports beside it have no action."""
    stanzas = read(ROOT / "default" / "savedsearches.conf").stanzas.values()
    (stanza,) = (stanza for stanza in stanzas if stanza.get("enableSched") == "1")
    return stanza


def test_adaptive_response(action):
    cam = json.loads(action.get("param._cam"))

    assert {key: type(value) for key, value in cam.items()} == {
        "category": list,
        "subject": list,
        "supports_adhoc": bool,
        "supports_cloud": bool,
        "supports_workers": bool,
        "task": list,
        "technology": list,
    }
    # it takes what scores from the saved search, which an action that an analyst runs does not have
    assert cam["supports_adhoc"] is False
