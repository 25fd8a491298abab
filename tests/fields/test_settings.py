"""Any text as the value of a setting: what it means, or an error with its place. And any text with pairs in it."""

from __future__ import annotations

from datetime import timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf.parser import Setting, Stanza
from minisplunk.errors import ConfError
from minisplunk.fields import alias, calculate, delims, extract, lookup, props, report, sections, tag
from minisplunk.fields.names import clean
from minisplunk.fields.pairs import hints, pairs
from minisplunk.fields.stage import Situation
from minisplunk.functions import Environment
from minisplunk.spl.fields import Fields
from minisplunk.store import Meta

FILE = "props.conf"
TEXT = st.text(st.sampled_from("ab \n,;=:$1(?<>)[]{}\"'\\|*.AS_é"), max_size=30)
META = Meta(index="main", host="h", source="/s", sourcetype="st")


def setting(key, value):
    return Setting(key, value, FILE, 7)


def stanza(name, **settings):
    return Stanza(name, FILE, 6, {key: setting(key, value) for key, value in settings.items()})


def situation(setting):
    stanzas = (Stanza("st", FILE, 6, {setting.key: setting}),)
    return Situation(META, stanzas, props.merged(stanzas), None, None, Environment(0, timezone.utc), told)


def told(kind, text):
    assert text.startswith(f"{FILE}:7: ")


def refuse(error):
    raise error


PARTS = {name: stanza(name, REGEX=regex) for name, regex in (("a", "(?<>x)"), ("b", "[[a:c]][[b]]"))}
READERS = {
    "FIELDALIAS-a": lambda value: alias.aliases_of(setting("FIELDALIAS-a", value)),
    "EVAL-a": lambda value: calculate.plan(Fields.of(["a"]), situation(setting("EVAL-a", value))),
    "EXTRACT-a": lambda value: extract.extraction_of(setting("EXTRACT-a", value), PARTS).regex.search("ab in b"),
    "LOOKUP-a": lambda value: lookup.enrichment_of(setting("LOOKUP-a", value)),
    "FIELDS": lambda value: delims.quoted_list(setting("FIELDS", value)),
    "DELIMS": lambda value: list(report.transform_of(stanza("t", DELIMS=value), PARTS).find('a=1;b="2|3" c')),
    "REGEX": lambda value: list(report.transform_of(stanza("t", REGEX=value, MV_ADD="1"), PARTS).find("a=1 b=2")),
    "FORMAT": lambda value: list(
        report.transform_of(stanza("t", REGEX=r"(\w)=(\d)", FORMAT=value), PARTS).find("a=1 b=2")
    ),
    "header.tokens": lambda value: laid_out(**{"header.tokens": value}),
    "body.tokens": lambda value: laid_out(**{"header.linecount": "1", "body.tokens": value}),
    "body.replace": lambda value: laid_out(**{"body.replace": value}),
    "body.ignore": lambda value: laid_out(**{"body.ignore": value, "body.start": value}),
    "[source::]": lambda value: props.matching(props_of(f"source::{value}"), META),
    "[tags]": lambda value: tag.tags_of(props_of(value), refuse),
}


def laid_out(**settings):
    return list(sections.layout_of(stanza("t", **settings)).rows("a b=1\n1 2\n\n a(;b)"))


def props_of(name):
    return props.Conf({name: stanza(name, a="enabled")})


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
@given(value=TEXT)
def test_any_value_is_read_or_refused_with_its_place(read, value):
    try:
        read(value)
    except ConfError as error:
        assert str(error).startswith((f"{FILE}:6: ", f"{FILE}:7: "))


@given(text=st.text(st.sampled_from("ab_-.:=\"' ,;&()\n0é"), max_size=40))
def test_pairs_have_clean_names_and_values(text):
    found = list(pairs(text))

    for name, value in found:
        assert name == clean(name)
        assert value == value.strip(" ") and value in text
    for name, hint in hints({name for name, _ in found}):
        assert hint in text, name
    assert {name for name, _ in hints({name for name, _ in found})} == {name for name, _ in found}


@given(text=st.text(st.sampled_from('ab=" x'), max_size=40))
def test_pairs_are_found_wherever_they_begin(text):
    """A pair behind a blank is found whatever stands before, unless that opens quotes."""
    if '"' not in text:
        assert ("key", "value") in list(pairs(f"{text} key=value"))
