"""Whatever text follows a command's name: a command, or one of our errors."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from minisplunk.commands import COMMANDS, options, resolve
from minisplunk.documents import xml
from minisplunk.errors import MinisplunkError
from minisplunk.functions import sed
from minisplunk.functions.regex import MatchLimit
from minisplunk.spl.pipelines import parse
from minisplunk.spl.source import SourceText

WORDS = """
field= max_match= mode=sed offset_field= input= output= path= where as AS OUTPUT OUTPUTNEW timeformat="%q" [| ]
( ) | , = "(?<a>b)" "s/a/b/" "[{}]" "a" x 1 t _raw a{}.b by count
"""
OPTIONS = sorted({f"{option}=" for command in map(resolve, COMMANDS) if command for option in options(command)})
"""Those that commands declare."""
PIECES = st.sampled_from([*WORDS.split(), *OPTIONS])
ARGUMENTS = st.lists(PIECES | st.text(max_size=5), max_size=8).map(" ".join)


@given(st.sampled_from(sorted(COMMANDS)), ARGUMENTS)
def test_any_arguments(name: str, arguments: str) -> None:
    with contextlib.suppress(MinisplunkError):
        parse(SourceText.plain(f"| {name} {arguments}"), resolve)


@given(st.text("sy/#ab\\1n|g2 (é", max_size=30) | st.text(max_size=30), st.text("ab/é\n", max_size=20))
def test_any_sed_script(script: str, text: str) -> None:
    with contextlib.suppress(ValueError, MatchLimit):
        edited = sed.compile_script(script)(text)
        assert isinstance(edited, str)


@given(st.text("<>/abc=\"' &;!-é{}@1", max_size=60) | st.text(max_size=60), st.text("abc.{}@1é", max_size=20))
def test_any_xml(document: str, path: str) -> None:
    for name, value in xml.flatten(document).items():
        assert name
        assert value
    compiled = xml.compile_path(path)
    if compiled is not None:
        xml.at_path(document, compiled)
