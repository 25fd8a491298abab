"""Changes of the search itself: its base search, what it groups by, what it adds up, its later stages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from minisplunk.commands import resolve
from minisplunk.commands.search import Search
from minisplunk.errors import Span
from minisplunk.spl import lexer
from minisplunk.spl.ast import And, Comparison
from minisplunk.spl.lexer import Token
from minisplunk.spl.macros import Macro, expand, macro, unevaluated
from minisplunk.spl.pipeline import Pipeline
from minisplunk.spl.pipelines import parse
from minisplunk.spl.source import SourceText
from tests.mutate.mutant import App, Change, of_search, spliced

Found = Iterator[tuple[str, tuple[Change, ...]]]

_OTHER_FUNCTION = {"count": "dc(eventName)", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Spl:
    """The detection's search, read. Spans given out are those of `text`, the search as it is written."""

    text: str
    source: SourceText
    pipeline: Pipeline

    @classmethod
    def of(cls, app: App) -> Spl:
        text = app.search.get("search")

        def find(name: str, count: int) -> Macro | None:
            stanza = app.macros.stanzas.get(f"{name}({count})" if count else name)
            return macro(name, count, {key: s.value for key, s in stanza.settings.items()}) if stanza else None

        source = expand(text, find, unevaluated)
        return cls(text, source, parse(source, resolve))

    def clauses(self) -> list[Comparison]:
        """The clauses that the search itself has, with their spans."""
        command = self.pipeline.stages[0].command
        assert isinstance(command, Search)
        assert isinstance(command.term, And)
        own = [term for term in command.term.terms if not self.source.place(term.span).inside]
        return [Comparison(t.field, t.op, t.values, self.written(t.span)) for t in own if isinstance(t, Comparison)]

    def calls(self) -> list[tuple[str, Span]]:
        """The macro calls, with their spans."""
        return [(piece.macro, piece.origin) for piece in self.source.pieces if piece.expansion is not None]

    def tokens(self, stage: int) -> list[Token]:
        """The words of a stage that no macro brought."""
        span = self.pipeline.stages[stage].span
        found: list[Token] = []
        while (token := lexer.word(self.source, found[-1].span.end if found else span.start, span.end)) is not None:
            found.append(token)
        return [Token(token.kind, token.text, self.written(token.span)) for token in found]

    def written(self, span: Span) -> Span:
        return self.source.place(span).span


def clauses(app: App) -> Found:
    """Each clause and the macro dropped, each negated, each joined to the next by OR; each operator another."""
    spl = Spl.of(app)
    starts = [spl.calls()[0][1], *(clause.span for clause in spl.clauses())]
    for span in starts:
        yield f"without {_text(spl, span)}", of_search(app, "search", spliced(spl.text, span, ""))
        yield f"NOT {_text(spl, span)}", of_search(app, "search", spliced(spl.text, span, f"NOT {_text(spl, span)}"))
    for one, other in pairwise(starts):
        between = Span(one.end, other.start)
        what = f"{_text(spl, one)} OR {_text(spl, other)}"
        yield what, of_search(app, "search", spliced(spl.text, between, " OR "))
    for clause in spl.clauses():
        for op in ("!=", ">"):
            yield _clause(app, spl, clause, op=op)


def literals(app: App) -> Found:
    """Each value another, a longer one allowed, in other case; each field name in other case."""
    spl = Spl.of(app)
    for clause in spl.clauses():
        (value,) = clause.values
        for other in (f"{value}x", value[:-1], f"{value}*", value.swapcase()):
            yield _clause(app, spl, clause, value=other)
        yield _clause(app, spl, clause, field=clause.field.swapcase())


def _clause(app: App, spl: Spl, clause: Comparison, *, field: str = "", op: str = "", value: str = "") -> tuple:
    new = f'{field or clause.field}{op or clause.op}"{value or clause.values[0]}"'
    return f"{_text(spl, clause.span)} -> {new}", of_search(app, "search", spliced(spl.text, clause.span, new))


def by_fields(app: App) -> Found:
    """Each field that is grouped by dropped, and exchanged with the next."""
    spl = Spl.of(app)
    words = spl.tokens(1)
    fields = words[[word.text for word in words].index("by") + 1 :]
    for field in fields:
        yield f"without {field.text}", of_search(app, "search", spliced(spl.text, field.span, ""))
    for one, other in pairwise(fields):
        both = Span(one.span.start, other.span.end)
        exchanged = spliced(spl.text, both, f"{other.text} {one.text}")
        yield f"{one.text} and {other.text} exchanged", of_search(app, "search", exchanged)


def aggregates(app: App) -> Found:
    """Each sum dropped, made by another function, under another name."""
    spl = Spl.of(app)
    words = spl.tokens(1)
    (by,) = (word.span.start for word in words if word.text == "by")
    functions = [word for word in words if word.text in _OTHER_FUNCTION and word.span.end < by]
    ends = [*(word.span.start for word in functions[1:]), by]
    for word, end in zip(functions, ends, strict=True):
        whole = Span(word.span.start, end)
        yield f"without {_text(spl, whole)}", of_search(app, "search", spliced(spl.text, whole, ""))
        other = _OTHER_FUNCTION[word.text]
        yield f"{other} for {word.text}", of_search(app, "search", spliced(spl.text, word.span, other))
    for before, name in pairwise(words):
        if before.text == "as":
            yield f"as {name.text}x", of_search(app, "search", spliced(spl.text, name.span, f"{name.text}x"))


def stages(app: App) -> Found:
    """Each macro after the base search dropped, and called for the other field."""
    spl = Spl.of(app)
    for name, span in spl.calls()[1:]:
        pipe = spl.text.rindex("|", 0, span.start)
        yield f"without `{name}`", of_search(app, "search", spliced(spl.text, Span(pipe, span.end), ""))
        if "Time" in name:
            other = name.replace("first", "last") if "first" in name else name.replace("last", "first")
            yield f"`{other}` for `{name}`", of_search(app, "search", spliced(spl.text, span, f"`{other}`"))


def _text(spl: Spl, span: Span) -> str:
    return " ".join(spl.text[span.start : span.end].split())
