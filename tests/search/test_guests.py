"""Whatever the conf files of somebody's app say, a search for all events comes to its end and finds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.store import Meta

from ..profiles import one_in
from .conftest import KIND

KEYS = {
    "props": "EXTRACT-a REPORT-a FIELDALIAS-a EVAL-a LOOKUP-a lookup_b KV_MODE AUTO_KV_JSON priority LINE_BREAKER TZ "
    "TRANSFORMS-a SEDCMD-a INDEXED_EXTRACTIONS disabled nonsense rename",
    "transforms": "REGEX FORMAT DELIMS FIELDS MV_ADD SOURCE_KEY filename max_matches match_type external_type "
    "WRITE_META",
    "eventtypes": "search disabled priority tags",
    "tags": "a b",
    "fields": "INDEXED INDEXED_VALUE TOKENIZER",
    "indexes": "disabled datatype",
    "limits": "limit maxchars max_matches max_mem_usage_mb extraction_cutoff",
    "macros": "definition args iseval validation",
}
STANZAS = {
    "props": "st default source::... source::( host::web* (::){0}s*",
    "tags": "a=1 eventtype=a default a",
    "indexes": "a A a:b",
}
OTHERS = "a b default kv [a"
LIKELY = [
    *("a", "a, b", "a.csv a OUTPUT b", "gone.csv a", "(?<a>.)", "[[a]]", "[[ipv4:a_]]", "true", "x", "-1", "a=1", ","),
    *('"a"."b"', "a AS b", "b ASNEW a", "$1::$2", "WILDCARD(a)", "eventtype=a", "`a`", "json", "xml", "1", "("),
]
TEXT = st.text(st.sampled_from('ab=1 ,;:$(?<>)[]{}"|\\*%.ASOUT'), max_size=25)


CONFS = st.fixed_dictionaries(
    {
        name: st.lists(
            st.sampled_from(STANZAS.get(name, OTHERS).split()).map("[{}]".format)
            | st.tuples(st.sampled_from(keys.split()), st.sampled_from(LIKELY) | TEXT).map(" = ".join)
            | TEXT,
            max_size=8,
        ).map("\n".join)
        for name, keys in KEYS.items()
    }
)


@pytest.mark.slow
@one_in(4)
@given(confs=CONFS)
def test_any_conf_files(tmp_path_factory, confs):
    root = tmp_path_factory.mktemp("guest") / "guest"
    files = {f"default/{name}.conf": text for name, text in confs.items()}
    files["default/indexes.conf"] = f"[a]\n{confs['indexes']}"  # what stands before a stanza may disable all
    files |= {"default/app.conf": "[ui\nlabel", "metadata/default.meta": "[]\nexport = system\n"}
    files |= {"lookups/a.csv": "a ,b\n1,2"}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    with Splunk() as splunk:
        splunk.install(root)
        for sourcetype in ("st", "other"):
            splunk.index_time(Meta(**KIND | {"sourcetype": sourcetype}))
            splunk.ingest([(0, "a=1 b=x")], **KIND | {"sourcetype": sourcetype})
        found = splunk.search("index=*", app="guest")
        assert len(found.results) == 2
