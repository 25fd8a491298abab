"""Any settings, over any data: faults are ours and cost themselves, nothing is lost, and chunks do not matter."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf.parser import Setting, Stanza
from minisplunk.ingest.context import IndexContext
from minisplunk.ingest.index_time import index_time, indexed
from minisplunk.ingest.notes import Notes
from minisplunk.ingest.pipeline_data import KEYS, ROUTING
from minisplunk.sources import Fielded, Meta

KIND = Meta("main", "h", "s", "t")
NAMES = ("one", "two", "three")
TEXT = st.text(max_size=8)
REGEX = st.one_of(
    st.sampled_from((".", "(\\w+)", "^(a+)+$", "(?<user>\\w+)=(?<_KEY_1>\\w)", "(", "(b)?(c)", "$", "\\bcard=(\\d)")),
    TEXT,
)
FORMAT = st.one_of(
    st.sampled_from(("$1", "$0 x::$1", 'a::$1 b::"$2"', "host::$1", "nullQueue", "indexQueue", "sourcetype::t2")), TEXT
)
EXPRESSIONS = r"""
a=len(_raw), a=a+1
_raw:=upper(_raw)
x[int]=1/0
_time=_time+1e300
$pd:_meta$="a::b"
a:=null()
queue=if(match(_raw, "a"), "nullQueue", "indexQueue")
index="other", host=$mv:a$
a=lookup("x", a, b)
""".strip().splitlines()
EVAL = st.one_of(st.sampled_from(EXPRESSIONS), TEXT)
FLAG = st.sampled_from(("true", "0", "", "perhaps"))
TRANSFORM = st.fixed_dictionaries(
    {},
    optional={
        "REGEX": REGEX,
        "FORMAT": FORMAT,
        "DEST_KEY": st.sampled_from((*KEYS, *ROUTING, "nosuch")),
        "SOURCE_KEY": st.sampled_from((*KEYS, "field:a", "fields:a,b", "nosuch")),
        "WRITE_META": FLAG,
        "REPEAT_MATCH": FLAG,
        "LOOKAHEAD": st.sampled_from(("-1", "0", "3", "x")),
        "DEFAULT_VALUE": TEXT,
        "CLONE_SOURCETYPE": st.sampled_from(("t", "t2")),
        "INGEST_EVAL": EVAL,
        "STOP_PROCESSING_IF": EVAL,
    },
)
LIST = st.lists(st.sampled_from((*NAMES, "nosuch")), max_size=4).map(", ".join)
SED = st.one_of(st.sampled_from(("s/a/b/g", "y/ab/ba/", "s/(a)|b/\\1\\2/", "s#^#x#", "s/a", "s/^(a+)+$//")), TEXT)
SETTINGS = st.fixed_dictionaries(
    {"DATETIME_CONFIG": st.just("NONE")},
    optional={
        "SHOULD_LINEMERGE": FLAG,
        "SEDCMD-b": SED,
        "SEDCMD-a": SED,
        "TRANSFORMS": LIST,
        "TRANSFORMS-x": LIST,
        "RULESET-x": LIST,
        "HEADER_MODE": st.sampled_from(("always", "firstline", "none", "x")),
        "ROUTE_EVENTS_OLDER_THAN": st.sampled_from(("1d", "x")),
        "CHARSET": st.sampled_from(("UTF-8", "UTF-16LE", "latin-1", "x")),
    },
)
LINES = st.lists(
    st.sampled_from(("aaaa", "a=1 card=4", "***SPLUNK*** host=x", "é\U0001f600", "\0", "b c", "")), max_size=6
)


def stanza(name: str, settings: Mapping[str, str]) -> Stanza:
    return Stanza(
        name, "x.conf", 1, {key: Setting(key, value, "x.conf", n) for n, (key, value) in enumerate(settings.items())}
    )


def run(
    settings: Mapping[str, str], transforms: Mapping[str, Mapping[str, str]], data: bytes, size: int
) -> list[tuple[Meta, Fielded]]:
    context = IndexContext(transforms={name: stanza(name, each) for name, each in transforms.items()})
    rules = index_time(stanza("t", settings).settings, context)
    chunks = (data[start : start + size] for start in range(0, len(data), size))
    found = list(indexed(chunks, KIND, lambda _: rules, now=1e9, notes=Notes()))
    assert all(abs(time) < 1 << 62 for _, (time, _, _) in found)
    return found


TRANSFORMS = st.fixed_dictionaries(dict.fromkeys(NAMES, TRANSFORM))


@given(settings=SETTINGS, transforms=TRANSFORMS, lines=LINES, size=st.integers(1, 9))
def test_chunks_do_not_matter(settings, transforms, lines, size):
    data = "\n".join(lines).encode()
    assert run(settings, transforms, data, size) == run(settings, transforms, data, 1 << 20)


@given(settings=SETTINGS, transforms=TRANSFORMS, lines=LINES)
def test_nothing_is_lost_but_what_is_sent_to_the_null_queue(settings, transforms, lines):
    data = "\n".join(lines).encode()
    changing = ("SEDCMD", "TRANSFORMS", "RULESET")
    plain = run({key: value for key, value in settings.items() if not key.startswith(changing)}, {}, data, 99)
    routed = {
        name: {**each, "FORMAT": each.get("FORMAT", "").replace("nullQueue", "indexQueue"), "DEFAULT_VALUE": ""}
        for name, each in transforms.items()
        if each.get("DEST_KEY") != "queue" and "queue" not in each.get("INGEST_EVAL", "")
    }
    assert len(run(settings, routed, data, 99)) >= len(plain)
