"""A grammar, which is data, in; random searches and parts of them, as hypothesis draws them, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

GRAMMAR: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "grammar.yaml").read_text())
WORDS: Mapping[str, Sequence[str]] = GRAMMAR["words"]
COMMANDS = {"STAGE": GRAMMAR["commands"], "FIRST": GRAMMAR["first"]}
"""Those that are words of the grammar too: a form of one of these commands."""
WORD = re.compile(rf"(?<![<$])\b({'|'.join((*WORDS, *COMMANDS))})\b(\?)?")
DEEPEST = 4
"""Words within each other; at this depth the first alternative is taken."""
MOST_STAGES = 6


Choose = Callable[[Sequence[str]], str]


def filled(form: str, choose: Choose, depth: int = 0) -> str:
    """A form with something in place of each word."""
    choose = choose if depth < DEEPEST else itemgetter(0)

    def one(found: re.Match[str]) -> str:
        word, optional = found.groups()
        if optional and not choose(("", word)):
            return ""
        forms = COMMANDS[word][choose(tuple(COMMANDS[word]))] if word in COMMANDS else WORDS[word]
        return filled(choose(forms), choose, depth + 1)

    return WORD.sub(one, form)


def simplest(form: str) -> str:
    return filled(form, itemgetter(0))


@st.composite
def written(draw: st.DrawFn, form: str) -> str:
    return filled(form, lambda choices: draw(st.sampled_from(choices)))


STAGES = st.lists(written("STAGE"), min_size=1, max_size=MOST_STAGES).map(" | ".join)
"""What comes after a base search."""
SEARCHES = st.builds("{} | {}".format, st.sampled_from(GRAMMAR["searches"]).flatmap(written), STAGES)
"""Whole searches."""
PIECE = re.compile(r'"[^"]*"|[\w.@-]+|\S')


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """A search in which some pieces are missing, or stand in the place of others."""
    pieces = PIECE.findall(draw(SEARCHES))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(pieces) - 1))
        pieces[place] = draw(st.sampled_from(pieces) | st.sampled_from(("", "|", "[", ")", '"', "*", "by", "=")))
    return " ".join(pieces)
