"""Notes: each kind once, with how often."""

from __future__ import annotations

from minisplunk.ingest.notes import Notes


def test_each_kind_once():
    notes = Notes()
    assert list(notes) == []
    notes.add("a", "first a")
    notes.add("b", "first b")
    assert list(notes) == ["first a", "first b"]
    for number in range(1234):
        notes.add("a", f"a {number}")
    assert list(notes) == ["first a (1,234 more like this)", "first b"]


def test_of_a_place():
    notes = Notes()
    notes.of("a.log").add("a", "first a")
    notes.of("b.log").add("a", "a again")
    notes.of("b.log").add("b", "first b")
    assert list(notes) == ["a.log: first a (1 more like this)", "b.log: first b"]
