"""What there is to know of each rule that a finding may be of."""

from __future__ import annotations

from typing import NamedTuple

from .finding import ADVICE, BROKEN, MISSING, UNSUPPORTED, WRONG
from .ignoring import NO_REASON, UNUSED
from .lints import LINTS
from .lints.page import text
from .report import UNREADABLE


class Rule(NamedTuple):
    """`short`: what is found, in one sentence; `help`: what to do."""

    short: str
    help: str


RULES = {
    WRONG: Rule("Splunk refuses this, too.", "Mend it at the place that the message names."),
    UNSUPPORTED: Rule(
        "minisplunk cannot do this, though Splunk may.",
        "The search can be tried out on a real Splunk alone. docs/SUPPORTED.md lists what is there.",
    ),
    MISSING: Rule(
        "What the search needs is defined in no app that is here.",
        "Give the app that defines it with --app, or mend the name.",
    ),
    BROKEN: Rule("minisplunk fails to read the search.", "This is an error of minisplunk: please report it."),
    ADVICE: Rule("Splunk takes this, but it seldom means what its author meant.", "Read what the message says."),
    UNREADABLE: Rule("A file, or a part of it, cannot be read.", "Mend it at the line that the message names."),
    NO_REASON: Rule(
        "A comment that ignores a finding gives no reason, so it has no effect.",
        "Write the reason behind the codes: # check: ignore=CODE why",
    ),
    UNUSED: Rule("A comment ignores what is not found there.", "Take the comment away."),
    **{lint.code: Rule(f"{lint.name[:1].upper()}{lint.name[1:]}.", text(lint)) for lint in LINTS},
}
