"""The grammar has all commands, and each of its forms is right at its simplest."""

from __future__ import annotations

import pytest

from minisplunk.commands import COMMANDS
from minisplunk.engine import Splunk

from .grammar import GRAMMAR, simplest

FORMS = (
    *GRAMMAR["searches"],
    *(f"| {form}" for forms in GRAMMAR["first"].values() for form in forms),
    *(f"search index=main | {form}" for forms in GRAMMAR["commands"].values() for form in forms),
)


def test_every_command_is_drawn_or_it_is_said_why_not() -> None:
    drawn = GRAMMAR["first"].keys() | GRAMMAR["commands"].keys()
    assert drawn | GRAMMAR["left_out"].keys() == COMMANDS.keys()
    assert not drawn & GRAMMAR["left_out"].keys()


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_right(splunk: Splunk, form: str) -> None:
    splunk.run(splunk.request(simplest(form), app="any"))
