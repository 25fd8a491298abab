"""loadjob: the results, or the events, of a search job that is done.

It sees the jobs that the user sees in the REST API. [unverified]: that a job is found by when it was started, that one
that has failed is passed over among those of a saved search, and how splunkd words what it cannot find; that results
keep the order of their columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import partial

from ..dataclass import dataclass
from ..errors import Span
from ..operators.sinks import placed
from ..spl.arguments import Arguments, Option, Text, boolean, natural
from ..spl.columns import Columns
from ..spl.command import Artifact, Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row

SCHEDULER = "scheduler"


@dataclass(frozen=True, slots=True)
class Loadjob(Command):
    """`artifact`: which job, and what of it."""

    name = "loadjob"
    kind = Kind.GENERATING
    arguments = Arguments(
        Text("sid", "a search id", required=False),
        savedsearch=Option(str),
        events=Option(boolean, False),
        artifact_offset=Option(natural, 0),
        job_delegate=Option(str, SCHEDULER),
        ignore_running=Option(boolean, True),
    )

    artifact: Artifact
    span: Span = field(default=Span(0, 0), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Loadjob:
        """`<sid>` or `savedsearch="<user>:<app>:<name>"`, and options (Search Reference, loadjob)."""
        span = p.rest()
        given = cls.arguments.read(p)
        sid, written = given.pop("sid"), given.pop("savedsearch")
        if (sid is None) == (written is None):
            raise p.error("Either a search id or the option 'savedsearch' must be given.", span)
        user, app, name = _saved(p, written, span) if written is not None else ("", "", "")
        return cls(
            Artifact(
                sid or "",
                (user, app, name),
                events=given["events"],
                offset=given["artifact_offset"],
                delegate="" if given["job_delegate"] == SCHEDULER else given["job_delegate"],
                ignore_running=given["ignore_running"],
            ),
            span,
        )

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def columns(self, before: Columns | None) -> Columns | None:
        return None if self.artifact.events else Columns(more=True)

    def operator(self, search: Context) -> PerRow:
        return partial(self._rows, search)

    def _rows(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        with placed(self.name, self.span):
            loaded = search.load(self.artifact)
        yield from loaded


def _saved(p: Parser, written: str, span: Span) -> tuple[str, str, str]:
    """A name may hold colons; a user and an app have none."""
    user, _, rest = written.partition(":")
    app, _, name = rest.partition(":")
    if not (user and app and name):
        raise p.error("The option 'savedsearch' must be '<user>:<app>:<name of the saved search>'.", span)
    return user, app, name
