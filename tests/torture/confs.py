"""Apps whose conf files, lookups and views are broken in every small way: what reads them says so, and never fails."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping

from .attack import Finding, Options
from .changes import VALUES, garbled
from .seeds import MANAGEMENT
from .served import Answer, Served, served

_HANG = 5.0
_APP = "guest"
_INSTALLED = "its installation"
_STARTS = 4
_READS = 6
_LISTINGS = [route for route in MANAGEMENT if route.method == "GET" and "{" not in route.path]
_EVENT = b'{"event": "t=1700000000 a=1 b=x", "sourcetype": "guest", "source": "/var/log/a"}'
FILES: Mapping[str, str] = {
    "default/app.conf": "[install]\nis_configured = 1\n[ui]\nlabel = Guest\n[launcher]\nversion = 1.0.0\n[package]\nid = guest\n",
    "default/savedsearches.conf": "[thing]\nsearch = `thing(1)` | stats count by host\nenableSched = 1\ncron_schedule = 0 0 1 1 *\n"
    "dispatch.earliest_time = -1h\ncounttype = number of events\nrelation = greater than\nquantity = 0\n"
    "alert.suppress = 1\nalert.suppress.period = 1h\naction.email = 1\naction.email.to = a@b.c\n",
    "default/macros.conf": "[thing(1)]\nargs = x\ndefinition = index=main $x$\nvalidation = isnum(x)\nerrormsg = no\niseval = 0\n",
    "default/props.conf": "[guest]\nEXTRACT-a = a=(?<a>\\d+)\nREPORT-b = thing\nFIELDALIAS-c = a AS c\nEVAL-d = a + 1\n"
    "LOOKUP-e = thing a OUTPUT b AS e\nTIME_FORMAT = %s\nTIME_PREFIX = t=\nLINE_BREAKER = ([\\r\\n]+)\nKV_MODE = auto\n"
    "SHOULD_LINEMERGE = false\nTRANSFORMS-f = thing\nSEDCMD-g = s/x/y/g\n[source::/var/log/*]\nsourcetype = guest\n",
    "default/transforms.conf": "[thing]\nREGEX = b=(\\S+)\nFORMAT = b::$1\n[lookup]\nfilename = thing.csv\nmatch_type = WILDCARD(a)\n"
    "max_matches = 2\ndefault_match = none\n[kv]\nexternal_type = kvstore\ncollection = thing\nfields_list = _key, a\n",
    "default/eventtypes.conf": "[thing]\nsearch = sourcetype=guest a=*\npriority = 5\n",
    "default/tags.conf": "[eventtype=thing]\nweb = enabled\n",
    "default/collections.conf": '[thing]\nfield.a = number\naccelerated_fields.b = {"a": 1}\n',
    "default/indexes.conf": "[guest]\nhomePath = $SPLUNK_DB/guest/db\ndatatype = event\nfrozenTimePeriodInSecs = 1000\n",
    "default/inputs.conf": "[http]\nmaxEventSize = 5MB\n[http://guest]\ntoken = 22222222-2222-2222-2222-222222222222\nindex = guest\nuseACK = 0\n",
    "default/alert_actions.conf": "[guest]\nis_custom = 1\nparam.a = b\npayload_format = json\n",
    "default/authorize.conf": "[role_guest]\nimportRoles = user\nsrchIndexesAllowed = *\nsrchJobsQuota = 3\nsearch = enabled\n",
    "default/times.conf": "[guest]\nlabel = Guest\nearliest_time = -1d\nlatest_time = now\n",
    "default/limits.conf": "[search]\nmax_count = 1000\n[http_input]\nmax_content_length = 1000000\n",
    "default/datamodels.conf": "[Guest]\nacceleration = false\n",
    "default/data/models/Guest.json": '{"modelName":"Guest","displayName":"Guest","objects":[{"objectName":"Thing","displayName":"Thing",'
    '"parentName":"BaseEvent","fields":[{"fieldName":"a","type":"number","owner":"Thing"}],"calculations":[],'
    '"constraints":[{"search":"sourcetype=guest","owner":"Thing"}]}]}',
    "default/data/ui/views/thing.xml": '<dashboard version="1.1"><label>a</label><row><panel><table><search><query>index=main'
    "</query></search></table></panel></row></dashboard>",
    "default/data/ui/nav/default.xml": '<nav><view name="thing" default="true"/></nav>',
    "lookups/thing.csv": 'a,b\n1,"x, y"\n2,z\n',
    "metadata/default.meta": "[]\naccess = read : [ * ], write : [ admin ]\nexport = system\n[macros/thing]\nowner = admin\n",
}
_SEARCHES = (
    "search sourcetype=guest | table a b c d e tag eventtype",
    "search `thing(1)` | head 1",
    "| inputlookup thing.csv",
    "| datamodel Guest Thing search | head 1",
    "| inputlookup kv",
    "search tag=web | lookup lookup a OUTPUT b",
    "search eventtype=thing | stats count by a",
    "| savedsearch thing",
)


def confs(options: Options) -> Iterator[Finding]:
    """The server starts anew now and then, and finds the last of these apps installed."""
    rounds = max(20, options.requests // 50)
    installed, asked, bad, faults = Counter[int](), Counter[str](), list[str](), Counter[str]()
    for start in range(0, rounds, rounds // _STARTS):
        with served("--data-dir", str(options.folder / "data")) as server:
            for _ in range(start, min(start + rounds // _STARTS, rounds)):
                files = _changed(options.chance)
                answers = _asked(server, options, files)
                installed[answers[_INSTALLED].status] += 1
                for what, answer in answers.items():
                    asked[f"{answer.status // 100}xx"] += 1
                    if answer.status == 500 or answer.seconds > options.within(_HANG):
                        wrong = ", ".join(name for name, data in files.items() if data != FILES[name].encode())
                        bad.append(f"{what} is {answer.status} after {answer.seconds:.1f} s with {wrong}")
            faults.update(server.tracebacks())
    found = ", ".join(f"{count} {status}" for status, count in sorted(installed.items()))
    yield Finding(f"{rounds} apps with broken files", f"installing them is {found}", set(installed) <= {201, 400})
    found = ", ".join(f"{count:,} {kind}" for kind, count in sorted(asked.items()))
    yield Finding("what reads them", found + "".join(f"; {text}" for text in bad[:5]), not bad)
    yield Finding("tracebacks in its log", ", ".join(faults) or "none", not faults)
    with served("--data-dir", str(options.folder / "data")) as server:
        removed = server.ask("DELETE", f"/services/apps/local/{_APP}").status
        form = {"search": "search index=* | stats count", "exec_mode": "oneshot"}
        (row,) = server.ask("POST", "/services/search/jobs", form).json()["results"]
        found = f"{removed}, and a search finds {row['count']} events"
        yield Finding("when the app is taken away", found, removed == 200 and row["count"] != "0")


def _asked(server: Served, options: Options, files: Mapping[str, bytes]) -> dict[str, Answer]:
    """Install an app of these files, and ask for what reads them."""
    archive = options.folder / "guest.spl"
    archive.write_bytes(_packed(files))
    form = {"name": str(archive), "filename": "1", "update": "1"}
    answers = {_INSTALLED: server.ask("POST", "/services/apps/local", form)}
    for what, (method, path, form) in _requests(options.chance).items():
        answers[what] = server.ask(method, path, form)
    answers["HEC"] = server.post_events(_EVENT)
    return answers


def _requests(chance: random.Random) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Some of what reads conf files: any collection, and searches that need what is in them."""
    space = f"/servicesNS/{chance.choice(('admin', 'nobody', '-'))}/{chance.choice((_APP, '-'))}"
    reads = {route.path: ("GET", f"{space}/{route.path}", {}) for route in chance.sample(_LISTINGS, _READS)}
    form = {"search": chance.choice(_SEARCHES), "exec_mode": "oneshot", "max_time": "2"}
    return {**reads, f"the search {form['search']!r}": ("POST", f"/servicesNS/admin/{_APP}/search/jobs", form)}


def _changed(chance: random.Random) -> dict[str, bytes]:
    files = {name: text.encode() for name, text in FILES.items()}
    for name in chance.sample(list(files), chance.randint(1, 4)):
        for _ in range(chance.randint(1, 3)):
            files[name] = chance.choice(_CHANGES)(files[name], chance)
    return files


def _value(data: bytes, chance: random.Random) -> bytes:
    """Another value for one of its settings."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    key, sign, _ = lines[at].partition(b"=")
    lines[at] = (key + sign + b" " if sign else b"") + chance.choice(VALUES)
    return b"\n".join(lines)


def _line(data: bytes, chance: random.Random) -> bytes:
    """A line that is lost, doubled, moved, or goes on in the next."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    line = lines.pop(at)
    put = chance.choice(
        ((), (line, line), (line + b"\\",), (b" " + line,), (b"#" + line,), (line + b"\r",), (b"[" + line,))
    )
    return b"\n".join((*lines[:at], *put, *lines[at:]))


def _text(data: bytes, chance: random.Random) -> bytes:
    """The whole file is of another kind."""
    return chance.choice(
        (
            b"",
            b"\xef\xbb\xbf" + data,
            data.decode("utf-8", "replace").encode("utf-16"),
            b"\xff" * 100,
            bytes(1000),
            data * 50,
        )
    )


_CHANGES = (garbled, garbled, _value, _value, _value, _line, _line, _text)


def _packed(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(f"{_APP}/{name}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), 1)
